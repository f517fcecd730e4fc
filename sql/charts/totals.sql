-- One row, so that the page and a BI tool's big numbers say the same.
-- title: 总览 | At a glance
-- tells: 库里现在有什么，最近一次入库带来了多少 | What the warehouse holds now, and what the newest loading brought
-- grain: one row
-- chart: number value=article_count,new_article_count,event_count,outlet_count,technology_count,industry_count,story_count
-- columns:
--   article_count: articles; count
--   new_article_count: articles that came with the newest loading; count
--   newest_loaded_at: start of the run that brought them; local time in Asia/Shanghai
--   dated_article_count: articles with a known time of publication; count
--   first_published_on: first known day of publication; date in Asia/Shanghai
--   last_published_on: last known day of publication; date in Asia/Shanghai
--   event_count: articles with an event summary; count
--   outlet_count: outlets, or hosts where the outlet is unknown; count
--   technology_count: technologies that articles name; count
--   industry_count: industries that articles name; count
--   story_count: stories that two or more articles tell in the same words; count
WITH articles AS (SELECT * FROM reporting.article_overview),

events AS (SELECT * FROM reporting.event_timeline),

outlets AS (SELECT * FROM reporting.outlet_coverage WHERE outlet_basis <> 'none'),

technologies AS (SELECT * FROM reporting.technology_trend_monthly),

industries AS (SELECT * FROM reporting.industry_trend_monthly),

stories AS (SELECT * FROM reporting.syndicated_story),

final AS (
    SELECT
        count(*) AS article_count,
        count(*) FILTER (first_loaded_at = (SELECT max(first_loaded_at) FROM articles)) AS new_article_count,
        max(first_loaded_at) AS newest_loaded_at,
        count(published_at) AS dated_article_count,
        CAST(min(published_at) AS DATE) AS first_published_on,
        CAST(max(published_at) AS DATE) AS last_published_on,
        (SELECT count(*) FROM events) AS event_count,
        (SELECT count(*) FROM outlets) AS outlet_count,
        (SELECT count(DISTINCT technology_id) FROM technologies) AS technology_count,
        (SELECT count(DISTINCT industry_id) FROM industries) AS industry_count,
        (SELECT count(*) FROM stories) AS story_count
    FROM articles
)

SELECT * FROM final
