-- Which hosts lose their pages: gone, blocked, or not answering, of those that were tried?
SELECT
    host,
    CAST(sum(page_count) AS BIGINT) AS tried,
    CAST(coalesce(sum(page_count) FILTER (last_outcome = 'gone'), 0) AS BIGINT) AS gone,
    CAST(coalesce(sum(page_count) FILTER (last_outcome NOT IN ('ok', 'moved', 'unchanged', 'gone')), 0) AS BIGINT)
        AS failing,
    round(1 - coalesce(sum(page_count) FILTER (last_outcome IN ('ok', 'moved', 'unchanged')), 0) / sum(page_count), 2)
        AS lost
FROM reporting.link_health
WHERE last_outcome <> '(none)'
GROUP BY host
ORDER BY lost DESC, tried DESC, host
LIMIT 20
