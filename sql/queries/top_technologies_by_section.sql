-- Which three technologies lead in each section of the economy?
SELECT
    section_code,
    section_name,
    row_number() OVER (PARTITION BY section_code ORDER BY sum(article_count) DESC, technology_name) AS place,
    technology_name,
    CAST(sum(article_count) AS BIGINT) AS mentions
FROM reporting.industry_technology_matrix
WHERE section_code IS NOT NULL AND technology_is_known
GROUP BY section_code, section_name, technology_name
QUALIFY place <= 3
ORDER BY section_code, place
