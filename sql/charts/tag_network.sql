-- Which subjects belong together: the most frequent tags and the strongest ties among them.
-- title: 关键词网络 | Network of tags
-- tells: 哪些话题总是一起出现；圆越大文章越多，线越粗关系越紧 | Which subjects occur together; larger is more articles, thicker is closer
-- grain: one row per tag_a_name and tag_b_name
-- chart: network source=tag_a_name target=tag_b_name weight=share source_size=tag_a_article_count target_size=tag_b_article_count
-- limit: 关系最紧的 90 对 | the 90 strongest pairs
-- columns:
--   tag_a_name: name of the one tag; text
--   tag_b_name: name of the other; text
--   article_count: articles with both; count, at least 2
--   tag_a_article_count: articles with the one; count
--   tag_b_article_count: articles with the other; count
--   share: articles with both, of those with either; share from 0 to 1
WITH pairs AS (SELECT * FROM reporting.tag_cooccurrence),

tags AS (
    SELECT tag_a_id AS tag_id, tag_a_article_count AS article_count FROM pairs
    UNION
    SELECT tag_b_id AS tag_id, tag_b_article_count AS article_count FROM pairs
),

most AS (SELECT tag_id FROM tags ORDER BY article_count DESC, tag_id LIMIT 50),

final AS (
    SELECT
        pairs.tag_a_name,
        pairs.tag_b_name,
        pairs.article_count,
        pairs.tag_a_article_count,
        pairs.tag_b_article_count,
        pairs.share
    FROM pairs
    SEMI JOIN most AS most_a ON pairs.tag_a_id = most_a.tag_id
    SEMI JOIN most AS most_b ON pairs.tag_b_id = most_b.tag_id
    ORDER BY pairs.share DESC, pairs.article_count DESC, pairs.tag_a_name, pairs.tag_b_name
    LIMIT 90
)

SELECT * FROM final ORDER BY share DESC, article_count DESC, tag_a_name, tag_b_name
