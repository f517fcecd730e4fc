-- Which articles need a look: without a text, without an industry, or with open problems?
SELECT
    overview.article_id,
    overview.title,
    overview.seed_path,
    overview.record_no,
    overview.body_length,
    overview.industry_count,
    string_agg(problem.code, ', ' ORDER BY problem.code) AS problems
FROM reporting.article_overview AS overview
LEFT JOIN landing.problem AS problem
    ON
        overview.seed_path = problem.seed_path
        AND overview.record_no = problem.record_no
        AND problem.status = 'open'
WHERE overview.body_length = 0 OR overview.industry_count = 0 OR overview.open_problem_count > 0
GROUP BY ALL
ORDER BY overview.seed_path, overview.record_no
