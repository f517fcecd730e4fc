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
WITH seed_records AS (SELECT * FROM landing.seed_record),

seed_articles AS (SELECT * FROM landing.seed_article),

fields AS (
    SELECT seed_path, record_no, 'tag' AS kind, keywords AS field FROM seed_records
    UNION ALL
    SELECT seed_path, record_no, 'technology' AS kind, technologies AS field FROM seed_records
    UNION ALL
    SELECT seed_path, record_no, 'industry' AS kind, industries AS field FROM seed_records
),

pieces AS (
    SELECT seed_path, record_no, kind, string_split_regex(field, '[，,、;；/|\r\n]') AS labels
    FROM fields
    WHERE field <> ''
),

labels AS (
    SELECT
        seed_path,
        record_no,
        kind,
        CAST(generate_subscripts(labels, 1) AS INTEGER) AS position,
        trim(unnest(labels), chr(32) || chr(9) || chr(160) || chr(12288)) AS raw_label
    FROM pieces
),

final AS (
    SELECT
        seed_articles.article_id,
        labels.seed_path,
        labels.record_no,
        seed_articles.body_length,
        labels.kind,
        labels.position,
        labels.raw_label
    FROM labels
    INNER JOIN seed_articles
        ON labels.seed_path = seed_articles.seed_path AND labels.record_no = seed_articles.record_no
    WHERE labels.raw_label <> ''
)

SELECT * FROM final
