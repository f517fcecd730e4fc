-- Every file has as many records, as written and as cleaned, as it says.
WITH written AS (SELECT seed_path, count(*) AS records FROM landing.seed_record GROUP BY seed_path),

cleaned AS (SELECT seed_path, count(*) AS records FROM landing.seed_article GROUP BY seed_path)

SELECT
    seed_file.seed_path,
    seed_file.record_count,
    coalesce(written.records, 0) AS written,
    coalesce(cleaned.records, 0) AS cleaned
FROM landing.seed_file
LEFT JOIN written ON seed_file.seed_path = written.seed_path
LEFT JOIN cleaned ON seed_file.seed_path = cleaned.seed_path
WHERE
    seed_file.record_count <> coalesce(written.records, 0)
    OR seed_file.record_count <> coalesce(cleaned.records, 0)
