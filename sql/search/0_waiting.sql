-- Articles that wait for the index, numbered below 0 as if they were documents of it, with their texts.
CREATE OR REPLACE VIEW search.pending_text AS
WITH waiting AS (
    SELECT article_id, -row_number() OVER (ORDER BY article_id) AS document_no
    FROM (SELECT DISTINCT article_id FROM search.pending)
)

SELECT waiting.document_no, texts.*
FROM core.unindexed_text AS texts
INNER JOIN waiting ON texts.article_id = waiting.article_id;
