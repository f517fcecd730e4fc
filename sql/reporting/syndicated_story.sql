-- Stories that two or more articles tell in the same words: reprints, and who carried them.
-- Articles without a text tell no story here; the first article is the one published, else loaded, first.
-- grain: one row per story_id
-- columns:
--   story_id: the story; 16 hex digits
--   title: title of the first article; text in one line
--   article_count: articles that tell it; count, at least 2
--   title_count: different titles that they bear; count
--   outlet_count: different outlets, or hosts where the outlet is unknown; count
--   outlets: names of these outlets and hosts in alphabetical order; text, 、 between names
--   first_published_on: first known day of publication; date in Asia/Shanghai
--   last_published_on: last known day of publication; date in Asia/Shanghai
--   first_loaded_at: when the first of its articles was first loaded; local time in Asia/Shanghai
--   last_loaded_at: when the last of its articles was first loaded; local time in Asia/Shanghai
--   first_article_id: the first article; 16 hex digits
--   article_ids: the articles, the first 20 of them, the first one first; text, a blank between ids
WITH articles AS (SELECT * FROM core.article_base WHERE body_length > 0),

repeated AS (SELECT story_id FROM articles GROUP BY story_id HAVING count(*) >= 2),

ranked AS (
    SELECT
        articles.*,
        coalesce(nullif(articles.outlet, ''), nullif(articles.host, '')) AS place,
        row_number() OVER (
            PARTITION BY articles.story_id
            ORDER BY articles.published_at NULLS LAST, articles.first_loaded_at, articles.article_id
        ) AS rank
    FROM articles
    INNER JOIN repeated ON articles.story_id = repeated.story_id
),

places AS (SELECT DISTINCT story_id, place FROM ranked WHERE place IS NOT NULL),

joined_places AS (
    SELECT story_id, count(*) AS outlet_count, string_agg(place, '、' ORDER BY place) AS outlets
    FROM places
    GROUP BY story_id
),

counted AS (
    SELECT
        story_id,
        min(title) FILTER (rank = 1) AS title,
        count(*) AS article_count,
        count(DISTINCT title) AS title_count,
        min(published_on) AS first_published_on,
        max(published_on) AS last_published_on,
        min(first_loaded_at) AS first_loaded_at,
        max(first_loaded_at) AS last_loaded_at,
        min(article_id) FILTER (rank = 1) AS first_article_id,
        string_agg(article_id, ' ' ORDER BY rank) FILTER (rank <= 20) AS article_ids
    FROM ranked
    GROUP BY story_id
),

final AS (
    SELECT
        counted.story_id,
        counted.title,
        counted.article_count,
        counted.title_count,
        coalesce(joined_places.outlet_count, 0) AS outlet_count,
        joined_places.outlets,
        counted.first_published_on,
        counted.last_published_on,
        counted.first_loaded_at,
        counted.last_loaded_at,
        counted.first_article_id,
        counted.article_ids
    FROM counted
    LEFT JOIN joined_places ON counted.story_id = joined_places.story_id
)

SELECT * FROM final
