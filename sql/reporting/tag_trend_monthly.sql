-- How many articles carry each tag (关键词), month by month.
-- Months of publication and months of first loading are kept apart by date_basis: a guess is never added to a fact.
-- grain: one row per month, date_basis and tag_id
-- columns:
--   month: month of the articles; date of its first day
--   date_basis: whether that is the month of publication or, if unknown, of first loading; published or loaded
--   tag_id: the tag; id in core.tag
--   tag_name: name of the tag; text
--   article_count: articles of the month that name it; count
--   previous_count: the same for the month before, NULL if that month has no article at all; count
--   month_article_count: all articles of the month, on the same basis; count
--   share: article_count of month_article_count; share from 0 to 1
WITH articles AS (SELECT * FROM core.article_base),

article_tags AS (SELECT * FROM core.article_tag),

tags AS (SELECT * FROM core.tag),

dated AS (
    SELECT
        article_id,
        CAST(date_trunc('month', coalesce(published_at, first_loaded_at)) AS DATE) AS month,
        CASE WHEN published_at IS NULL THEN 'loaded' ELSE 'published' END AS date_basis
    FROM articles
),

months AS (SELECT month, date_basis, count(*) AS article_count FROM dated GROUP BY month, date_basis),

counted AS (
    SELECT dated.month, dated.date_basis, article_tags.tag_id, count(*) AS article_count
    FROM article_tags
    INNER JOIN dated ON article_tags.article_id = dated.article_id
    GROUP BY dated.month, dated.date_basis, article_tags.tag_id
),

final AS (
    SELECT
        counted.month,
        counted.date_basis,
        counted.tag_id,
        tags.name AS tag_name,
        counted.article_count,
        CASE WHEN months_before.month IS NOT NULL THEN coalesce(earlier.article_count, 0) END AS previous_count,
        months.article_count AS month_article_count,
        counted.article_count / months.article_count AS share
    FROM counted
    INNER JOIN months ON counted.month = months.month AND counted.date_basis = months.date_basis
    INNER JOIN tags ON counted.tag_id = tags.tag_id
    LEFT JOIN months AS months_before
        ON
            counted.date_basis = months_before.date_basis
            AND counted.month = CAST(months_before.month + INTERVAL 1 MONTH AS DATE)
    LEFT JOIN counted AS earlier
        ON
            counted.tag_id = earlier.tag_id
            AND counted.date_basis = earlier.date_basis
            AND counted.month = CAST(earlier.month + INTERVAL 1 MONTH AS DATE)
)

SELECT * FROM final
