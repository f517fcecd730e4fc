-- Every loaded record is part of an article, and its text is stored.
SELECT seed_path, record_no, article_id, text_sha256
FROM landing.seed_record_base
WHERE
    article_id NOT IN (SELECT article_id FROM core.article_base)
    OR text_sha256 NOT IN (SELECT text_sha256 FROM core.article_text)
