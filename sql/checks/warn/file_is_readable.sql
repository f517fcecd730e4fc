-- At most 5 % of the seed files could not be read: more means a broken delivery.
SELECT count(*) AS files, count(*) FILTER (status = 'unreadable') AS unreadable
FROM landing.seed_file
HAVING count(*) FILTER (status = 'unreadable') > 0.05 * count(*)
