-- Which stories were reprinted most, and by whom?
SELECT title, article_count, outlet_count, outlets, first_published_on
FROM reporting.syndicated_story
ORDER BY article_count DESC, story_id
LIMIT 20
