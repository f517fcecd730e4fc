-- Every article comes from a record: one whose records went, went with them.
SELECT article_id, seed_path
FROM core.article_base
ANTI JOIN landing.seed_article USING (article_id)
