-- Which technologies are told of more, and which less, than in the twelve months before, by share of articles?
WITH chosen AS (SELECT 12 AS months),

months AS (
    SELECT DISTINCT month, month_article_count
    FROM reporting.technology_trend_monthly
    WHERE date_basis = 'published'
),

newest AS (SELECT max(month) AS month FROM months),

periods AS (
    SELECT
        months.month,
        months.month_article_count,
        months.month > newest.month - to_months(chosen.months) AS is_recent
    FROM months
    CROSS JOIN newest
    CROSS JOIN chosen
    WHERE months.month > newest.month - to_months(2 * chosen.months)
),

totals AS (
    SELECT
        sum(month_article_count) FILTER (is_recent) AS recent,
        sum(month_article_count) FILTER (NOT is_recent) AS earlier
    FROM periods
),

counted AS (
    SELECT
        trend.technology_name,
        coalesce(sum(trend.article_count) FILTER (periods.is_recent), 0) AS recent,
        coalesce(sum(trend.article_count) FILTER (NOT periods.is_recent), 0) AS earlier
    FROM reporting.technology_trend_monthly AS trend
    INNER JOIN periods ON trend.month = periods.month
    WHERE trend.date_basis = 'published' AND trend.is_known
    GROUP BY trend.technology_name
)

SELECT
    counted.technology_name,
    CAST(counted.earlier AS BIGINT) AS earlier_articles,
    CAST(counted.recent AS BIGINT) AS recent_articles,
    round(100 * counted.earlier / totals.earlier, 1) AS earlier_percent,
    round(100 * counted.recent / totals.recent, 1) AS recent_percent,
    round(100 * (counted.recent / totals.recent - counted.earlier / totals.earlier), 1) AS points
FROM counted
CROSS JOIN totals
ORDER BY points DESC NULLS LAST, counted.technology_name
