-- At least 80 % of the articles have an industry: nearly every seed names one.
SELECT count(*) AS articles, count(*) FILTER (article_id NOT IN (SELECT article_id FROM core.article_industry)) AS without_industry
FROM core.article_base
HAVING count(*) FILTER (article_id NOT IN (SELECT article_id FROM core.article_industry)) > 0.2 * count(*)
