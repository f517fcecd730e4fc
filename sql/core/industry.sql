-- Industries: the whole of GB/T 4754-2017 down to divisions, and labels that name none of them.
-- grain: one row per industry_id
-- replaces: all rows
-- columns:
--   industry_id: code in GB/T 4754-2017, or for an unknown label u and 16 hex digits; text
--   code: code in GB/T 4754-2017, NULL if unknown; section A to T or division 01 to 97
--   name: name in the vocabulary, or the most frequent spelling of an unknown label; text
--   parent_id: section above a division; industry_id, NULL at the top
--   is_known: whether the vocabulary has it; true or false
WITH terms AS (SELECT * FROM landing.vocabulary_term WHERE kind = 'industry'),

spellings AS (SELECT * FROM core.label_spelling WHERE kind = 'industry'),

final AS (
    SELECT term_id AS industry_id, code, name, parent_id, true AS is_known FROM terms
    UNION ALL
    SELECT target_id AS industry_id, CAST(NULL AS VARCHAR) AS code, name, CAST(NULL AS VARCHAR) AS parent_id, false AS is_known FROM spellings
)

SELECT * FROM final
