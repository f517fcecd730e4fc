-- An attempt to fetch a page stands once.
SELECT fetch_id, count(*) AS times
FROM landing.page_fetch
GROUP BY fetch_id
HAVING count(*) > 1
