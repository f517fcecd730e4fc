-- Articles at a glance, without their text: where each comes from, what it is about and what state it is in.
-- The row to start from for lists, filters and drill-downs.
-- grain: one row per article_id
-- columns:
--   article_id: the article; 16 hex digits
--   title: current title; text in one line
--   canonical_url: the link without what does not identify a page, NULL if there is no web address; URL
--   link: the link as received; text
--   host: host of the canonical URL; domain name in lower case
--   outlet: outlet (来源) that published it, NULL until a page gives it; text
--   author: names of the authors; text, 、 between names
--   published_at: time of publication, NULL until a page gives it; local time in Asia/Shanghai
--   published_precision: how exact that is; day, minute or second
--   month: month of publication if known, else of first loading; date of its first day
--   date_basis: which of the two month is; published or loaded
--   tags: its tags (关键词) in their order; text, ； between names
--   technologies: its AI technologies in their order; text, ； between names
--   industries: its industries in their order; text, ； between names
--   section_code: section of the first of its industries that has one, NULL if none has; letter A to T
--   section_name: name of that section; text
--   tag_count: its tags; count
--   technology_count: its technologies; count
--   industry_count: its industries; count
--   body_length: length of its text, 0 if it has none; characters
--   story_id: equal for articles that tell the same story in the same words; 16 hex digits
--   seed_path: file whose record gives the text; path in landing.seed_file
--   record_no: record in that file; count from 1
--   first_loaded_at: start of the run that first loaded it; local time in Asia/Shanghai
--   changed_at: start of the run that last changed it; local time in Asia/Shanghai
--   revision_count: texts that it ever had, the current one included; count
--   open_problem_count: open problems of the record that gives the text, and of the page; count
WITH articles AS (SELECT * FROM core.article_base),

revisions AS (SELECT * FROM core.article_revision_base),

problems AS (SELECT * FROM landing.problem WHERE status = 'open'),

tags AS (SELECT * FROM core.article_names WHERE kind = 'tag'),

technologies AS (SELECT * FROM core.article_names WHERE kind = 'technology'),

industries AS (SELECT * FROM core.article_names WHERE kind = 'industry'),

article_industries AS (SELECT * FROM core.article_industry),

industry_names AS (SELECT * FROM core.industry),

-- an industry is a division with a section above it, a section, or unknown and without a section
placed_industries AS (
    SELECT industries.industry_id, sections.code, sections.name
    FROM industry_names AS industries
    INNER JOIN industry_names AS sections
        ON coalesce(industries.parent_id, industries.industry_id) = sections.industry_id
    WHERE sections.is_known
),

sections AS (
    SELECT
        article_industries.article_id,
        arg_min(placed_industries.code, article_industries.position) AS section_code,
        arg_min(placed_industries.name, article_industries.position) AS section_name
    FROM article_industries
    INNER JOIN placed_industries ON article_industries.industry_id = placed_industries.industry_id
    GROUP BY article_industries.article_id
),

-- every article has a first text, few have others
further_revisions AS (
    SELECT article_id, count(*) AS revision_count FROM revisions WHERE revision_no > 1 GROUP BY article_id
),

problem_counts AS (
    SELECT seed_path, record_no, count(*) AS open_problem_count FROM problems GROUP BY seed_path, record_no
),

page_problem_counts AS (
    SELECT url, count(*) AS open_problem_count FROM problems WHERE seed_path IS NULL GROUP BY url
),

final AS (
    SELECT
        articles.article_id,
        articles.title,
        articles.canonical_url,
        articles.link,
        articles.host,
        articles.outlet,
        articles.author,
        articles.published_at,
        articles.published_precision,
        CAST(date_trunc('month', coalesce(articles.published_at, articles.first_loaded_at)) AS DATE) AS month,
        CASE WHEN articles.published_at IS NULL THEN 'loaded' ELSE 'published' END AS date_basis,
        tags.names AS tags,
        technologies.names AS technologies,
        industries.names AS industries,
        sections.section_code,
        sections.section_name,
        coalesce(tags.name_count, 0) AS tag_count,
        coalesce(technologies.name_count, 0) AS technology_count,
        coalesce(industries.name_count, 0) AS industry_count,
        articles.body_length,
        articles.story_id,
        articles.seed_path,
        articles.record_no,
        articles.first_loaded_at,
        articles.changed_at,
        1 + coalesce(further_revisions.revision_count, 0) AS revision_count,
        coalesce(problem_counts.open_problem_count, 0)
            + coalesce(page_problem_counts.open_problem_count, 0) AS open_problem_count
    FROM articles
    LEFT JOIN tags ON articles.article_id = tags.article_id
    LEFT JOIN technologies ON articles.article_id = technologies.article_id
    LEFT JOIN industries ON articles.article_id = industries.article_id
    LEFT JOIN sections ON articles.article_id = sections.article_id
    LEFT JOIN further_revisions ON articles.article_id = further_revisions.article_id
    LEFT JOIN problem_counts
        ON articles.seed_path = problem_counts.seed_path AND articles.record_no = problem_counts.record_no
    LEFT JOIN page_problem_counts ON articles.canonical_url = page_problem_counts.url
)

SELECT * FROM final
