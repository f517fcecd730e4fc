-- The distinct raw labels of each article, all its records together: those of the record that gives the text first.
-- grain: one row per article_id, kind and position
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   kind: field that the label stands in; tag (关键词), technology (AI技术) or industry (行业)
--   position: place among the article's labels of that kind; count from 1
--   raw_label: the label as written; text
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

seed_records AS (SELECT * FROM landing.seed_record_base SEMI JOIN changed USING (article_id)),

several AS (SELECT article_id FROM seed_records GROUP BY article_id HAVING count(*) > 1),

-- the fields of several records are one, a line each: a line break cuts labels as well
joined AS (
    SELECT article_id, keywords, technologies, industries FROM seed_records ANTI JOIN several USING (article_id)
    UNION ALL
    SELECT
        article_id,
        string_agg(keywords, chr(10) ORDER BY body_length DESC, seed_path DESC, record_no DESC) AS keywords,
        string_agg(technologies, chr(10) ORDER BY body_length DESC, seed_path DESC, record_no DESC) AS technologies,
        string_agg(industries, chr(10) ORDER BY body_length DESC, seed_path DESC, record_no DESC) AS industries
    FROM seed_records
    SEMI JOIN several USING (article_id)
    GROUP BY article_id
),

fields AS (
    SELECT article_id, 'tag' AS kind, keywords AS field FROM joined
    UNION ALL
    SELECT article_id, 'technology' AS kind, technologies AS field FROM joined
    UNION ALL
    SELECT article_id, 'industry' AS kind, industries AS field FROM joined
),

-- cut as in core.seed_label
pieces AS (
    SELECT
        article_id,
        kind,
        length(field) AS field_length,
        string_split_regex(
            trim(field, chr(32) || chr(9) || chr(160) || chr(12288)),
            '[ \t\x{A0}\x{3000}]*[，,、;；/|\r\n][ \t\x{A0}\x{3000}]*'
        ) AS labels
    FROM fields
    WHERE field <> ''
),

-- within its own field it is quick to see whether a label stood there before; not if there are thousands
firsts AS (
    SELECT
        article_id,
        kind,
        list_filter(labels, lambda label, place: label <> '' AND list_position(labels, label) = place) AS labels
    FROM pieces
    WHERE field_length <= 1000
),

labels_of_long AS (
    SELECT article_id, kind, generate_subscripts(labels, 1) AS place, unnest(labels) AS raw_label
    FROM pieces
    WHERE field_length > 1000
),

firsts_of_long AS (
    SELECT article_id, kind, raw_label, min(place) AS place
    FROM labels_of_long
    WHERE raw_label <> ''
    GROUP BY article_id, kind, raw_label
),

final AS (
    SELECT
        article_id,
        kind,
        CAST(generate_subscripts(labels, 1) AS INTEGER) AS position,
        unnest(labels) AS raw_label
    FROM firsts
    UNION ALL
    SELECT
        article_id,
        kind,
        CAST(row_number() OVER (PARTITION BY article_id, kind ORDER BY place) AS INTEGER) AS position,
        raw_label
    FROM firsts_of_long
)

SELECT * FROM final
