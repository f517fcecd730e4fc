-- Industries, each the narrowest that a label names, of each article, from the field 行业.
-- grain: one row per article_id and industry_id
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   industry_id: what its labels name; id in core.industry
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
    WHERE labels.kind = 'industry' AND resolutions.target_id IS NOT NULL
    GROUP BY labels.article_id, resolutions.target_id
),

final AS (
    SELECT
        article_id,
        target_id AS industry_id,
        CAST(row_number() OVER (PARTITION BY article_id ORDER BY place) AS INTEGER) AS position,
        'given' AS source
    FROM targets
)

SELECT * FROM final
