-- Every content that the page behind an article's link ever had, and what of it the article may take.
-- A page is the article if three tenths of the seed's text stand on it (among real pages 6 % of one article stood
-- on another at the most; of a summary in partly other words 84 %). Only then it gives anything at all: its
-- title, unless that is the seed's cut short; its body, unless that is shorter than nine tenths of the seed's.
-- grain: one row per article_id and content_sha256
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   url: canonical address of the page; URL
--   content_sha256: the content; 64 hex digits
--   fetch_id: attempt that first brought this content; id in landing.page_fetch
--   first_fetched_at: when it was first seen; local time in Asia/Shanghai
--   last_fetched_at: when it was last seen; local time in Asia/Shanghai
--   recency: place among the page's contents, the last seen first; count from 1
--   text_sha256: its title and body, in core.article_text, NULL if no body was found; 64 hex digits
--   title: its title; text in one line
--   body_length: length of its body; characters
--   story_id: equal for texts that tell the same story in the same words; 16 hex digits
--   published_at: time of publication that it states; local time in Asia/Shanghai
--   published_precision: how exact that is; day, minute or second
--   author: author that it states; text
--   outlet: outlet (来源) that it states; text
--   rule: the rules that found these; text
--   extractor_version: version of these rules; number
--   resemblance: share of the seed's text that stands on it, NULL if no body was found; share from 0 to 1
--   is_article: whether it is the article that the seed gives; true or false
--   gives_title: whether the article may take its title; true or false
--   gives_body: whether the article may take its body; true or false
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

seed_articles AS (SELECT * FROM landing.seed_article SEMI JOIN changed USING (article_id)),

fetches AS (
    SELECT * FROM landing.page_fetch
    WHERE outcome IN ('ok', 'moved', 'unchanged') AND content_sha256 IS NOT NULL
),

contents AS (SELECT * FROM landing.page_content),

texts AS (SELECT text_sha256, title, story_id FROM core.article_text),

resemblances AS (SELECT * FROM core.text_resemblance),

-- most articles have no page
fetched AS (
    SELECT DISTINCT seed_articles.article_id
    FROM seed_articles
    INNER JOIN fetches ON seed_articles.canonical_url = fetches.url
),

-- the text of an article's seed is that of the record with the longest body, then the last seed_path, record_no
seeds AS (
    SELECT
        article_id,
        arg_max(canonical_url, (body_length, seed_path, record_no)) AS url,
        arg_max(text_sha256, (body_length, seed_path, record_no)) AS text_sha256,
        max(body_length) AS body_length
    FROM seed_articles
    SEMI JOIN fetched USING (article_id)
    GROUP BY article_id
),

seen AS (
    SELECT
        url,
        content_sha256,
        arg_min(fetch_id, (requested_at, fetch_id)) AS fetch_id,
        min(requested_at) AT TIME ZONE 'Asia/Shanghai' AS first_fetched_at,
        max(requested_at) AT TIME ZONE 'Asia/Shanghai' AS last_fetched_at
    FROM fetches
    GROUP BY url, content_sha256
),

pages AS (
    SELECT
        seeds.article_id,
        seeds.body_length AS seed_body_length,
        seed_texts.title AS seed_title,
        seen.*,
        contents.* EXCLUDE (url, content_sha256, published_at),
        contents.published_at AT TIME ZONE 'Asia/Shanghai' AS published_at,
        coalesce(page_texts.title, '') AS title,
        page_texts.story_id,
        resemblances.resemblance,
        coalesce(resemblances.resemblance >= 0.3, false) AS is_article
    FROM seen
    INNER JOIN contents ON seen.url = contents.url AND seen.content_sha256 = contents.content_sha256
    INNER JOIN seeds ON seen.url = seeds.url
    INNER JOIN texts AS seed_texts ON seeds.text_sha256 = seed_texts.text_sha256
    LEFT JOIN texts AS page_texts ON contents.text_sha256 = page_texts.text_sha256
    LEFT JOIN resemblances
        ON seeds.text_sha256 = resemblances.seed_sha256 AND contents.text_sha256 = resemblances.page_sha256
),

final AS (
    SELECT
        article_id,
        url,
        content_sha256,
        fetch_id,
        first_fetched_at,
        last_fetched_at,
        CAST(row_number() OVER (
            PARTITION BY article_id ORDER BY last_fetched_at DESC, first_fetched_at DESC, content_sha256
        ) AS INTEGER) AS recency,
        text_sha256,
        title,
        body_length,
        story_id,
        published_at,
        published_precision,
        author,
        outlet,
        rule,
        extractor_version,
        resemblance,
        is_article,
        is_article AND title <> ''
            AND (title = seed_title OR NOT starts_with(seed_title, rtrim(title, ' .…'))) AS gives_title,
        is_article AND body_length >= 0.9 * seed_body_length AS gives_body
    FROM pages
)

SELECT * FROM final
