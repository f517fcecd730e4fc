-- Every label of an article has a resolution: a target, or the rule that it means nothing.
SELECT DISTINCT kind, raw_label
FROM core.article_label
ANTI JOIN core.label_resolution USING (kind, raw_label)
