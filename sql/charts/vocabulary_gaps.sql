-- Labels that no vocabulary knows: the next ones to teach.
-- title: 词表缺口 | Gaps of the vocabularies
-- tells: 哪些常用的说法词表还不认识 | Which frequent labels no vocabulary knows yet
-- grain: one row per kind and name
-- chart: bar y=name x=article_count colour=kind
-- limit: 文章最多的 40 个 | the 40 with the most articles
-- columns:
--   name: its most frequent spelling; text
--   kind: vocabulary that lacks it; technology or industry
--   article_count: articles that name it; count
--   spellings: the spellings as written, the first 5 in code order; text, blank | blank between them
--   example_title: title of the article that was loaded first; text in one line
WITH gaps AS (SELECT * FROM reporting.vocabulary_gap),

final AS (
    SELECT name, kind, article_count, spellings, example_title
    FROM gaps
    ORDER BY article_count DESC, kind, target_id
    LIMIT 40
)

SELECT * FROM final ORDER BY article_count DESC, kind, name
