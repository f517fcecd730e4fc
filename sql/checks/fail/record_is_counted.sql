-- Every file has as many records as it says.
WITH counted AS (SELECT seed_path, count(*) AS records FROM landing.seed_record_base GROUP BY seed_path)

SELECT
    seed_file.seed_path,
    seed_file.record_count,
    coalesce(counted.records, 0) AS records
FROM landing.seed_file
LEFT JOIN counted ON seed_file.seed_path = counted.seed_path
WHERE seed_file.record_count <> coalesce(counted.records, 0)
