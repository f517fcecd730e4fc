-- In which industries was 智能体 told of first, and in how many articles since then?
WITH chosen AS (SELECT '智能体' AS technology)

SELECT
    industry.name AS industry,
    min(article.published_on) AS first_on,
    arg_min(article.title, article.published_at) AS first_title,
    count(*) AS articles
FROM core.article_technology AS links
INNER JOIN core.technology AS technology ON links.technology_id = technology.technology_id
INNER JOIN chosen ON technology.name = chosen.technology
INNER JOIN core.article AS article ON links.article_id = article.article_id
INNER JOIN core.article_industry AS placed ON article.article_id = placed.article_id
INNER JOIN core.industry AS industry ON placed.industry_id = industry.industry_id
WHERE industry.is_known AND article.published_on IS NOT NULL
GROUP BY industry.name
ORDER BY first_on, industry
LIMIT 30
