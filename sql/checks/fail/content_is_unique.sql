-- A page's content is read once by the current rules.
SELECT content_sha256, url, count(*) AS times
FROM landing.page_content
GROUP BY content_sha256, url
HAVING count(*) > 1
