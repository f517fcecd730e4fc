-- An article is linked to a tag, technology or industry once.
WITH links AS (
    SELECT 'tag' AS kind, article_id, tag_id AS target_id FROM core.article_tag
    UNION ALL
    SELECT 'technology' AS kind, article_id, technology_id AS target_id FROM core.article_technology
    UNION ALL
    SELECT 'industry' AS kind, article_id, industry_id AS target_id FROM core.article_industry
)

SELECT kind, article_id, target_id, count(*) AS times
FROM links
GROUP BY kind, article_id, target_id
HAVING count(*) > 1
