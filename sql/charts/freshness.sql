-- How up to date the warehouse is, for each way that content comes in.
-- title: 新鲜度 | Freshness
-- tells: 数据更新到什么时候 | How up to date the data is
-- grain: one row per source
-- chart: table
-- columns:
--   source: where content comes from; seed (files) or page (what links lead to)
--   last_checked_at: end of the last ingest that succeeded, or last attempt at a page; local time in Asia/Shanghai
--   last_loaded_at: start of the last run that read a file, or last page with content; local time in Asia/Shanghai
--   last_changed_at: last change of an article that has title, body or date from it; local time in Asia/Shanghai
--   newest_published_on: latest day of publication among these articles; date in Asia/Shanghai
--   article_count: articles with title, body or date from it; count
--   input_count: files ever seen, or pages that links lead to; count
--   loaded_count: files loaded and still there, or pages that ever brought content; count
--   missing_count: files that vanished, or pages that are gone; count
--   unreadable_count: files that could not be read, or pages whose last attempt failed otherwise; count
WITH sources AS (SELECT * FROM reporting.freshness),

final AS (
    SELECT
        source,
        last_checked_at,
        last_loaded_at,
        last_changed_at,
        newest_published_on,
        article_count,
        input_count,
        loaded_count,
        missing_count,
        unreadable_count
    FROM sources
)

SELECT * FROM final ORDER BY source DESC
