-- Articles at a glance, without their text: where they come from and what they are about.
-- grain: one row per article_id
-- columns:
--   article_id: the article; 16 hex digits
--   title: current title; text in one line
WITH articles AS (SELECT * FROM core.article),

final AS (SELECT article_id, title FROM articles)

SELECT * FROM final
