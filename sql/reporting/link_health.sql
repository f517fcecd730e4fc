-- Whether the links still lead to pages, host by host: what the last attempts brought.
-- grain: one row per host and last_outcome
-- columns:
--   host: host of the links; domain name in lower case
--   last_outcome: outcome of the last attempt, (none) before the first; see landing.page_fetch
--   page_count: pages of the host with this outcome; count
--   share: page_count of all pages of the host; share from 0 to 1
--   attempt_count: attempts at these pages so far; count
--   last_fetched_at: time of the last attempt at any of them; local time in Asia/Shanghai
--   last_ok_at: time of the last attempt at any of them that brought content; local time in Asia/Shanghai
--   next_due_at: when the first of them is due, which may have passed; local time in Asia/Shanghai
WITH pages AS (SELECT * FROM core.page),

counted AS (
    SELECT
        host,
        coalesce(last_outcome, '(none)') AS last_outcome,
        count(*) AS page_count,
        CAST(sum(attempts) AS BIGINT) AS attempt_count,
        max(last_fetched_at) AS last_fetched_at,
        max(last_ok_at) AS last_ok_at,
        min(next_due_at) AS next_due_at
    FROM pages
    GROUP BY host, coalesce(last_outcome, '(none)')
),

final AS (
    SELECT
        host,
        last_outcome,
        page_count,
        page_count / CAST(sum(page_count) OVER (PARTITION BY host) AS BIGINT) AS share,
        attempt_count,
        last_fetched_at,
        last_ok_at,
        next_due_at
    FROM counted
)

SELECT * FROM final
