-- A text is stored once.
SELECT text_sha256, count(*) AS times
FROM core.article_text
GROUP BY text_sha256
HAVING count(*) > 1
