-- What a search reads where articles wait for the index, numbered below -1 as if they were documents of it: CTEs of
-- 2_search.sql, because their texts, read once, are what most of it takes.
waiting AS MATERIALIZED (
    SELECT numbered.document_no, texts.*
    FROM core.unindexed_text AS texts
    INNER JOIN (
        SELECT article_id, CAST(-1 - row_number() OVER (ORDER BY article_id) AS INTEGER) AS document_no
        FROM (SELECT DISTINCT article_id FROM search.pending)
    ) AS numbered ON texts.article_id = numbered.article_id
),

any_document AS NOT MATERIALIZED (
    SELECT * EXCLUDE (segment_no) FROM search.document
    UNION ALL
    SELECT
        waiting.document_no,
        waiting.article_id,
        waiting.weighted_length,
        shown.date,
        shown.date_basis,
        shown.outlet,
        shown.host,
        shown.industry_ids,
        shown.canonical_url
    FROM waiting
    INNER JOIN core.shown_article AS shown ON waiting.article_id = shown.article_id
),

any_passage AS NOT MATERIALIZED (
    SELECT document_no, passage_no, passage FROM search.passage
    UNION ALL
    SELECT document_no, 1 AS passage_no, concat_ws(chr(10), title, labels, event_summary, body) AS passage
    FROM waiting
),

is_cased AS (SELECT bool_or(regexp_matches(term, '[a-z0-9]') OR upper(term) <> term) AS is_cased FROM terms),

waiting_fields AS NOT MATERIALIZED (
    SELECT
        fields.document_no,
        fields.weighted_length,
        fields.weight,
        CASE WHEN is_cased.is_cased THEN search.fold(fields.field) ELSE fields.field END AS field
    FROM (
        SELECT
            document_no,
            weighted_length,
            unnest([title, labels, event_summary, body]) AS field,
            unnest([4, 3, 2, 1]) AS weight
        FROM waiting
    ) AS fields
    CROSS JOIN is_cased
),

waiting_hits AS NOT MATERIALIZED (
    SELECT
        terms.term_no,
        fields.document_no,
        CAST(least(15, sum(fields.weight * search.occurrences(fields.field, terms.term))) AS INTEGER) AS frequency,
        any_value(fields.weighted_length) AS weighted_length
    FROM waiting_fields AS fields
    CROSS JOIN terms
    WHERE contains(fields.field, terms.term)
    GROUP BY terms.term_no, fields.document_no
    HAVING frequency > 0
),
