-- A seed file stands once in landing.
SELECT seed_path, count(*) AS times
FROM landing.seed_file
GROUP BY seed_path
HAVING count(*) > 1
