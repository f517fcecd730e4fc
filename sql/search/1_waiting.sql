-- What a search reads where articles wait for the index, numbered below -1 as if they were documents of it.
CREATE OR REPLACE VIEW search.waiting_text AS
SELECT waiting.document_no, texts.*
FROM core.unindexed_text AS texts
INNER JOIN (
    SELECT article_id, CAST(-1 - row_number() OVER (ORDER BY article_id) AS INTEGER) AS document_no
    FROM (SELECT DISTINCT article_id FROM search.pending)
) AS waiting ON texts.article_id = waiting.article_id;

CREATE OR REPLACE VIEW search.any_document AS
SELECT * EXCLUDE (segment_no) FROM search.document
UNION ALL
SELECT
    texts.document_no,
    texts.article_id,
    texts.weighted_length,
    shown.date,
    shown.date_basis,
    shown.outlet,
    shown.host,
    shown.industry_ids,
    shown.canonical_url
FROM search.waiting_text AS texts
INNER JOIN core.shown_article AS shown ON texts.article_id = shown.article_id;

CREATE OR REPLACE VIEW search.any_passage AS
SELECT document_no, passage_no, passage FROM search.passage
UNION ALL
SELECT document_no, 1 AS passage_no, concat_ws(chr(10), title, labels, event_summary, body) AS passage
FROM search.waiting_text;

CREATE OR REPLACE MACRO search.waiting_hits(terms) AS TABLE
WITH wanted AS (SELECT term.term_no, term.term FROM (SELECT unnest(terms) AS term)),

is_cased AS (SELECT bool_or(regexp_matches(term, '[a-z0-9]') OR upper(term) <> term) AS is_cased FROM wanted),

fields AS (
    SELECT
        document_no,
        weighted_length,
        unnest([title, labels, event_summary, body]) AS field,
        unnest([4, 3, 2, 1]) AS weight
    FROM search.waiting_text
),

folded AS (
    SELECT
        fields.document_no,
        fields.weighted_length,
        fields.weight,
        CASE WHEN is_cased.is_cased THEN search.fold(fields.field) ELSE fields.field END AS field
    FROM fields
    CROSS JOIN is_cased
)

SELECT
    wanted.term_no,
    folded.document_no,
    CAST(least(15, sum(folded.weight * search.occurrences(folded.field, wanted.term))) AS INTEGER) AS frequency,
    any_value(folded.weighted_length) AS weighted_length
FROM folded
CROSS JOIN wanted
WHERE contains(folded.field, wanted.term)
GROUP BY wanted.term_no, folded.document_no
HAVING frequency > 0;
