-- Nothing is left on the work list of core when a generation is published.
SELECT article_id FROM core.changed
