-- Which articles changed their text, and how long was it each time?
SELECT article_id, revision_no, observed_at, source, title, length(body) AS body_length
FROM core.article_revision
WHERE article_id IN (SELECT article_id FROM core.article_revision WHERE revision_no > 1)
ORDER BY article_id, revision_no
