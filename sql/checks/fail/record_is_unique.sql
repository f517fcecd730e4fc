-- A record stands once in landing.
SELECT seed_path, record_no, count(*) AS times
FROM landing.seed_record_base
GROUP BY seed_path, record_no
HAVING count(*) > 1
