-- What happened in transport (交通运输), the newest first, and where can one read it?
SELECT date, date_basis, title, event_summary, link
FROM reporting.event_timeline
WHERE contains(industries, '交通运输')
ORDER BY date_basis DESC, date DESC, article_id
LIMIT 20
