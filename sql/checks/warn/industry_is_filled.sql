-- At least 80 % of the articles have an industry: nearly every seed names one.
WITH articles AS (SELECT count(*) AS articles FROM core.article_base),

lacking AS (SELECT count(*) AS without_industry FROM core.article_base ANTI JOIN core.article_industry USING (article_id))

SELECT articles, without_industry
FROM articles
CROSS JOIN lacking
WHERE without_industry > 0.2 * articles
