-- A problem stands once.
SELECT problem_id, count(*) AS times
FROM landing.problem
GROUP BY problem_id
HAVING count(*) > 1
