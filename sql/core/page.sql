-- The page behind each article's link, what came of fetching it, and when it is due.
-- grain: one row per url
-- replaces: view
-- columns:
--   url: canonical address; URL
--   article_id: article that links to it; 16 hex digits
--   host: host of the address; domain name in lower case
--   attempts: attempts so far; count
--   last_outcome: outcome of the last attempt, NULL before the first; see landing.page_fetch
--   last_detail: what else is known of the last attempt; text
--   last_fetched_at: time of the last attempt; local time in Asia/Shanghai
--   last_ok_at: time of the last attempt that brought content or found it unchanged; local time in Asia/Shanghai
--   next_due_at: when it is to be fetched next, before the first attempt since its loading; local time in Asia/Shanghai
WITH articles AS (SELECT * FROM core.article_base WHERE canonical_url IS NOT NULL),

fetches AS (SELECT * FROM landing.page_fetch),

attempts AS (
    SELECT
        url,
        CAST(count(*) AS INTEGER) AS attempts,
        arg_max(outcome, (requested_at, fetch_id)) AS last_outcome,
        arg_max(detail, (requested_at, fetch_id)) AS last_detail,
        max(requested_at) AT TIME ZONE 'Asia/Shanghai' AS last_fetched_at,
        max(requested_at) FILTER (outcome IN ('ok', 'moved', 'unchanged')) AT TIME ZONE 'Asia/Shanghai' AS last_ok_at,
        arg_max(next_due_at, (requested_at, fetch_id)) AT TIME ZONE 'Asia/Shanghai' AS next_due_at
    FROM fetches
    GROUP BY url
),

final AS (
    SELECT
        articles.canonical_url AS url,
        articles.article_id,
        articles.host,
        coalesce(attempts.attempts, 0) AS attempts,
        attempts.last_outcome,
        attempts.last_detail,
        attempts.last_fetched_at,
        attempts.last_ok_at,
        coalesce(attempts.next_due_at, articles.first_loaded_at) AS next_due_at
    FROM articles
    LEFT JOIN attempts ON articles.canonical_url = attempts.url
)

SELECT * FROM final
