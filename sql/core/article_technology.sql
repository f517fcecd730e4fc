-- Technologies of each article, from the field AI技术.
-- grain: one row per article_id and technology_id
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   technology_id: what its labels name; id in core.technology
--   position: place among them; count from 1
--   source: given by the seed, or derived from the text; given or derived
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

labels AS (SELECT * FROM core.article_label SEMI JOIN changed USING (article_id)),

resolutions AS (SELECT * FROM core.label_resolution),

targets AS (
    SELECT
        labels.article_id,
        resolutions.target_id,
        min((CAST(labels.position AS BIGINT) << 32) + resolutions.position) AS place
    FROM labels
    INNER JOIN resolutions ON labels.kind = resolutions.kind AND labels.raw_label = resolutions.raw_label
    WHERE labels.kind = 'technology' AND resolutions.target_id IS NOT NULL
    GROUP BY labels.article_id, resolutions.target_id
),

final AS (
    SELECT
        article_id,
        target_id AS technology_id,
        CAST(row_number() OVER (PARTITION BY article_id ORDER BY place) AS INTEGER) AS position,
        'given' AS source
    FROM targets
)

SELECT * FROM final
