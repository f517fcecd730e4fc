-- AI technologies: the vocabulary, two levels, and labels that it does not know.
-- grain: one row per technology_id
-- replaces: all rows
-- columns:
--   technology_id: slug in seeds/vocabulary/technologies.csv, or for an unknown label u and 16 hex digits; text
--   name: name in the vocabulary, or the most frequent spelling of an unknown label; text
--   parent_id: technology above it; technology_id, NULL at the top
--   is_known: whether the vocabulary has it; true or false
WITH terms AS (SELECT * FROM landing.vocabulary_term WHERE kind = 'technology'),

spellings AS (SELECT * FROM core.label_spelling WHERE kind = 'technology'),

final AS (
    SELECT term_id AS technology_id, name, parent_id, true AS is_known FROM terms
    UNION ALL
    SELECT target_id AS technology_id, name, CAST(NULL AS VARCHAR) AS parent_id, false AS is_known FROM spellings
)

SELECT * FROM final
