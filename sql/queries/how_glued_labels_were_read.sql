-- What did labels that were written without a separator become, and by which lines of the vocabulary?
SELECT
    resolution.kind,
    resolution.raw_label,
    resolution.position,
    resolution.matched_text,
    coalesce(technology.name, industry.name) AS name,
    resolution.vocabulary_line
FROM core.label_resolution AS resolution
LEFT JOIN core.technology AS technology
    ON resolution.target_id = technology.technology_id AND resolution.kind = 'technology'
LEFT JOIN core.industry AS industry
    ON resolution.target_id = industry.industry_id AND resolution.kind = 'industry'
WHERE resolution.rule = 'glued'
ORDER BY resolution.kind, resolution.raw_label, resolution.position
LIMIT 30
