-- The same where no article waits: planning a search that reads texts takes longer than the search.
waiting_hits AS NOT MATERIALIZED (
    SELECT
        CAST(NULL AS BIGINT) AS term_no,
        CAST(NULL AS INTEGER) AS document_no,
        CAST(NULL AS INTEGER) AS frequency,
        CAST(NULL AS INTEGER) AS weighted_length
    WHERE false
),
