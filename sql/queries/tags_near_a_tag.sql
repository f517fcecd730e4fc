-- Which tags go together with 大模型, the closest first?
SELECT
    CASE WHEN tag_a_name = '大模型' THEN tag_b_name ELSE tag_a_name END AS other_tag,
    article_count,
    round(share, 3) AS share
FROM reporting.tag_cooccurrence
WHERE '大模型' IN (tag_a_name, tag_b_name)
ORDER BY share DESC, article_count DESC, other_tag
LIMIT 20
