-- Which technologies are written about in which industries; no sums, because an article may name several industries.
-- title: 行业 × 技术 | Industries by technologies
-- tells: 哪项技术用在哪个行业；颜色越深，文章越多 | Which technology is written about in which industry; the darker, the more articles
-- grain: one row per industry_name and technology_name
-- chart: heatmap x=technology_name y=industry_name colour=article_count
-- limit: 文章最多的 20 项技术，每个门类的 10 个行业 | the 20 technologies with the most articles, 10 industries of each section
-- columns:
--   section_code: section of the industry, NULL if unknown; letter A to T
--   section_name: name of the section, NULL if unknown; text
--   industry_name: name of the industry; text
--   industry_article_count: articles that name the industry, with whatever technology or none; count
--   technology_name: name of the technology; text
--   article_count: articles that name both; count
--   share: article_count of industry_article_count; share from 0 to 1
WITH matrix AS (SELECT * FROM reporting.industry_technology_matrix),

most_technologies AS (
    SELECT technology_id
    FROM matrix
    GROUP BY technology_id
    ORDER BY sum(article_count) DESC, technology_id
    LIMIT 20
),

most_industries AS (
    SELECT industry_id
    FROM matrix
    GROUP BY section_code, industry_id, industry_article_count
    QUALIFY row_number() OVER (PARTITION BY section_code ORDER BY industry_article_count DESC, industry_id) <= 10
),

final AS (
    SELECT
        matrix.section_code,
        matrix.section_name,
        matrix.industry_name,
        matrix.industry_article_count,
        matrix.technology_name,
        matrix.article_count,
        matrix.share
    FROM matrix
    INNER JOIN most_technologies ON matrix.technology_id = most_technologies.technology_id
    INNER JOIN most_industries ON matrix.industry_id = most_industries.industry_id
)

SELECT * FROM final
ORDER BY section_code NULLS LAST, industry_article_count DESC, industry_name, article_count DESC, technology_name
