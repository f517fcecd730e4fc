-- The technologies that most articles name, month by month: which rise, which fade.
-- title: 技术趋势 | Trends of technologies
-- tells: 哪些技术写得越来越多，哪些在降温 | Which technologies are written about more and more, and which less
-- grain: one row per date_basis, month and technology_name
-- chart: line x=month y=article_count colour=technology_name filter=date_basis
-- limit: 文章最多的 40 项技术，最近 60 个月 | the 40 technologies with the most articles, the last 60 months
-- columns:
--   date_basis: whether month is that of publication or, if unknown, of first loading; published or loaded
--   month: month of the articles; date of its first day
--   technology_name: name of the technology; text
--   article_count: articles of the month that name it; count
--   share: article_count of all articles of the month; share from 0 to 1
WITH trend AS (SELECT * FROM reporting.technology_trend_monthly),

most AS (
    SELECT technology_id
    FROM trend
    GROUP BY technology_id
    ORDER BY sum(article_count) DESC, technology_id
    LIMIT 40
),

ranked AS (
    SELECT *, dense_rank() OVER (PARTITION BY date_basis ORDER BY month DESC) AS month_rank
    FROM trend
),

final AS (
    SELECT
        ranked.date_basis,
        ranked.month,
        ranked.technology_name,
        ranked.article_count,
        ranked.share
    FROM ranked
    INNER JOIN most ON ranked.technology_id = most.technology_id
    WHERE ranked.month_rank <= 60
)

SELECT * FROM final ORDER BY date_basis DESC, month, technology_name
