-- How many articles tell of an event, month by month: all of them, of which the timeline shows the newest.
-- title: 重大事件数量 | Events month by month
-- tells: 什么时候发生的事情多 | When much happened
-- grain: one row per date_basis and month
-- chart: bar x=month y=event_count filter=date_basis
-- limit: 最近 60 个月 | the last 60 months
-- columns:
--   date_basis: whether month is that of publication or, if unknown, of first loading; published or loaded
--   month: month of the events; date of its first day
--   event_count: articles with an event summary; count
WITH events AS (SELECT * FROM reporting.event_timeline),

counted AS (
    SELECT date_basis, CAST(date_trunc('month', date) AS DATE) AS month, count(*) AS event_count
    FROM events
    GROUP BY date_basis, CAST(date_trunc('month', date) AS DATE)
),

final AS (
    SELECT date_basis, month, event_count
    FROM counted
    QUALIFY row_number() OVER (PARTITION BY date_basis ORDER BY month DESC) <= 60
)

SELECT * FROM final ORDER BY date_basis DESC, month
