-- Who the articles come from.
-- title: 来源 | Outlets
-- tells: 文章来自哪里，多少篇知道发布时间 | Where the articles come from, and how many of them have a time of publication
-- grain: one row per outlet and outlet_basis
-- chart: bar y=outlet x=article_count colour=outlet_basis
-- limit: 文章最多的 60 个来源 | the 60 outlets with the most articles
-- columns:
--   outlet: name of the outlet, else the host, else (none); text
--   outlet_basis: which of these it is; outlet, host or none
--   article_count: its articles; count
--   share: article_count of all articles; share from 0 to 1
--   with_body_count: articles with a text; count
--   with_event_summary_count: articles with an event summary; count
--   with_published_count: articles with a known day of publication; count
--   last_published_on: last known day of publication; date in Asia/Shanghai
--   last_loaded_at: when the last of its articles was first loaded; local time in Asia/Shanghai
WITH outlets AS (SELECT * FROM reporting.outlet_coverage),

final AS (
    SELECT
        outlet,
        outlet_basis,
        article_count,
        share,
        with_body_count,
        with_event_summary_count,
        with_published_count,
        last_published_on,
        last_loaded_at
    FROM outlets
    ORDER BY article_count DESC, outlet, outlet_basis
    LIMIT 60
)

SELECT * FROM final ORDER BY article_count DESC, outlet, outlet_basis
