-- Which tags rose most in the newest month, compared with the month before?
SELECT month, date_basis, tag_name, previous_count, article_count, article_count - previous_count AS rise
FROM reporting.tag_trend_monthly
QUALIFY month = max(month) OVER (PARTITION BY date_basis)
ORDER BY date_basis DESC, rise DESC NULLS LAST, article_count DESC, tag_name
LIMIT 20
