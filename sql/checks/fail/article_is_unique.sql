-- An article stands once in core.article.
SELECT article_id, count(*) AS times
FROM core.article_base
GROUP BY article_id
HAVING count(*) > 1
