-- The newest 30 runs, failed ones too: whether the loading works, and how much it brings.
-- title: 最近的运行 | The last runs
-- tells: 每次运行带来了什么，有没有失败 | What each run brought, and whether one failed
-- grain: one row per run_id
-- chart: bar x=started_at y=articles_added,articles_changed,articles_removed
-- limit: 最近 30 次运行 | the newest 30 runs
-- columns:
--   started_at: when it began; local time in Asia/Shanghai
--   command: command that was given; name
--   status: how it ended; running, succeeded, failed or crashed
--   duration_seconds: from its start to its end; seconds
--   articles_added: new articles; count
--   articles_changed: articles of which a value changed; count
--   articles_removed: articles that no record carries any more; count
--   files_loaded: files loaded; count
--   files_rejected: files of which nothing could be loaded; count
--   problems_seen: problems in the files read; count
--   pages_fetched: pages that were tried; count
--   checks_failed: checks that stopped publishing, NULL if none ran; count
--   checks_warned: checks that warned, NULL if none ran; count
--   message: what it did or why it failed; text
--   run_id: the run; UTC time of its start and four hex digits
WITH runs AS (SELECT * FROM reporting.run_history),

final AS (
    SELECT
        started_at,
        command,
        status,
        duration_seconds,
        articles_added,
        coalesce(articles_changed, 0) + coalesce(articles_changed_by_pages, 0) AS articles_changed,
        articles_removed,
        files_loaded,
        files_rejected,
        problems_seen,
        pages_fetched,
        checks_failed,
        checks_warned,
        message,
        run_id
    FROM runs
    ORDER BY run_id DESC
    LIMIT 30
)

SELECT * FROM final ORDER BY run_id DESC
