-- Technology and industry labels that no vocabulary knows, with what one needs to extend seeds/vocabulary:
-- how often each occurs, how it is written, and an article to look at.
-- grain: one row per kind and target_id
-- columns:
--   kind: vocabulary that lacks it; technology or industry
--   target_id: what the label became; id in core.technology or core.industry, u and 16 hex digits
--   name: its most frequent spelling; text
--   article_count: articles that name it; count
--   spelling_count: different spellings that occur; count
--   spellings: the spellings as written, the first 5 in code order; text, blank | blank between them
--   first_seen_at: when the first of its articles was first loaded; local time in Asia/Shanghai
--   last_seen_at: when the last of its articles was first loaded; local time in Asia/Shanghai
--   example_article_id: the article that was loaded first, of several the one of the smallest id; 16 hex digits
--   example_title: title of that article; text in one line
WITH unknown_labels AS (SELECT * FROM core.label_spelling WHERE kind IN ('technology', 'industry')),

resolutions AS (SELECT * FROM core.label_resolution WHERE rule = 'unknown'),

labels AS (SELECT * FROM core.article_label WHERE kind IN ('technology', 'industry')),

articles AS (SELECT * FROM core.article_base),

mentions AS (
    SELECT resolutions.kind, resolutions.target_id, labels.raw_label, labels.article_id
    FROM labels
    INNER JOIN resolutions ON labels.kind = resolutions.kind AND labels.raw_label = resolutions.raw_label
),

spellings AS (
    SELECT
        kind,
        target_id,
        raw_label,
        row_number() OVER (PARTITION BY kind, target_id ORDER BY raw_label) AS place
    FROM mentions
    GROUP BY kind, target_id, raw_label
),

joined_spellings AS (
    SELECT
        kind,
        target_id,
        count(*) AS spelling_count,
        string_agg(raw_label, ' | ' ORDER BY raw_label) FILTER (place <= 5) AS spellings
    FROM spellings
    GROUP BY kind, target_id
),

-- an article may write one label in two ways
found_in AS (
    SELECT DISTINCT
        mentions.kind, mentions.target_id, mentions.article_id, articles.first_loaded_at, articles.title
    FROM mentions
    INNER JOIN articles ON mentions.article_id = articles.article_id
),

counted AS (
    SELECT
        kind,
        target_id,
        count(*) AS article_count,
        min(first_loaded_at) AS first_seen_at,
        max(first_loaded_at) AS last_seen_at,
        arg_min(article_id, (first_loaded_at, article_id)) AS example_article_id,
        arg_min(title, (first_loaded_at, article_id)) AS example_title
    FROM found_in
    GROUP BY kind, target_id
),

final AS (
    SELECT
        unknown_labels.kind,
        unknown_labels.target_id,
        unknown_labels.name,
        counted.article_count,
        joined_spellings.spelling_count,
        joined_spellings.spellings,
        counted.first_seen_at,
        counted.last_seen_at,
        counted.example_article_id,
        counted.example_title
    FROM unknown_labels
    INNER JOIN counted
        ON unknown_labels.kind = counted.kind AND unknown_labels.target_id = counted.target_id
    INNER JOIN joined_spellings
        ON unknown_labels.kind = joined_spellings.kind AND unknown_labels.target_id = joined_spellings.target_id
)

SELECT * FROM final
