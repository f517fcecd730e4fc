-- What a search shows of an article beside its text, and filters by.
-- grain: one row per article_id
-- replaces: view
-- columns:
--   article_id: the article; 16 hex digits
--   date: day of publication if known, else of first loading; date in Asia/Shanghai
--   date_basis: which of the two date is; published or loaded
--   outlet: outlet (来源), NULL until a page gives it; text
--   host: host of the canonical URL; domain name in lower case
--   industry_ids: its industries, in core.industry, in their order; ids, blanks between them, NULL if it has none
--   canonical_url: the link without what does not identify a page; URL
WITH articles AS (SELECT * FROM core.article_base),

links AS (SELECT * FROM core.article_industry),

industries AS (
    SELECT article_id, string_agg(industry_id, ' ' ORDER BY position) AS industry_ids FROM links GROUP BY article_id
),

final AS (
    SELECT
        articles.article_id,
        coalesce(articles.published_on, CAST(articles.first_loaded_at AS DATE)) AS date,
        CASE WHEN articles.published_on IS NULL THEN 'loaded' ELSE 'published' END AS date_basis,
        articles.outlet,
        articles.host,
        industries.industry_ids,
        articles.canonical_url
    FROM articles
    LEFT JOIN industries ON articles.article_id = industries.article_id
)

SELECT * FROM final
