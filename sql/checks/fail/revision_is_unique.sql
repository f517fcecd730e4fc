-- A text stands once among the revisions of an article.
SELECT article_id, text_sha256, count(*) AS times
FROM core.article_revision_base
GROUP BY article_id, text_sha256
HAVING count(*) > 1
