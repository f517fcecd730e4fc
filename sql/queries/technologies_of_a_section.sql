-- Which AI technologies are written about most in manufacturing (制造业, section C), divisions included?
WITH chosen AS (SELECT 'C' AS section_code)

SELECT
    matrix.technology_name,
    count(*) AS industries,
    CAST(sum(matrix.article_count) AS BIGINT) AS mentions
FROM reporting.industry_technology_matrix AS matrix
INNER JOIN chosen ON matrix.section_code = chosen.section_code
WHERE matrix.technology_is_known
GROUP BY matrix.technology_name
ORDER BY mentions DESC, matrix.technology_name
LIMIT 20
