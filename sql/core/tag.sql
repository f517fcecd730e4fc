-- Tags (关键词), each in its most frequent spelling.
-- grain: one row per tag_id
-- replaces: all rows
-- columns:
--   tag_id: id made from the folded tag; 17 characters, u and 16 hex digits
--   name: the tag; text
WITH spellings AS (SELECT * FROM core.label_spelling WHERE kind = 'tag'),

final AS (SELECT target_id AS tag_id, name FROM spellings)

SELECT * FROM final
