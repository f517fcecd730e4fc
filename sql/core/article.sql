-- Articles with their current text.
-- grain: one row per article_id
-- replaces: view
-- columns:
--   article_id: the article; 16 hex digits
--   canonical_url: the link without what does not identify a page; URL, NULL if no record has a web address
--   link: the link as received; text
--   host: host of the canonical URL; domain name in lower case
--   title: current title, cleaned; text in one line
--   body: current body, cleaned; text, a blank line between paragraphs
--   event_summary: summary of the event, cleaned; text, a blank line between paragraphs
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
--   first_run_id: run that first loaded the article; run id
--   changed_run_id: run that last changed any of its values; run id
--   first_loaded_at: start of the run that first loaded it; local time in Asia/Shanghai
--   changed_at: start of the run that last changed it; local time in Asia/Shanghai
WITH articles AS (SELECT * FROM core.article_base),

texts AS (SELECT text_sha256, body FROM core.article_text),

events AS (SELECT seed_path, record_no, event_summary FROM landing.seed_article),

-- texts first: an export reads them past the articles of a slice, which fit into memory
final AS (
    SELECT
        articles.article_id,
        articles.canonical_url,
        articles.link,
        articles.host,
        articles.title,
        texts.body,
        events.event_summary,
        articles.author,
        articles.outlet,
        articles.published_at,
        articles.published_precision,
        articles.published_on,
        articles.title_source,
        articles.body_source,
        articles.published_source,
        articles.text_sha256,
        articles.body_length,
        articles.story_id,
        articles.seed_path,
        articles.record_no,
        articles.first_run_id,
        articles.changed_run_id,
        articles.first_loaded_at,
        articles.changed_at
    FROM texts
    INNER JOIN articles ON texts.text_sha256 = articles.text_sha256
    LEFT JOIN events
        ON articles.event_seed_path = events.seed_path AND articles.event_record_no = events.record_no
)

SELECT * FROM final
