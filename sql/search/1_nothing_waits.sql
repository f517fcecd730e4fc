-- The same where no article waits: planning a search that reads texts takes longer than the search.
CREATE OR REPLACE VIEW search.any_document AS FROM search.document;

CREATE OR REPLACE VIEW search.any_passage AS FROM search.passage;

CREATE OR REPLACE MACRO search.waiting_hits(terms) AS TABLE
SELECT
    CAST(NULL AS BIGINT) AS term_no,
    CAST(NULL AS INTEGER) AS document_no,
    CAST(NULL AS INTEGER) AS frequency,
    CAST(NULL AS INTEGER) AS weighted_length
WHERE false;
