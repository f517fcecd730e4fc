-- The industries that most articles name, month by month; an article counts for the narrowest that it names.
-- title: 行业趋势 | Trends of industries
-- tells: 哪些行业写得越来越多；选一个门类看它的大类 | Which industries gain and which fade; choose a section for its divisions
-- grain: one row per date_basis, month and industry_name
-- chart: line x=month y=article_count colour=industry_name filter=date_basis
-- limit: 每个门类文章最多的 6 个行业，最近 60 个月 | the 6 industries with the most articles of each section, the last 60 months
-- columns:
--   date_basis: whether month is that of publication or, if unknown, of first loading; published or loaded
--   month: month of the articles; date of its first day
--   section_code: section of the industry, NULL if unknown; letter A to T
--   section_name: name of the section, NULL if unknown; text
--   industry_name: name of the industry; text
--   article_count: articles of the month that name it; count
--   share: article_count of all articles of the month; share from 0 to 1
WITH trend AS (SELECT * FROM reporting.industry_trend_monthly),

most AS (
    SELECT industry_id
    FROM trend
    GROUP BY section_code, industry_id
    QUALIFY row_number() OVER (PARTITION BY section_code ORDER BY sum(article_count) DESC, industry_id) <= 6
),

ranked AS (
    SELECT *, dense_rank() OVER (PARTITION BY date_basis ORDER BY month DESC) AS month_rank
    FROM trend
),

final AS (
    SELECT
        ranked.date_basis,
        ranked.month,
        ranked.section_code,
        ranked.section_name,
        ranked.industry_name,
        ranked.article_count,
        ranked.share
    FROM ranked
    INNER JOIN most ON ranked.industry_id = most.industry_id
    WHERE ranked.month_rank <= 60
)

SELECT * FROM final ORDER BY date_basis DESC, month, section_code NULLS LAST, industry_name
