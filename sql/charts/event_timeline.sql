-- What happened last, in order of time, to read and to search through.
-- title: 重大事件时间线 | Timeline of events
-- tells: 最近发生了什么 | What happened lately
-- grain: one row per article_id
-- chart: timeline x=date text=title detail=event_summary
-- limit: 按发布、按入库各最近 300 件，摘要的前 120 字 | the newest 300 by publication and by loading, summaries cut at 120
-- columns:
--   date: day of publication if known, else of first loading; date in Asia/Shanghai
--   date_basis: which of the two date is; published or loaded
--   title: current title; text in one line
--   event_summary: beginning of the summary; text
--   outlet: outlet, or host where it is unknown; text
--   section_codes: sections of its industries; letters A to T, a blank between them
--   industries: its industries in their order; text, ； between names
--   technologies: its AI technologies in their order; text, ； between names
--   link: the link, NULL if it is no web address; URL
--   article_id: the article; 16 hex digits
WITH
-- not materialized: it is read three times, and its texts are wanted for the newest alone
events AS NOT MATERIALIZED (SELECT * FROM reporting.event_timeline),

industries AS (SELECT * FROM reporting.industry_technology_matrix),

newest_published AS (
    SELECT article_id FROM events WHERE date_basis = 'published' ORDER BY date DESC, article_id LIMIT 300
),

newest_loaded AS (
    SELECT article_id FROM events WHERE date_basis = 'loaded' ORDER BY date DESC, article_id LIMIT 300
),

newest_ids AS (
    SELECT article_id FROM newest_published
    UNION ALL
    SELECT article_id FROM newest_loaded
),

newest AS (SELECT events.* FROM events SEMI JOIN newest_ids ON events.article_id = newest_ids.article_id),

sections AS (SELECT DISTINCT industry_name, section_code FROM industries WHERE section_code IS NOT NULL),

names AS (SELECT article_id, unnest(string_split(industries, '；')) AS industry_name FROM newest),

joined_sections AS (
    SELECT
        names.article_id,
        string_agg(DISTINCT sections.section_code, ' ' ORDER BY sections.section_code) AS section_codes
    FROM names
    INNER JOIN sections ON names.industry_name = sections.industry_name
    GROUP BY names.article_id
),

final AS (
    SELECT
        newest.date,
        newest.date_basis,
        newest.title,
        concat(
            left(newest.event_summary, 120), CASE WHEN length(newest.event_summary) > 120 THEN '…' END
        ) AS event_summary,
        coalesce(newest.outlet, newest.host) AS outlet,
        joined_sections.section_codes,
        left(newest.industries, 100) AS industries,
        left(newest.technologies, 100) AS technologies,
        CASE WHEN regexp_matches(newest.link, '^https?://', 'i') THEN newest.link END AS link,
        newest.article_id
    FROM newest
    LEFT JOIN joined_sections ON newest.article_id = joined_sections.article_id
)

SELECT * FROM final ORDER BY date_basis DESC, date DESC, article_id
