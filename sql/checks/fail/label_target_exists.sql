-- Every tag, technology and industry that an article is linked to exists, once.
WITH links AS (
    SELECT 'tag' AS kind, article_id, tag_id AS target_id FROM core.article_tag
    UNION ALL
    SELECT 'technology' AS kind, article_id, technology_id AS target_id FROM core.article_technology
    UNION ALL
    SELECT 'industry' AS kind, article_id, industry_id AS target_id FROM core.article_industry
),

targets AS (
    SELECT 'tag' AS kind, tag_id AS target_id FROM core.tag
    UNION ALL
    SELECT 'technology' AS kind, technology_id AS target_id FROM core.technology
    UNION ALL
    SELECT 'industry' AS kind, industry_id AS target_id FROM core.industry
),

counted AS (SELECT kind, target_id, count(*) AS times FROM targets GROUP BY kind, target_id),

linked AS (SELECT kind, target_id, min(article_id) AS article_id FROM links GROUP BY kind, target_id)

SELECT
    coalesce(linked.kind, counted.kind) AS kind,
    coalesce(linked.target_id, counted.target_id) AS target_id,
    linked.article_id,
    coalesce(counted.times, 0) AS times
FROM linked
FULL JOIN counted ON linked.kind = counted.kind AND linked.target_id = counted.target_id
WHERE counted.times IS DISTINCT FROM 1
