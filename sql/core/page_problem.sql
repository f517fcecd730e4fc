-- What is wrong with the pages behind the articles' links as they were last seen.
-- grain: one row per url and code
-- replaces: view
-- columns:
--   problem_id: hash of url, code and raw text; 16 hex digits
--   code: what is wrong; code in landing.problem
--   field: value concerned; name of the seed's field
--   detail: what is wrong and what to do, for a reader; text
--   raw_text: what the page shows, or the sign that told; text
--   url: the page; URL
WITH pages AS (SELECT * FROM core.page WHERE last_fetched_at IS NOT NULL),

contents AS (SELECT * FROM core.article_page WHERE recency = 1),

texts AS (SELECT text_sha256, body FROM core.article_text),

found AS (
    SELECT
        'page_gone' AS code,
        'link' AS field,
        'The page is gone; what it gave before stays.' AS detail,
        last_detail AS raw_text,
        url
    FROM pages
    WHERE last_outcome = 'gone'
    UNION ALL
    SELECT
        'page_blocked' AS code,
        'link' AS field,
        'The site shows a check of its visitor instead of the page: it is tried again later, never evaded.' AS detail,
        last_detail AS raw_text,
        url
    FROM pages
    WHERE last_outcome = 'blocked'
    UNION ALL
    SELECT
        'page_text_missing' AS code,
        'body' AS field,
        'A page came, but no text was found in it: the seed keeps its text.' AS detail,
        rule AS raw_text,
        url
    FROM contents
    WHERE body_length = 0
    UNION ALL
    SELECT
        'text_differs_from_page' AS code,
        'body' AS field,
        concat(
            'Of the article''s text ', CAST(round(100 * contents.resemblance) AS INTEGER),
            ' % stand on the page: another article, a teaser or a menu? Nothing of it was taken.'
        ) AS detail,
        concat(contents.title, ' / ', left(texts.body, 200)) AS raw_text,
        contents.url
    FROM contents
    INNER JOIN texts ON contents.text_sha256 = texts.text_sha256
    WHERE contents.body_length > 0 AND NOT contents.is_article
),

final AS (
    SELECT
        left(sha256(concat_ws(chr(31), url, code, raw_text)), 16) AS problem_id,
        code,
        field,
        detail,
        raw_text,
        url
    FROM found
)

SELECT * FROM final
