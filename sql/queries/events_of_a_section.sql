-- What happened in manufacturing (制造业, section C), the newest first, and where can one read it?
WITH chosen AS (SELECT 'C' AS section_code)

SELECT
    events.date,
    events.date_basis,
    events.title,
    events.event_summary,
    events.link
FROM reporting.event_timeline AS events
INNER JOIN reporting.article_overview AS overview ON events.article_id = overview.article_id
INNER JOIN chosen ON overview.section_code = chosen.section_code
ORDER BY events.date_basis DESC, events.date DESC, events.article_id
LIMIT 20
