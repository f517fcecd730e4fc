-- At least 70 % of technology and industry labels are in the vocabularies: more unknown ones want a look.
WITH mentions AS (
    SELECT labels.kind, resolutions.rule = 'unknown' AS is_unknown
    FROM core.article_label AS labels
    INNER JOIN core.label_resolution AS resolutions
        ON labels.kind = resolutions.kind AND labels.raw_label = resolutions.raw_label
    WHERE labels.kind <> 'tag'
)

SELECT kind, count(*) AS labels, count(*) FILTER (is_unknown) AS unknown_labels
FROM mentions
GROUP BY kind
HAVING count(*) FILTER (is_unknown) > 0.3 * count(*)
