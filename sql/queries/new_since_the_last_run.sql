-- What came in with the newest run that added articles?
WITH newest AS (
    SELECT max(started_at) AS started_at FROM reporting.run_history WHERE articles_added > 0
)

SELECT
    overview.first_loaded_at,
    overview.title,
    overview.outlet,
    overview.industries,
    overview.technologies,
    overview.seed_path
FROM reporting.article_overview AS overview
INNER JOIN newest ON overview.first_loaded_at = newest.started_at
ORDER BY overview.seed_path, overview.record_no
LIMIT 50
