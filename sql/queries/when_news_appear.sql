-- On which days of the week and at which hours are articles published, where the hour is known?
SELECT
    hour(published_at) AS hour,
    count(*) FILTER (isodow(published_at) <= 5) AS on_weekdays,
    count(*) FILTER (isodow(published_at) = 6) AS on_saturdays,
    count(*) FILTER (isodow(published_at) = 7) AS on_sundays
FROM reporting.article_overview
WHERE published_precision IN ('minute', 'second')
GROUP BY ALL
ORDER BY hour
