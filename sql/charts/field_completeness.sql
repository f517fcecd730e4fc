-- How complete the articles are, field by field.
-- title: 字段完整度 | Completeness of fields
-- tells: 每个字段有多少文章填了 | How many articles have each field filled
-- grain: one row per measure
-- chart: bar y=measure x=share
-- columns:
--   measure: name of the field; name
--   amount: articles with the field filled; count
--   total: all articles; count
--   share: amount of total, NULL if total is 0; share from 0 to 1
WITH quality AS (SELECT * FROM reporting.data_quality WHERE area = 'field'),

final AS (SELECT measure, amount, total, share FROM quality)

SELECT * FROM final ORDER BY share DESC, measure
