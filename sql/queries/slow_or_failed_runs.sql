-- Which runs failed, crashed or took longer than ten minutes, and why?
SELECT run_id, started_at, status, duration_seconds, files_loaded, articles_added, checks_failed, message
FROM reporting.run_history
WHERE status IN ('failed', 'crashed') OR duration_seconds > 600
ORDER BY run_id DESC
LIMIT 20
