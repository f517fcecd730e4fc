-- Which outlets write about a section of the economy more than others do, and how many times more?
WITH placed AS (
    SELECT outlet, section_code, section_name
    FROM reporting.article_overview
    WHERE outlet IS NOT NULL AND section_code IS NOT NULL
),

sections AS (
    SELECT section_code, count(*) / sum(count(*)) OVER () AS share FROM placed GROUP BY section_code
),

outlets AS (
    SELECT
        outlet,
        section_code,
        section_name,
        count(*) AS articles,
        count(*) / sum(count(*)) OVER (PARTITION BY outlet) AS share
    FROM placed
    GROUP BY outlet, section_code, section_name
)

SELECT
    outlets.outlet,
    outlets.section_code,
    outlets.section_name,
    outlets.articles,
    round(outlets.share, 3) AS share,
    round(outlets.share / sections.share, 2) AS times_the_average
FROM outlets
INNER JOIN sections ON outlets.section_code = sections.section_code
WHERE outlets.articles >= 3
ORDER BY times_the_average DESC, outlets.outlet, outlets.section_code
LIMIT 20
