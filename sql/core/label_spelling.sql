-- What things that no vocabulary names are called: their most frequent spelling (then the first in code order).
-- grain: one row per kind and target_id
-- replaces: view
-- columns:
--   kind: what the label names; tag, technology or industry
--   target_id: id made from the folded label; 17 characters, u and 16 hex digits
--   name: most frequent spelling; text
--   mention_count: labels of articles that name it; count
WITH labels AS (SELECT * FROM core.article_label),

resolutions AS (SELECT * FROM core.label_resolution WHERE rule IN ('tag', 'unknown')),

spellings AS (
    SELECT resolutions.kind, resolutions.target_id, resolutions.matched_text AS spelling, count(*) AS mentions
    FROM labels
    INNER JOIN resolutions ON labels.kind = resolutions.kind AND labels.raw_label = resolutions.raw_label
    GROUP BY resolutions.kind, resolutions.target_id, resolutions.matched_text
),

final AS (
    SELECT
        kind,
        target_id,
        arg_min(spelling, (-mentions, spelling)) AS name,
        CAST(sum(mentions) AS BIGINT) AS mention_count
    FROM spellings
    GROUP BY kind, target_id
)

SELECT * FROM final
