-- What a search reads of the articles that wait for its index: the texts that the index would hold.
-- grain: one row per article_id
-- replaces: view
-- columns:
--   article_id: the article; 16 hex digits
--   title: current title; text in one line
--   labels: its labels as written, each with the names that it was read as; text, in the order of the characters, blanks between labels
--   event_summary: summary of the event; text
--   body: current body; text
--   weighted_length: length of the fields, each by its weight (title 4, labels 3, event summary 2, body 1); characters
WITH pending AS (
    -- the index reads slices, which variables bound: what is joined to the texts of one has to fit into memory
    SELECT DISTINCT article_id FROM search.pending
    WHERE (getvariable('first_article') IS NULL OR article_id >= getvariable('first_article'))
        AND (getvariable('end_article') IS NULL OR article_id < getvariable('end_article'))
),

articles AS (SELECT * FROM core.article_base SEMI JOIN pending USING (article_id)),

texts AS (SELECT text_sha256, body FROM core.article_text),

events AS (
    SELECT seed_path, record_no, event_summary FROM landing.seed_article SEMI JOIN pending USING (article_id)
),

article_labels AS (SELECT * FROM core.article_label SEMI JOIN pending USING (article_id)),

resolutions AS (SELECT * FROM core.label_resolution),

terms AS (SELECT * FROM landing.vocabulary_term),

label_names AS (
    SELECT resolutions.kind, resolutions.raw_label, string_agg(terms.name, ' ' ORDER BY resolutions.position) AS names
    FROM resolutions
    INNER JOIN terms ON resolutions.kind = terms.kind AND resolutions.target_id = terms.term_id
    WHERE terms.name <> resolutions.raw_label
    GROUP BY resolutions.kind, resolutions.raw_label
),

labels AS (
    SELECT
        article_labels.article_id,
        array_to_string(list_sort(list(concat_ws(' ', article_labels.raw_label, label_names.names))), ' ') AS labels
    FROM article_labels
    LEFT JOIN label_names
        ON article_labels.kind = label_names.kind AND article_labels.raw_label = label_names.raw_label
    GROUP BY article_labels.article_id
),

fields AS (
    SELECT
        articles.article_id,
        coalesce(articles.title, '') AS title,
        coalesce(labels.labels, '') AS labels,
        coalesce(events.event_summary, '') AS event_summary,
        coalesce(texts.body, '') AS body
    FROM texts
    INNER JOIN articles ON texts.text_sha256 = articles.text_sha256
    LEFT JOIN events
        ON articles.event_seed_path = events.seed_path AND articles.event_record_no = events.record_no
    LEFT JOIN labels ON articles.article_id = labels.article_id
),

final AS (
    SELECT
        article_id,
        title,
        labels,
        event_summary,
        body,
        CAST(4 * length(title) + 3 * length(labels) + 2 * length(event_summary) + length(body) AS INTEGER)
            AS weighted_length
    FROM fields
)

SELECT * FROM final
