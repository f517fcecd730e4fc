-- Which AI technologies are written about in which industries: articles that name both.
-- Of an article's technologies and industries the first 50 of each count, so that a broken record cannot flood it.
-- grain: one row per industry_id and technology_id
-- columns:
--   section_code: section of the industry, NULL if unknown; letter A to T
--   section_name: name of the section, NULL if unknown; text
--   industry_id: the industry; id in core.industry
--   industry_name: name of the industry; text
--   industry_is_known: whether the vocabulary has the industry; true or false
--   technology_id: the technology; id in core.technology
--   technology_name: name of the technology; text
--   technology_is_known: whether the vocabulary has the technology; true or false
--   article_count: articles that name both; count
--   industry_article_count: articles that name the industry, with whatever technology or none; count
--   share: article_count of industry_article_count; share from 0 to 1
WITH article_industries AS (SELECT * FROM core.article_industry WHERE position <= 50),

article_technologies AS (SELECT * FROM core.article_technology WHERE position <= 50),

industries AS (SELECT * FROM core.industry),

technologies AS (SELECT * FROM core.technology),

industry_counts AS (
    SELECT industry_id, count(*) AS article_count FROM article_industries GROUP BY industry_id
),

pair_counts AS (
    SELECT article_industries.industry_id, article_technologies.technology_id, count(*) AS article_count
    FROM article_technologies
    INNER JOIN article_industries ON article_technologies.article_id = article_industries.article_id
    GROUP BY article_industries.industry_id, article_technologies.technology_id
),

final AS (
    SELECT
        sections.code AS section_code,
        sections.name AS section_name,
        pair_counts.industry_id,
        industries.name AS industry_name,
        industries.is_known AS industry_is_known,
        pair_counts.technology_id,
        technologies.name AS technology_name,
        technologies.is_known AS technology_is_known,
        pair_counts.article_count,
        industry_counts.article_count AS industry_article_count,
        pair_counts.article_count / industry_counts.article_count AS share
    FROM pair_counts
    INNER JOIN industry_counts ON pair_counts.industry_id = industry_counts.industry_id
    INNER JOIN industries ON pair_counts.industry_id = industries.industry_id
    INNER JOIN technologies ON pair_counts.technology_id = technologies.technology_id
    LEFT JOIN industries AS sections
        ON coalesce(industries.parent_id, industries.industry_id) = sections.industry_id AND sections.is_known
)

SELECT * FROM final
