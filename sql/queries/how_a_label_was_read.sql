-- What did a raw label (here 智能平台解决方案数据挖掘) become, and by which line of the vocabulary?
SELECT
    resolution.raw_label,
    resolution.position,
    resolution.matched_text,
    resolution.rule,
    resolution.target_id,
    technology.name,
    resolution.vocabulary_line
FROM core.label_resolution AS resolution
LEFT JOIN core.technology AS technology ON resolution.target_id = technology.technology_id
WHERE resolution.kind = 'technology' AND resolution.raw_label = '智能平台解决方案数据挖掘'
ORDER BY resolution.position
