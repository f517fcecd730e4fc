-- How up to date the warehouse is, for each way that content comes in; times only, ages are the reader's to compute.
-- Both rows are always there; `page` has no times until pages are fetched.
-- grain: one row per source
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
WITH articles AS (SELECT * FROM core.article_base),

files AS (SELECT * FROM landing.seed_file),

pages AS (SELECT * FROM core.page),

runs AS (SELECT * FROM ops.run),

ingests AS (SELECT DISTINCT run_id FROM ops.run_step WHERE step = 'ingest'),

seed_articles AS (
    SELECT
        max(changed_at) AS last_changed_at,
        CAST(max(published_at) AS DATE) AS newest_published_on,
        count(*) AS article_count
    FROM articles
    WHERE 'seed' IN (title_source, body_source, published_source)
),

page_articles AS (
    SELECT
        max(changed_at) AS last_changed_at,
        CAST(max(published_at) AS DATE) AS newest_published_on,
        count(*) AS article_count
    FROM articles
    WHERE 'page' IN (title_source, body_source, published_source)
),

seed_runs AS (
    SELECT max(runs.finished_at) AS last_checked_at
    FROM runs
    INNER JOIN ingests ON runs.run_id = ingests.run_id
    WHERE runs.status = 'succeeded'
),

seed_files AS (
    SELECT
        max(runs.started_at) FILTER (files.status = 'loaded') AS last_loaded_at,
        count(*) AS input_count,
        count(*) FILTER (files.status = 'loaded') AS loaded_count,
        count(*) FILTER (files.status = 'missing') AS missing_count,
        count(*) FILTER (files.status = 'unreadable') AS unreadable_count
    FROM files
    LEFT JOIN runs ON files.last_run_id = runs.run_id
),

page_links AS (
    SELECT
        max(last_fetched_at) AS last_checked_at,
        max(last_ok_at) AS last_loaded_at,
        count(*) AS input_count,
        count(last_ok_at) AS loaded_count,
        count(*) FILTER (last_outcome = 'gone') AS missing_count,
        count(*) FILTER (last_outcome NOT IN ('ok', 'unchanged', 'moved', 'gone')) AS unreadable_count
    FROM pages
),

final AS (
    SELECT
        'seed' AS source,
        seed_runs.last_checked_at AT TIME ZONE 'Asia/Shanghai' AS last_checked_at,
        seed_files.last_loaded_at AT TIME ZONE 'Asia/Shanghai' AS last_loaded_at,
        seed_articles.last_changed_at,
        seed_articles.newest_published_on,
        seed_articles.article_count,
        seed_files.input_count,
        seed_files.loaded_count,
        seed_files.missing_count,
        seed_files.unreadable_count
    FROM seed_articles
    CROSS JOIN seed_runs
    CROSS JOIN seed_files
    UNION ALL
    SELECT
        'page' AS source,
        page_links.last_checked_at,
        page_links.last_loaded_at,
        page_articles.last_changed_at,
        page_articles.newest_published_on,
        page_articles.article_count,
        page_links.input_count,
        page_links.loaded_count,
        page_links.missing_count,
        page_links.unreadable_count
    FROM page_articles
    CROSS JOIN page_links
)

SELECT * FROM final
