-- Which tags are at home in many sections of the economy, and what share of each belongs to its first one?
WITH counted AS (
    SELECT tag.name AS tag, overview.section_name, count(*) AS articles
    FROM core.article_tag AS links
    INNER JOIN core.tag AS tag ON links.tag_id = tag.tag_id
    INNER JOIN reporting.article_overview AS overview ON links.article_id = overview.article_id
    WHERE overview.section_name IS NOT NULL
    GROUP BY tag.name, overview.section_name
)

SELECT
    tag,
    count(*) AS sections,
    CAST(sum(articles) AS BIGINT) AS articles,
    arg_max(section_name, (articles, section_name)) AS first_section,
    round(max(articles) / sum(articles), 2) AS share_of_the_first
FROM counted
GROUP BY tag
HAVING sum(articles) >= 5
ORDER BY sections DESC, articles DESC, tag
LIMIT 30
