-- The labels of every seed record, cut at `，,、;；/|` and line breaks, as written.
-- grain: one row per seed_path, record_no, kind and position
-- replaces: view
-- columns:
--   article_id: article that the record is about; 16 hex digits
--   seed_path: file of the record; path in landing.seed_file
--   record_no: record in that file; count from 1
--   body_length: length of the record's cleaned body; characters
--   kind: field that the label stands in; tag (关键词), technology (AI技术) or industry (行业)
--   position: place of the label in its field, empty pieces counted; count from 1
--   raw_label: the label as written, blanks around it dropped; text
WITH seed_records AS (SELECT * FROM landing.seed_record_base),

fields AS (
    SELECT article_id, seed_path, record_no, body_length, 'tag' AS kind, keywords AS field FROM seed_records
    UNION ALL
    SELECT article_id, seed_path, record_no, body_length, 'technology' AS kind, technologies AS field FROM seed_records
    UNION ALL
    SELECT article_id, seed_path, record_no, body_length, 'industry' AS kind, industries AS field FROM seed_records
),

-- blanks around a label go with what cuts it off
pieces AS (
    SELECT
        article_id,
        seed_path,
        record_no,
        body_length,
        kind,
        string_split_regex(
            trim(field, chr(32) || chr(9) || chr(160) || chr(12288)),
            '[ \t\x{A0}\x{3000}]*[，,、;；/|\r\n][ \t\x{A0}\x{3000}]*'
        ) AS labels
    FROM fields
    WHERE field <> ''
),

labels AS (
    SELECT
        article_id,
        seed_path,
        record_no,
        body_length,
        kind,
        CAST(generate_subscripts(labels, 1) AS INTEGER) AS position,
        unnest(labels) AS raw_label
    FROM pieces
),

final AS (
    SELECT article_id, seed_path, record_no, body_length, kind, position, raw_label
    FROM labels
    WHERE raw_label <> ''
)

SELECT * FROM final
