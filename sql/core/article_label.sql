-- The distinct raw labels of each article, all its records together: those of the record that gives the text first.
-- grain: one row per article_id, kind and position
-- replaces: changed articles
-- joins: as written
-- columns:
--   article_id: the article; 16 hex digits
--   kind: field that the label stands in; tag (关键词), technology (AI技术) or industry (行业)
--   position: place among the article's labels of that kind; count from 1
--   raw_label: the label as written; text
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

seed_articles AS (SELECT * FROM landing.seed_article SEMI JOIN changed USING (article_id)),

labels AS (SELECT * FROM core.seed_label SEMI JOIN changed USING (article_id)),

ranked AS (
    SELECT
        article_id,
        seed_path,
        record_no,
        row_number() OVER (
            PARTITION BY article_id ORDER BY body_length DESC, seed_path DESC, record_no DESC
        ) AS precedence
    FROM seed_articles
),

firsts AS (
    SELECT
        ranked.article_id,
        labels.kind,
        labels.raw_label,
        min((ranked.precedence << 32) + labels.position) AS place
    FROM labels
    INNER JOIN ranked ON labels.seed_path = ranked.seed_path AND labels.record_no = ranked.record_no
    GROUP BY ranked.article_id, labels.kind, labels.raw_label
),

final AS (
    SELECT
        article_id,
        kind,
        CAST(row_number() OVER (PARTITION BY article_id, kind ORDER BY place) AS INTEGER) AS position,
        raw_label
    FROM firsts
)

SELECT * FROM final
