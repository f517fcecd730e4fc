-- Every loaded record is part of an article.
SELECT seed_path, record_no, article_id
FROM landing.seed_article
ANTI JOIN core.article_base USING (article_id)
