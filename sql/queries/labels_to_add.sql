-- Which unknown labels would be worth a line in seeds/vocabulary, and in which article can one see each?
SELECT kind, name, article_count, spellings, example_title, first_seen_at
FROM reporting.vocabulary_gap
ORDER BY article_count DESC, kind, name
LIMIT 30
