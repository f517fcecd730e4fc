-- Every run that wrote: when, how it ended, and what it did. A measure is NULL if the run did not come to that step.
-- grain: one row per run_id
-- columns:
--   run_id: id of the run; UTC time of its start and four hex digits
--   command: command that was given; name
--   status: how it ended; running, succeeded, failed or crashed
--   started_at: when it began; local time in Asia/Shanghai
--   finished_at: when it ended or was found dead, NULL while it runs; local time in Asia/Shanghai
--   duration_seconds: from its start to its end, for a crashed run to when it was found dead; seconds
--   message: what it did or why it failed; text
--   version: version of ainews; number
--   generation_id: generation that it published, NULL if none; name of its folder
--   files_listed: seed files found; count
--   files_loaded: files loaded; count
--   files_unchanged: files that were as before; count
--   files_rejected: files of which nothing could be loaded; count
--   files_missing: files that had vanished; count
--   records_loaded: records in the loaded files; count
--   problems_seen: problems in the files read; count
--   articles_added: articles new in core.article; count
--   articles_changed: articles of which a value changed; count
--   articles_removed: articles that no record carries any more; count
--   labels_resolved: labels resolved for the first time, or otherwise than before; count
--   pages_due: pages that were due to be fetched; count
--   pages_fetched: pages that were tried; count
--   pages_read: contents of pages that were read, archived ones included; count
--   articles_changed_by_pages: articles of which a page changed a value; count
--   checks_failed: checks that stopped publishing, NULL if none ran; count
--   checks_warned: checks that warned, NULL if none ran; count
WITH runs AS (SELECT * FROM ops.run),

ingest_steps AS (SELECT * FROM ops.run_step WHERE step = 'ingest'),

refetch_steps AS (SELECT * FROM ops.run_step WHERE step = 'refetch'),

check_results AS (SELECT * FROM ops.check_result),

generations AS (SELECT * FROM ops.generation),

ingests AS (
    SELECT
        run_id,
        max(amount) FILTER (measure = 'files_listed') AS files_listed,
        max(amount) FILTER (measure = 'files_loaded') AS files_loaded,
        max(amount) FILTER (measure = 'files_unchanged') AS files_unchanged,
        max(amount) FILTER (measure = 'files_rejected') AS files_rejected,
        max(amount) FILTER (measure = 'files_missing') AS files_missing,
        max(amount) FILTER (measure = 'records_loaded') AS records_loaded,
        max(amount) FILTER (measure = 'problems_seen') AS problems_seen,
        max(amount) FILTER (measure = 'articles_added') AS articles_added,
        max(amount) FILTER (measure = 'articles_changed') AS articles_changed,
        max(amount) FILTER (measure = 'articles_removed') AS articles_removed,
        max(amount) FILTER (measure = 'labels_resolved') AS labels_resolved
    FROM ingest_steps
    GROUP BY run_id
),

refetches AS (
    SELECT
        run_id,
        max(amount) FILTER (measure = 'pages_due') AS pages_due,
        max(amount) FILTER (measure = 'pages_fetched') AS pages_fetched,
        max(amount) FILTER (measure = 'pages_read') AS pages_read,
        max(amount) FILTER (measure = 'articles_changed_by_pages') AS articles_changed_by_pages
    FROM refetch_steps
    GROUP BY run_id
),

checks AS (
    SELECT
        run_id,
        count(*) FILTER (severity = 'fail' AND broken_count > 0) AS checks_failed,
        count(*) FILTER (severity = 'warn' AND broken_count > 0) AS checks_warned
    FROM check_results
    GROUP BY run_id
),

published AS (SELECT run_id, max(generation_id) AS generation_id FROM generations GROUP BY run_id),

final AS (
    SELECT
        runs.run_id,
        runs.command,
        runs.status,
        runs.started_at AT TIME ZONE 'Asia/Shanghai' AS started_at,
        runs.finished_at AT TIME ZONE 'Asia/Shanghai' AS finished_at,
        date_diff('millisecond', runs.started_at, runs.finished_at) / 1000 AS duration_seconds,
        runs.message,
        runs.version,
        published.generation_id,
        ingests.files_listed,
        ingests.files_loaded,
        ingests.files_unchanged,
        ingests.files_rejected,
        ingests.files_missing,
        ingests.records_loaded,
        ingests.problems_seen,
        ingests.articles_added,
        ingests.articles_changed,
        ingests.articles_removed,
        ingests.labels_resolved,
        refetches.pages_due,
        refetches.pages_fetched,
        refetches.pages_read,
        refetches.articles_changed_by_pages,
        checks.checks_failed,
        checks.checks_warned
    FROM runs
    LEFT JOIN ingests ON runs.run_id = ingests.run_id
    LEFT JOIN refetches ON runs.run_id = refetches.run_id
    LEFT JOIN checks ON runs.run_id = checks.run_id
    LEFT JOIN published ON runs.run_id = published.run_id
)

SELECT * FROM final
