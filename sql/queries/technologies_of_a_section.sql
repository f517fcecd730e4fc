-- Which AI technologies are written about most in manufacturing (制造业, section C), divisions included?
SELECT
    technology_name,
    count(*) AS industries,
    CAST(sum(article_count) AS BIGINT) AS mentions
FROM reporting.industry_technology_matrix
WHERE section_code = 'C' AND technology_is_known
GROUP BY technology_name
ORDER BY mentions DESC, technology_name
LIMIT 20
