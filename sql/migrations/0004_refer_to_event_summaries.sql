-- An event summary stands once, in landing.seed_article: core refers to the record that gives it.

ALTER TABLE core.article_base DROP COLUMN event_summary;
ALTER TABLE core.article_base ADD COLUMN event_seed_path VARCHAR;
ALTER TABLE core.article_base ADD COLUMN event_record_no INTEGER;
