-- At least 90 % of the articles have a text: less means that a label changed and the parser misses it.
SELECT count(*) AS articles, count(*) FILTER (body = '') AS without_body
FROM core.article
HAVING count(*) FILTER (body = '') > 0.1 * count(*)
