-- What happened, in order of time: the articles with an event summary (重大事件摘要), one event each.
-- grain: one row per article_id
-- columns:
--   date: day of publication if known, else of first loading; date in Asia/Shanghai
--   date_basis: which of the two date is; published or loaded
--   article_id: the article; 16 hex digits
--   title: current title; text in one line
--   event_summary: summary of the event; text, a blank line between paragraphs
--   outlet: outlet (来源) that published it, NULL until a page gives it; text
--   host: host of the link; domain name in lower case
--   industries: its industries in their order; text, ； between names
--   technologies: its AI technologies in their order; text, ； between names
--   link: the link as received; text
WITH articles AS (SELECT * FROM core.article_base),

events AS (SELECT seed_path, record_no, event_summary FROM landing.seed_article),

article_industries AS (SELECT * FROM core.article_industry),

article_technologies AS (SELECT * FROM core.article_technology),

industry_names AS (SELECT * FROM core.industry),

technology_names AS (SELECT * FROM core.technology),

-- arg_min with a number (none has more names) joins them in their order, three times faster than string_agg
industries AS (
    SELECT
        article_industries.article_id,
        array_to_string(arg_min(industry_names.name, article_industries.position, 999999), '；') AS names
    FROM article_industries
    INNER JOIN industry_names ON article_industries.industry_id = industry_names.industry_id
    GROUP BY article_industries.article_id
),

technologies AS (
    SELECT
        article_technologies.article_id,
        array_to_string(arg_min(technology_names.name, article_technologies.position, 999999), '；') AS names
    FROM article_technologies
    INNER JOIN technology_names ON article_technologies.technology_id = technology_names.technology_id
    GROUP BY article_technologies.article_id
),

final AS (
    SELECT
        coalesce(articles.published_on, CAST(articles.first_loaded_at AS DATE)) AS date,
        CASE WHEN articles.published_on IS NULL THEN 'loaded' ELSE 'published' END AS date_basis,
        articles.article_id,
        articles.title,
        events.event_summary,
        articles.outlet,
        articles.host,
        industries.names AS industries,
        technologies.names AS technologies,
        articles.link
    FROM articles
    INNER JOIN events
        ON articles.event_seed_path = events.seed_path AND articles.event_record_no = events.record_no
    LEFT JOIN industries ON articles.article_id = industries.article_id
    LEFT JOIN technologies ON articles.article_id = technologies.article_id
)

SELECT * FROM final
