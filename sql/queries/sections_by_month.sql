-- How many articles are there about each section of the economy, month by month?
SELECT
    month,
    date_basis,
    coalesce(section_code, '-') AS section,
    coalesce(section_name, '(no known industry)') AS name,
    count(*) AS articles
FROM reporting.article_overview
GROUP BY month, date_basis, section_code, section_name
ORDER BY month, date_basis, articles DESC, section
