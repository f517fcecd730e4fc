-- What share of the articles of each quarter names 大模型 or a technology below it?
WITH chosen AS (SELECT '大模型' AS technology),

technologies AS (
    SELECT technology.technology_id
    FROM core.technology AS technology
    LEFT JOIN core.technology AS parent ON technology.parent_id = parent.technology_id
    INNER JOIN chosen ON chosen.technology IN (technology.name, parent.name)
),

naming AS (
    SELECT DISTINCT links.article_id
    FROM core.article_technology AS links
    SEMI JOIN technologies ON links.technology_id = technologies.technology_id
)

SELECT
    CAST(date_trunc('quarter', overview.month) AS DATE) AS quarter,
    count(*) AS articles,
    count(naming.article_id) AS naming_it,
    round(count(naming.article_id) / count(*), 3) AS share
FROM reporting.article_overview AS overview
LEFT JOIN naming ON overview.article_id = naming.article_id
WHERE overview.date_basis = 'published'
GROUP BY ALL
ORDER BY quarter
