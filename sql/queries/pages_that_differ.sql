-- Which pages tell something else than the article that links to them, and what do they say?
SELECT problem.url, overview.title, problem.detail, left(problem.raw_text, 80) AS page
FROM landing.problem AS problem
LEFT JOIN reporting.article_overview AS overview ON problem.url = overview.canonical_url
WHERE problem.code = 'text_differs_from_page' AND problem.status = 'open'
ORDER BY overview.host, problem.url
LIMIT 20
