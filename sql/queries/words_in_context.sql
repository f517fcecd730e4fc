-- Where do texts say 质检 or 漏检, and what stands around it?
WITH chosen AS (SELECT '质检|漏检' AS pattern)

SELECT
    article.published_on,
    article.title,
    regexp_extract(article.body, concat('.{0,20}(?:', chosen.pattern, ').{0,20}')) AS context,
    article.article_id
FROM core.article AS article
INNER JOIN chosen ON regexp_matches(article.body, chosen.pattern)
ORDER BY article.published_on DESC NULLS LAST, article.article_id
LIMIT 20
