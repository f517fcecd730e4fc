-- At least 90 % of the articles have a text: less means that a label changed and the parser misses it.
SELECT count(*) AS articles, count(*) FILTER (body_length = 0) AS without_body
FROM core.article_base
HAVING count(*) FILTER (body_length = 0) > 0.1 * count(*)
