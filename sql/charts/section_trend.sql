-- Articles month by month by section of GB/T 4754: each counts once, for the first of its industries that has one.
-- title: 行业门类趋势 | Sections of industry, month by month
-- tells: 文章总量怎样变化，各门类占多少 | How the number of articles changes, and what each section has of it
-- grain: one row per date_basis, month and section_code
-- chart: area x=month y=article_count colour=section_name filter=date_basis
-- limit: 最近 60 个月 | the last 60 months
-- columns:
--   date_basis: whether month is that of publication or, if unknown, of first loading; published or loaded
--   month: month of the articles; date of its first day
--   section_code: section, NULL if no industry is known; letter A to T
--   section_name: name of the section, NULL if no industry is known; text
--   article_count: articles of the month; count
WITH articles AS (SELECT * FROM reporting.article_overview),

counted AS (
    SELECT date_basis, month, section_code, section_name, count(*) AS article_count
    FROM articles
    GROUP BY date_basis, month, section_code, section_name
),

ranked AS (
    SELECT *, dense_rank() OVER (PARTITION BY date_basis ORDER BY month DESC) AS month_rank
    FROM counted
),

final AS (
    SELECT date_basis, month, section_code, section_name, article_count
    FROM ranked
    WHERE month_rank <= 60
)

SELECT * FROM final ORDER BY date_basis DESC, month, section_code NULLS LAST
