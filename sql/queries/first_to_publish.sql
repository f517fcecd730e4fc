-- Which outlets publish stories first that others reprint, and how many days later do these follow?
SELECT
    coalesce(first.outlet, first.host) AS outlet,
    count(*) AS stories,
    CAST(sum(story.article_count - 1) AS BIGINT) AS reprints,
    round(avg(story.last_published_on - story.first_published_on), 1) AS days_until_the_last
FROM reporting.syndicated_story AS story
INNER JOIN reporting.article_overview AS first ON story.first_article_id = first.article_id
WHERE first.published_at IS NOT NULL
GROUP BY ALL
ORDER BY reprints DESC, outlet
LIMIT 20
