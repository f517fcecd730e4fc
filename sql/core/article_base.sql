-- The current state of each article, all but its body. Of several records about one article the one with
-- the longest body gives the text (then the last seed_path, record_no); what it lacks comes from the next.
-- A page that is the article goes before the seed, for each value that it gives (core.article_page says which);
-- what its last content lacks comes from the one before.
-- grain: one row per article_id
-- replaces: changed articles
-- columns:
--   article_id: the article; 16 hex digits
--   canonical_url: the link without what does not identify a page; URL, NULL if no record has a web address
--   link: the link as received; text
--   host: host of the canonical URL; domain name in lower case
--   title: current title, cleaned; text in one line
--   author: names of the authors; text, 、 between names
--   outlet: outlet (来源) that published it, NULL until a page gives it; text
--   published_at: time of publication, NULL until a page gives it; local time in Asia/Shanghai
--   published_precision: how exact that is; day, minute or second
--   published_on: day of publication; date in Asia/Shanghai
--   title_source: where the title comes from; seed or page
--   body_source: where the body comes from; seed or page
--   published_source: where the time of publication comes from; page, NULL if there is none
--   text_sha256: current text, in core.article_text; 64 hex digits
--   body_length: length of the current body; characters
--   story_id: equal for articles that tell the same story in the same words; 16 hex digits
--   seed_path: file whose record gives the text; path in landing.seed_file
--   record_no: record in that file; count from 1
--   event_seed_path: file whose record gives the event summary, NULL if none does; path in landing.seed_file
--   event_record_no: record in that file; count from 1
--   records_sha256: hash over all records about the article, to see whether any changed; 32 hex digits
--   first_run_id: run that first loaded the article; run id
--   changed_run_id: run that last changed any of its values; run id
--   first_loaded_at: start of the run that first loaded it; local time in Asia/Shanghai
--   changed_at: start of the run that last changed it; local time in Asia/Shanghai
WITH changed AS (SELECT DISTINCT article_id FROM core.changed),

seed_articles AS (
    SELECT
        article_id,
        seed_path,
        record_no,
        link,
        canonical_url,
        host,
        author,
        body_length,
        text_sha256,
        record_sha256,
        has_event
    FROM landing.seed_record_base
    SEMI JOIN changed USING (article_id)
),

texts AS (SELECT text_sha256, title, story_id FROM core.article_text),

earlier AS (SELECT * FROM core.article_base SEMI JOIN changed USING (article_id)),

pages AS (SELECT * FROM core.article_page WHERE is_article),

current_run AS (
    SELECT run_id, started_at AT TIME ZONE 'Asia/Shanghai' AS started_at FROM ops.run WHERE status = 'running'
),

several AS (SELECT article_id FROM seed_articles GROUP BY article_id HAVING count(*) > 1),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY article_id ORDER BY body_length DESC, seed_path DESC, record_no DESC
        ) AS precedence
    FROM seed_articles
    SEMI JOIN several USING (article_id)
),

combined AS (
    SELECT
        article_id,
        arg_min(seed_path, precedence) FILTER (has_event) AS event_seed_path,
        arg_min(record_no, precedence) FILTER (has_event) AS event_record_no,
        arg_min(author, precedence) FILTER (author IS NOT NULL) AS author,
        md5(string_agg(record_sha256, ' ' ORDER BY record_sha256)) AS records_sha256
    FROM ranked
    GROUP BY article_id
),

bests AS (
    SELECT * FROM seed_articles ANTI JOIN several USING (article_id)
    UNION ALL
    SELECT * EXCLUDE (precedence) FROM ranked WHERE precedence = 1
),

given AS (
    SELECT
        article_id,
        arg_min(title, recency) FILTER (gives_title) AS title,
        arg_min(text_sha256, recency) FILTER (gives_body) AS text_sha256,
        arg_min(body_length, recency) FILTER (gives_body) AS body_length,
        arg_min(story_id, recency) FILTER (gives_body) AS story_id,
        arg_min(author, recency) FILTER (author IS NOT NULL) AS author,
        arg_min(outlet, recency) FILTER (outlet IS NOT NULL) AS outlet,
        arg_min(published_at, recency) FILTER (published_at IS NOT NULL) AS published_at,
        arg_min(published_precision, recency) FILTER (published_at IS NOT NULL) AS published_precision
    FROM pages
    GROUP BY article_id
),

merged AS (
    SELECT
        bests.article_id,
        bests.canonical_url,
        bests.link,
        bests.host,
        coalesce(given.title, texts.title) AS title,
        coalesce(given.author, bests.author, combined.author) AS author,
        given.outlet,
        given.published_at,
        given.published_precision,
        CAST(given.published_at AS DATE) AS published_on,
        CASE WHEN given.title IS NULL THEN 'seed' ELSE 'page' END AS title_source,
        CASE WHEN given.text_sha256 IS NULL THEN 'seed' ELSE 'page' END AS body_source,
        CASE WHEN given.published_at IS NOT NULL THEN 'page' END AS published_source,
        coalesce(given.text_sha256, bests.text_sha256) AS text_sha256,
        coalesce(given.body_length, bests.body_length) AS body_length,
        coalesce(given.story_id, texts.story_id) AS story_id,
        bests.seed_path,
        bests.record_no,
        CASE WHEN bests.has_event THEN bests.seed_path ELSE combined.event_seed_path END AS event_seed_path,
        CASE WHEN bests.has_event THEN bests.record_no ELSE combined.event_record_no END AS event_record_no,
        coalesce(combined.records_sha256, md5(bests.record_sha256)) AS records_sha256
    FROM bests
    INNER JOIN texts ON bests.text_sha256 = texts.text_sha256
    LEFT JOIN combined ON bests.article_id = combined.article_id
    LEFT JOIN given ON bests.article_id = given.article_id
),

compared AS (
    SELECT
        merged.*,
        earlier.first_run_id,
        earlier.first_loaded_at,
        earlier.changed_run_id,
        earlier.changed_at,
        earlier.records_sha256 = merged.records_sha256
            AND earlier.text_sha256 = merged.text_sha256
            AND earlier.title IS NOT DISTINCT FROM merged.title
            AND earlier.author IS NOT DISTINCT FROM merged.author
            AND earlier.outlet IS NOT DISTINCT FROM merged.outlet
            AND earlier.published_at IS NOT DISTINCT FROM merged.published_at
            AND earlier.published_precision IS NOT DISTINCT FROM merged.published_precision AS is_as_before
    FROM merged
    LEFT JOIN earlier ON merged.article_id = earlier.article_id
),

final AS (
    SELECT
        compared.article_id,
        compared.canonical_url,
        compared.link,
        compared.host,
        compared.title,
        compared.author,
        compared.outlet,
        compared.published_at,
        compared.published_precision,
        compared.published_on,
        compared.title_source,
        compared.body_source,
        compared.published_source,
        compared.text_sha256,
        compared.body_length,
        compared.story_id,
        compared.seed_path,
        compared.record_no,
        compared.event_seed_path,
        compared.event_record_no,
        compared.records_sha256,
        coalesce(compared.first_run_id, current_run.run_id) AS first_run_id,
        CASE WHEN compared.is_as_before THEN compared.changed_run_id ELSE current_run.run_id END AS changed_run_id,
        coalesce(compared.first_loaded_at, current_run.started_at) AS first_loaded_at,
        CASE WHEN compared.is_as_before THEN compared.changed_at ELSE current_run.started_at END AS changed_at
    FROM compared
    CROSS JOIN current_run
)

SELECT * FROM final
