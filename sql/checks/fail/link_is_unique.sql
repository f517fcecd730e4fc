-- An article is linked to a tag, technology or industry once.
SELECT 'tag' AS kind, article_id, tag_id AS target_id, count(*) AS times
FROM core.article_tag
GROUP BY article_id, tag_id
HAVING count(*) > 1
UNION ALL
SELECT 'technology' AS kind, article_id, technology_id AS target_id, count(*) AS times
FROM core.article_technology
GROUP BY article_id, technology_id
HAVING count(*) > 1
UNION ALL
SELECT 'industry' AS kind, article_id, industry_id AS target_id, count(*) AS times
FROM core.article_industry
GROUP BY article_id, industry_id
HAVING count(*) > 1
