-- Pairs of tags that occur together in two articles or more: which subjects belong together.
-- Of an article's tags the first 50 count, here in every number, so that a broken record cannot make millions of pairs.
-- grain: one row per tag_a_id and tag_b_id, tag_a_id being the smaller
-- columns:
--   tag_a_id: one tag; id in core.tag
--   tag_b_id: the other; id in core.tag
--   tag_a_name: name of the one; text
--   tag_b_name: name of the other; text
--   article_count: articles with both; count, at least 2
--   tag_a_article_count: articles with the one; count
--   tag_b_article_count: articles with the other; count
--   share: articles with both, of those with either (Jaccard index); share from 0 to 1
WITH article_tags AS (SELECT * FROM core.article_tag WHERE position <= 50),

tags AS (SELECT * FROM core.tag),

-- numbers in place of ids make the join below several times faster; a tag of one article is in no pair
frequent AS (
    SELECT tag_id, count(*) AS article_count, CAST(row_number() OVER (ORDER BY tag_id) AS INTEGER) AS tag_no
    FROM article_tags
    GROUP BY tag_id
    HAVING count(*) >= 2
),

numbered AS (
    SELECT article_tags.article_id, frequent.tag_no
    FROM article_tags
    INNER JOIN frequent ON article_tags.tag_id = frequent.tag_id
),

pairs AS (
    SELECT one.tag_no AS tag_a_no, other.tag_no AS tag_b_no, count(*) AS article_count
    FROM numbered AS one
    INNER JOIN numbered AS other ON one.article_id = other.article_id AND one.tag_no < other.tag_no
    GROUP BY one.tag_no, other.tag_no
    HAVING count(*) >= 2
),

final AS (
    SELECT
        tags_a.tag_id AS tag_a_id,
        tags_b.tag_id AS tag_b_id,
        tags_a.name AS tag_a_name,
        tags_b.name AS tag_b_name,
        pairs.article_count,
        frequent_a.article_count AS tag_a_article_count,
        frequent_b.article_count AS tag_b_article_count,
        pairs.article_count
        / (frequent_a.article_count + frequent_b.article_count - pairs.article_count) AS share
    FROM pairs
    INNER JOIN frequent AS frequent_a ON pairs.tag_a_no = frequent_a.tag_no
    INNER JOIN frequent AS frequent_b ON pairs.tag_b_no = frequent_b.tag_no
    INNER JOIN tags AS tags_a ON frequent_a.tag_id = tags_a.tag_id
    INNER JOIN tags AS tags_b ON frequent_b.tag_id = tags_b.tag_id
)

SELECT * FROM final
