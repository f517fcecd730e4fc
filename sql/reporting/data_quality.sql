-- How complete the articles are, field by field, and which problems the input had, by code, severity and status.
-- grain: one row per area and measure
-- columns:
--   area: what the row is about; field (articles that have it filled) or problem (problems of that sort)
--   measure: name of the field, or code/severity/status of the problem; name
--   description: what is counted; text
--   amount: articles with the field filled, or problems of that sort; count
--   total: all articles, or all problems ever found; count
--   share: amount of total, NULL if total is 0; share from 0 to 1
WITH articles AS (SELECT * FROM core.article_base),

article_tags AS (SELECT article_id FROM core.article_tag WHERE position = 1),

article_technologies AS (SELECT article_id FROM core.article_technology WHERE position = 1),

article_industries AS (SELECT article_id FROM core.article_industry WHERE position = 1),

problems AS (SELECT * FROM landing.problem),

fields_of_articles AS (
    SELECT
        title <> '' AS has_title,
        body_length > 0 AS has_body,
        link <> '' AS has_link,
        canonical_url <> '' AS has_canonical_url,
        author <> '' AS has_author,
        outlet <> '' AS has_outlet,
        published_at IS NOT NULL AS has_published_at,
        event_seed_path IS NOT NULL AS has_event_summary
    FROM articles
),

filled AS (
    SELECT
        count(*) AS total,
        count(*) FILTER (has_title) AS title,
        count(*) FILTER (has_body) AS body,
        count(*) FILTER (has_link) AS link,
        count(*) FILTER (has_canonical_url) AS canonical_url,
        count(*) FILTER (has_author) AS author,
        count(*) FILTER (has_outlet) AS outlet,
        count(*) FILTER (has_published_at) AS published_at,
        count(*) FILTER (has_event_summary) AS event_summary,
        (SELECT count(*) FROM article_tags) AS tags,
        (SELECT count(*) FROM article_technologies) AS technologies,
        (SELECT count(*) FROM article_industries) AS industries
    FROM fields_of_articles
),

fields AS (
    UNPIVOT filled
    ON title, body, link, canonical_url, author, outlet, published_at, event_summary, tags, technologies, industries
    INTO NAME measure VALUE amount
),

described_fields AS (
    SELECT
        'field' AS area,
        measure,
        CASE measure
            WHEN 'title' THEN 'articles with a title'
            WHEN 'body' THEN 'articles with a text'
            WHEN 'link' THEN 'articles with a link, whatever it looks like'
            WHEN 'canonical_url' THEN 'articles whose link is a web address'
            WHEN 'author' THEN 'articles with the name of an author'
            WHEN 'outlet' THEN 'articles with the name of an outlet'
            WHEN 'published_at' THEN 'articles with a time of publication'
            WHEN 'event_summary' THEN 'articles with an event summary'
            WHEN 'tags' THEN 'articles with a tag or more'
            WHEN 'technologies' THEN 'articles with a technology or more, known or unknown'
            WHEN 'industries' THEN 'articles with an industry or more, known or unknown'
        END AS description,
        amount,
        total
    FROM fields
),

described_problems AS (
    SELECT
        'problem' AS area,
        concat_ws('/', code, severity, status) AS measure,
        concat(
            status,
            CASE severity WHEN 'reject' THEN ' problems for which input was rejected: ' ELSE ' warnings: ' END,
            code
        ) AS description,
        count(*) AS amount,
        CAST(sum(count(*)) OVER () AS BIGINT) AS total
    FROM problems
    GROUP BY code, severity, status
),

measured AS (
    SELECT area, measure, description, amount, total FROM described_fields
    UNION ALL
    SELECT area, measure, description, amount, total FROM described_problems
),

final AS (
    SELECT area, measure, description, amount, total, amount / nullif(total, 0) AS share FROM measured
)

SELECT * FROM final
