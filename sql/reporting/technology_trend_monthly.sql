-- How many articles name each AI technology, month by month.
-- Months of publication and months of first loading are kept apart by date_basis: a guess is never added to a fact.
-- grain: one row per month, date_basis and technology_id
-- columns:
--   month: month of the articles; date of its first day
--   date_basis: whether that is the month of publication or, if unknown, of first loading; published or loaded
--   technology_id: the technology; id in core.technology
--   technology_name: name of the technology; text
--   parent_id: technology above it, NULL at the top or if unknown; id in core.technology
--   parent_name: name of that technology; text
--   is_known: whether the vocabulary has it; true or false
--   article_count: articles of the month that name it; count
--   previous_count: the same for the month before, NULL if that month has no article at all; count
--   month_article_count: all articles of the month, on the same basis; count
--   share: article_count of month_article_count; share from 0 to 1
WITH articles AS (SELECT * FROM core.article_base),

article_technologies AS (SELECT * FROM core.article_technology),

technologies AS (SELECT * FROM core.technology),

dated AS (
    SELECT
        article_id,
        CAST(date_trunc('month', coalesce(published_at, first_loaded_at)) AS DATE) AS month,
        CASE WHEN published_at IS NULL THEN 'loaded' ELSE 'published' END AS date_basis
    FROM articles
),

months AS (SELECT month, date_basis, count(*) AS article_count FROM dated GROUP BY month, date_basis),

counted AS (
    SELECT dated.month, dated.date_basis, article_technologies.technology_id, count(*) AS article_count
    FROM article_technologies
    INNER JOIN dated ON article_technologies.article_id = dated.article_id
    GROUP BY dated.month, dated.date_basis, article_technologies.technology_id
),

final AS (
    SELECT
        counted.month,
        counted.date_basis,
        counted.technology_id,
        technologies.name AS technology_name,
        technologies.parent_id,
        parents.name AS parent_name,
        technologies.is_known,
        counted.article_count,
        CASE WHEN months_before.month IS NOT NULL THEN coalesce(earlier.article_count, 0) END AS previous_count,
        months.article_count AS month_article_count,
        counted.article_count / months.article_count AS share
    FROM counted
    INNER JOIN months ON counted.month = months.month AND counted.date_basis = months.date_basis
    INNER JOIN technologies ON counted.technology_id = technologies.technology_id
    LEFT JOIN technologies AS parents ON technologies.parent_id = parents.technology_id
    LEFT JOIN months AS months_before
        ON
            counted.date_basis = months_before.date_basis
            AND counted.month = CAST(months_before.month + INTERVAL 1 MONTH AS DATE)
    LEFT JOIN counted AS earlier
        ON
            counted.technology_id = earlier.technology_id
            AND counted.date_basis = earlier.date_basis
            AND counted.month = CAST(earlier.month + INTERVAL 1 MONTH AS DATE)
)

SELECT * FROM final
