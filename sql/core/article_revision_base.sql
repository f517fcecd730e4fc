-- Which texts an article ever had. Rows are only ever added: a text that no file carries any more keeps its row.
-- grain: one row per article_id and text_sha256
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   revision_no: place among the article's texts in the order they were seen; count from 1
--   observed_at: start of the run that first saw this text; local time in Asia/Shanghai
--   source: where the text comes from; seed or page
--   text_sha256: the text, in core.article_text; 64 hex digits
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

seed_articles AS (SELECT * FROM landing.seed_article SEMI JOIN changed USING (article_id)),

pages AS (SELECT * FROM core.article_page SEMI JOIN changed USING (article_id) WHERE gives_body),

earlier AS (SELECT * FROM core.article_revision_base SEMI JOIN changed USING (article_id)),

current_run AS (
    SELECT started_at AT TIME ZONE 'Asia/Shanghai' AS started_at FROM ops.run WHERE status = 'running'
),

texts AS (
    SELECT article_id, text_sha256, 'seed' AS source, body_length, seed_path, record_no, 0 AS recency FROM seed_articles
    UNION ALL
    SELECT article_id, text_sha256, 'page' AS source, 0 AS body_length, '' AS seed_path, 0 AS record_no, recency
    FROM pages
),

-- seen in one run: seeds before pages and the shortest first, of pages the oldest first, so that the text
-- that becomes current has the highest number
unseen AS (
    SELECT
        article_id,
        text_sha256,
        max(source) AS source,
        row_number() OVER (
            PARTITION BY article_id
            ORDER BY max(source) DESC, max(body_length), max(seed_path), max(record_no), min(recency) DESC
        ) AS place
    FROM texts
    ANTI JOIN earlier USING (article_id, text_sha256)
    GROUP BY article_id, text_sha256
),

last_numbers AS (SELECT article_id, max(revision_no) AS revision_no FROM earlier GROUP BY article_id),

final AS (
    SELECT article_id, revision_no, observed_at, source, text_sha256 FROM earlier
    UNION ALL
    SELECT
        unseen.article_id,
        CAST(coalesce(last_numbers.revision_no, 0) + unseen.place AS INTEGER) AS revision_no,
        current_run.started_at AS observed_at,
        unseen.source,
        unseen.text_sha256
    FROM unseen
    CROSS JOIN current_run
    LEFT JOIN last_numbers ON unseen.article_id = last_numbers.article_id
)

SELECT * FROM final
