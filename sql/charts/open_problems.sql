-- What was wrong with the input and still is.
-- title: 未解决的问题 | Open problems
-- tells: 输入里哪些问题还没解决，哪些被拒收 | Which problems of the input are still open, and what was rejected for them
-- grain: one row per code and severity
-- chart: bar y=code x=problem_count colour=severity
-- columns:
--   code: what is wrong; name
--   severity: reject (nothing of it was loaded) or warn; name
--   problem_count: open problems of that sort; count
WITH quality AS (SELECT * FROM reporting.data_quality WHERE area = 'problem'),

final AS (
    SELECT
        split_part(measure, '/', 1) AS code,
        split_part(measure, '/', 2) AS severity,
        amount AS problem_count
    FROM quality
    WHERE split_part(measure, '/', 3) = 'open'
)

SELECT * FROM final ORDER BY problem_count DESC, code, severity
