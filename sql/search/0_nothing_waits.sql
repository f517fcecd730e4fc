-- The same where no article waits: planning a search that reads texts takes longer than the search.
CREATE OR REPLACE VIEW search.pending_text AS
SELECT
    CAST(NULL AS BIGINT) AS document_no,
    CAST(NULL AS VARCHAR) AS article_id,
    CAST(NULL AS VARCHAR) AS title,
    CAST(NULL AS VARCHAR) AS labels,
    CAST(NULL AS VARCHAR) AS event_summary,
    CAST(NULL AS VARCHAR) AS body,
    CAST(NULL AS INTEGER) AS weighted_length
WHERE false;
