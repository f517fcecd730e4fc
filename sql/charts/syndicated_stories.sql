-- Stories that were reprinted most, and who carried them.
-- title: 转载最多的报道 | Most reprinted stories
-- tells: 哪些报道被多家转载 | Which stories several outlets carried
-- grain: one row per story_id
-- chart: bar y=title x=article_count
-- limit: 转载最多的 60 篇 | the 60 most reprinted stories
-- columns:
--   title: title of the first article; text in one line
--   article_count: articles that tell it; count, at least 2
--   outlet_count: different outlets, or hosts where the outlet is unknown; count
--   outlets: names of these outlets and hosts in alphabetical order; text, 、 between names
--   first_published_on: first known day of publication; date in Asia/Shanghai
--   last_published_on: last known day of publication; date in Asia/Shanghai
--   first_article_id: the first article; 16 hex digits
--   story_id: the story; 16 hex digits
WITH stories AS (SELECT * FROM reporting.syndicated_story),

final AS (
    SELECT
        title,
        article_count,
        outlet_count,
        left(outlets, 120) AS outlets,
        first_published_on,
        last_published_on,
        first_article_id,
        story_id
    FROM stories
    ORDER BY article_count DESC, outlet_count DESC, story_id
    LIMIT 60
)

SELECT * FROM final ORDER BY article_count DESC, outlet_count DESC, story_id
