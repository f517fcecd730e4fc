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

industries AS (SELECT * FROM core.article_names WHERE kind = 'industry'),

technologies AS (SELECT * FROM core.article_names WHERE kind = 'technology'),

-- the texts are what is looked up for: kept in memory to be looked up in, they would fill it
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
    FROM events
    INNER JOIN articles
        ON events.seed_path = articles.event_seed_path AND events.record_no = articles.event_record_no
    LEFT JOIN industries ON articles.article_id = industries.article_id
    LEFT JOIN technologies ON articles.article_id = technologies.article_id
)

SELECT * FROM final
