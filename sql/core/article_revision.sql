-- Every text that an article ever had, the current one included.
-- grain: one row per article_id and text_sha256
-- replaces: view
-- columns:
--   article_id: the article; 16 hex digits
--   revision_no: place among the article's texts in the order they were seen; count from 1
--   observed_at: start of the run that first saw this text; local time in Asia/Shanghai
--   source: where the text comes from; seed or page
--   text_sha256: the text, in core.article_text; 64 hex digits
--   title: title of this revision; text in one line
--   body: body of this revision; text, a blank line between paragraphs
WITH revisions AS (SELECT * FROM core.article_revision_base),

texts AS (SELECT * FROM core.article_text),

final AS (
    SELECT
        revisions.article_id,
        revisions.revision_no,
        revisions.observed_at,
        revisions.source,
        revisions.text_sha256,
        texts.title,
        texts.body
    FROM texts
    INNER JOIN revisions ON texts.text_sha256 = revisions.text_sha256
)

SELECT * FROM final
