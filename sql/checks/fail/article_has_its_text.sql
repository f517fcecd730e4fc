-- The current text of every article is stored, and is one of its revisions.
SELECT article_id, text_sha256
FROM core.article_base
WHERE
    text_sha256 NOT IN (SELECT text_sha256 FROM core.article_text)
    OR (article_id, text_sha256) NOT IN (SELECT (article_id, text_sha256) FROM core.article_revision_base)
