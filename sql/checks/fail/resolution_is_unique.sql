-- A raw label became the same things once.
SELECT kind, raw_label, position, count(*) AS times
FROM core.label_resolution
GROUP BY kind, raw_label, position
HAVING count(*) > 1
