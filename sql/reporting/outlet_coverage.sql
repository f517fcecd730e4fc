-- Who the articles come from: by outlet (来源) where a page gave it, else by the host of the link;
-- articles with neither stand together in one row `(none)`.
-- grain: one row per outlet and outlet_basis
-- columns:
--   outlet: name of the outlet, else the host, else (none); text
--   outlet_basis: which of these it is; outlet, host or none
--   article_count: its articles; count
--   share: article_count of all articles; share from 0 to 1
--   with_body_count: articles with a text; count
--   with_event_summary_count: articles with an event summary; count
--   with_published_count: articles with a known day of publication; count
--   first_published_on: first known day of publication; date in Asia/Shanghai
--   last_published_on: last known day of publication; date in Asia/Shanghai
--   first_loaded_at: when the first of its articles was first loaded; local time in Asia/Shanghai
--   last_loaded_at: when the last of its articles was first loaded; local time in Asia/Shanghai
--   industry_count: distinct industries that its articles name; count
--   technology_count: distinct technologies that its articles name; count
WITH articles AS (SELECT * FROM core.article_base),

article_industries AS (SELECT * FROM core.article_industry),

article_technologies AS (SELECT * FROM core.article_technology),

placed AS (
    SELECT
        article_id,
        published_on,
        first_loaded_at,
        body_length > 0 AS has_body,
        event_seed_path IS NOT NULL AS has_event_summary,
        coalesce(nullif(outlet, ''), nullif(host, ''), '(none)') AS place,
        CASE WHEN outlet <> '' THEN 'outlet' WHEN host <> '' THEN 'host' ELSE 'none' END AS basis
    FROM articles
),

counted AS (
    SELECT
        place,
        basis,
        count(*) AS article_count,
        count(*) FILTER (has_body) AS with_body_count,
        count(*) FILTER (has_event_summary) AS with_event_summary_count,
        count(published_on) AS with_published_count,
        min(published_on) AS first_published_on,
        max(published_on) AS last_published_on,
        min(first_loaded_at) AS first_loaded_at,
        max(first_loaded_at) AS last_loaded_at
    FROM placed
    GROUP BY place, basis
),

industry_counts AS (
    SELECT placed.place, placed.basis, count(DISTINCT article_industries.industry_id) AS industry_count
    FROM article_industries
    INNER JOIN placed ON article_industries.article_id = placed.article_id
    GROUP BY placed.place, placed.basis
),

technology_counts AS (
    SELECT placed.place, placed.basis, count(DISTINCT article_technologies.technology_id) AS technology_count
    FROM article_technologies
    INNER JOIN placed ON article_technologies.article_id = placed.article_id
    GROUP BY placed.place, placed.basis
),

final AS (
    SELECT
        counted.place AS outlet,
        counted.basis AS outlet_basis,
        counted.article_count,
        counted.article_count / CAST(sum(counted.article_count) OVER () AS BIGINT) AS share,
        counted.with_body_count,
        counted.with_event_summary_count,
        counted.with_published_count,
        counted.first_published_on,
        counted.last_published_on,
        counted.first_loaded_at,
        counted.last_loaded_at,
        coalesce(industry_counts.industry_count, 0) AS industry_count,
        coalesce(technology_counts.technology_count, 0) AS technology_count
    FROM counted
    LEFT JOIN industry_counts
        ON counted.place = industry_counts.place AND counted.basis = industry_counts.basis
    LEFT JOIN technology_counts
        ON counted.place = technology_counts.place AND counted.basis = technology_counts.basis
)

SELECT * FROM final
