-- Which tags go together with 大模型, the closest first?
WITH chosen AS (SELECT '大模型' AS tag)

SELECT
    CASE WHEN pairs.tag_a_name = chosen.tag THEN pairs.tag_b_name ELSE pairs.tag_a_name END AS other_tag,
    pairs.article_count,
    round(pairs.share, 3) AS share
FROM reporting.tag_cooccurrence AS pairs
INNER JOIN chosen ON chosen.tag IN (pairs.tag_a_name, pairs.tag_b_name)
ORDER BY share DESC, pairs.article_count DESC, other_tag
LIMIT 20
