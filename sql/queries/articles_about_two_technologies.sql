-- Which articles name both 大模型 and 智能体, the newest first?
WITH chosen AS (SELECT '大模型' AS one, '智能体' AS other)

SELECT
    overview.published_at,
    overview.title,
    overview.outlet,
    overview.industries,
    overview.link
FROM reporting.article_overview AS overview
INNER JOIN chosen
    ON
        list_contains(string_split(overview.technologies, '；'), chosen.one)
        AND list_contains(string_split(overview.technologies, '；'), chosen.other)
ORDER BY overview.published_at DESC NULLS LAST, overview.article_id
LIMIT 20
