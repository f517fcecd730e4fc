-- What came in: the articles of the newest loading first, the newest published first among them.
-- title: 新到的文章 | New articles
-- tells: 最近入库了哪些文章 | Which articles came in last
-- grain: one row per article_id
-- chart: table
-- limit: 最新的 200 篇 | the newest 200 articles
-- columns:
--   first_loaded_at: start of the run that first loaded it; local time in Asia/Shanghai
--   is_of_newest_loading: whether it came with the newest loading; true or false
--   published_at: time of publication, NULL until a page gives it; local time in Asia/Shanghai
--   title: current title; text in one line
--   outlet: outlet, or host where it is unknown; text
--   section_code: section of the first of its industries that has one; letter A to T
--   industries: its industries in their order; text, ； between names
--   technologies: its AI technologies in their order; text, ； between names
--   link: the address, NULL if there is no web address; URL
--   article_id: the article; 16 hex digits
WITH articles AS (SELECT * FROM reporting.article_overview),

newest AS (
    SELECT *, first_loaded_at = (SELECT max(first_loaded_at) FROM articles) AS is_of_newest_loading
    FROM articles
    ORDER BY first_loaded_at DESC, published_at DESC NULLS LAST, article_id
    LIMIT 200
),

final AS (
    SELECT
        first_loaded_at,
        is_of_newest_loading,
        published_at,
        title,
        coalesce(outlet, host) AS outlet,
        section_code,
        left(industries, 100) AS industries,
        left(technologies, 100) AS technologies,
        canonical_url AS link,
        article_id
    FROM newest
)

SELECT * FROM final ORDER BY first_loaded_at DESC, published_at DESC NULLS LAST, article_id
