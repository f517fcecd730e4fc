-- Whether the links still lead to pages, for the hosts that most links lead to.
-- title: 链接健康度 | Health of links
-- tells: 哪些网站的页面取得到，哪些被挡住或没有了 | Which sites' pages come, and which are blocked or gone
-- grain: one row per host and last_outcome
-- chart: bar y=host x=page_count colour=last_outcome
-- limit: 链接最多的 25 个网站 | the 25 hosts with the most links
-- columns:
--   host: host of the links; domain name in lower case
--   last_outcome: outcome of the last attempt, (none) before the first; name
--   page_count: pages of the host with this outcome; count
--   share: page_count of all pages of the host; share from 0 to 1
--   attempt_count: attempts at these pages so far; count
--   last_fetched_at: time of the last attempt at any of them; local time in Asia/Shanghai
--   next_due_at: when the first of them is due, which may have passed; local time in Asia/Shanghai
WITH links AS (SELECT * FROM reporting.link_health),

most AS (SELECT host FROM links GROUP BY host ORDER BY sum(page_count) DESC, host LIMIT 25),

final AS (
    SELECT
        links.host,
        links.last_outcome,
        links.page_count,
        links.share,
        links.attempt_count,
        links.last_fetched_at,
        links.next_due_at
    FROM links
    INNER JOIN most ON links.host = most.host
)

SELECT * FROM final ORDER BY host, last_outcome
