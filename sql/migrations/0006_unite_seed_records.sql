-- A seed record as written and as cleaned are one row, and its text stands once: of a text as written only
-- what cleaning took from it is kept beside core.article_text. landing.seed_record and landing.seed_article
-- show the two sides as before.

CREATE TABLE landing.seed_record_base (
    seed_path VARCHAR NOT NULL,
    record_no INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    title VARCHAR,
    link VARCHAR,
    body LONGTEXT,
    body_gaps VARCHAR,
    keywords VARCHAR,
    technologies VARCHAR,
    industries VARCHAR,
    event_summary LONGTEXT,
    cleaned_event_summary LONGTEXT,
    extra VARCHAR,
    field_lines VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    canonical_url VARCHAR,
    host VARCHAR,
    author VARCHAR,
    body_length INTEGER NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    record_sha256 VARCHAR NOT NULL,
    cleaner_version INTEGER NOT NULL,
    run_id VARCHAR NOT NULL
);

INSERT INTO landing.seed_record_base BY NAME
SELECT
    record.*,
    cleaned.* EXCLUDE (seed_path, record_no, record_sha256, event_summary),
    CASE WHEN cleaned.event_summary IS DISTINCT FROM record.event_summary
        THEN coalesce(cleaned.event_summary, '') END AS cleaned_event_summary
FROM landing.seed_record AS record
INNER JOIN landing.seed_article AS cleaned
    ON record.seed_path = cleaned.seed_path AND record.record_no = cleaned.record_no;

DROP TABLE landing.seed_record;
DROP TABLE landing.seed_article;

CREATE VIEW landing.seed_record AS
SELECT
    record.seed_path,
    record.record_no,
    record.line_no,
    record.title,
    record.link,
    CASE WHEN record.body_gaps IS NULL THEN record.body ELSE array_to_string(
        list_transform(
            list_zip(
                string_split(record.body_gaps, chr(31)),
                string_split(coalesce(texts.body, ''), chr(10) || chr(10))
            ),
            lambda pair: concat(pair[1], pair[2])
        ), ''
    ) END AS body,
    record.keywords,
    record.technologies,
    record.industries,
    record.event_summary,
    record.extra,
    record.field_lines,
    record.record_sha256,
    record.run_id
FROM landing.seed_record_base AS record
LEFT JOIN core.article_text AS texts ON record.text_sha256 = texts.text_sha256;

CREATE VIEW landing.seed_article AS
SELECT
    seed_path,
    record_no,
    article_id,
    canonical_url,
    host,
    author,
    nullif(coalesce(cleaned_event_summary, event_summary), '') AS event_summary,
    body_length,
    text_sha256,
    record_sha256,
    cleaner_version
FROM landing.seed_record_base;

COMMENT ON TABLE landing.seed_record_base IS 'What landing.seed_record and landing.seed_article show, in one row a record. Grain: one row per seed_path and record_no.';
COMMENT ON COLUMN landing.seed_record_base.seed_path IS 'file of the record; see landing.seed_file';
COMMENT ON COLUMN landing.seed_record_base.record_no IS 'place of the record in its file; count from 1';
COMMENT ON COLUMN landing.seed_record_base.line_no IS 'line on which the record begins; count from 1';
COMMENT ON COLUMN landing.seed_record_base.title IS '标题 as written; text, empty if the label had no value, NULL if there was no label';
COMMENT ON COLUMN landing.seed_record_base.link IS '链接 as written; text';
COMMENT ON COLUMN landing.seed_record_base.body IS '总结 as written if body_gaps cannot tell it; text';
COMMENT ON COLUMN landing.seed_record_base.body_gaps IS 'what of 总结 as written stands before, between and behind the paragraphs of the cleaned body; texts with U+001F between them';
COMMENT ON COLUMN landing.seed_record_base.keywords IS '关键词 as written, not split; text';
COMMENT ON COLUMN landing.seed_record_base.technologies IS 'AI技术 as written, not split; text';
COMMENT ON COLUMN landing.seed_record_base.industries IS '行业 as written, not split; text';
COMMENT ON COLUMN landing.seed_record_base.event_summary IS '重大事件摘要 as written; text';
COMMENT ON COLUMN landing.seed_record_base.cleaned_event_summary IS 'the event summary, cleaned, NULL if that changes nothing; text, a blank line between paragraphs';
COMMENT ON COLUMN landing.seed_record_base.extra IS 'values under keys that are no known label (jsonl, csv); JSON object';
COMMENT ON COLUMN landing.seed_record_base.field_lines IS 'lines of the labels of title, link, body, keywords, technologies, industries, event_summary; JSON list, null where a label is missing';
COMMENT ON COLUMN landing.seed_record_base.article_id IS 'the article that the record is about: from its canonical URL, else from its folded title and body; 16 hex digits';
COMMENT ON COLUMN landing.seed_record_base.canonical_url IS 'the link without what does not identify a page, NULL if it is no web address; URL';
COMMENT ON COLUMN landing.seed_record_base.host IS 'host of the canonical URL; domain name in lower case';
COMMENT ON COLUMN landing.seed_record_base.author IS 'names from the byline in the text; text, 、 between names';
COMMENT ON COLUMN landing.seed_record_base.body_length IS 'length of the cleaned body; characters';
COMMENT ON COLUMN landing.seed_record_base.text_sha256 IS 'the cleaned title and body in core.article_text; 64 hex digits';
COMMENT ON COLUMN landing.seed_record_base.record_sha256 IS 'hash of the values as written; 64 hex digits';
COMMENT ON COLUMN landing.seed_record_base.cleaner_version IS 'version of the cleaning rules that made the cleaned values; number';
COMMENT ON COLUMN landing.seed_record_base.run_id IS 'run that loaded this row; run id';

COMMENT ON VIEW landing.seed_record IS 'The records of seed files as written. Grain: one row per seed_path and record_no.';
COMMENT ON COLUMN landing.seed_record.seed_path IS 'file of the record; see landing.seed_file';
COMMENT ON COLUMN landing.seed_record.record_no IS 'place of the record in its file; count from 1';
COMMENT ON COLUMN landing.seed_record.line_no IS 'line on which the record begins; count from 1';
COMMENT ON COLUMN landing.seed_record.title IS '标题 as written; text, empty if the label had no value, NULL if there was no label';
COMMENT ON COLUMN landing.seed_record.link IS '链接 as written; text';
COMMENT ON COLUMN landing.seed_record.body IS '总结 (the text of the article) as written; text';
COMMENT ON COLUMN landing.seed_record.keywords IS '关键词 as written, not split; text';
COMMENT ON COLUMN landing.seed_record.technologies IS 'AI技术 as written, not split; text';
COMMENT ON COLUMN landing.seed_record.industries IS '行业 as written, not split; text';
COMMENT ON COLUMN landing.seed_record.event_summary IS '重大事件摘要 as written; text';
COMMENT ON COLUMN landing.seed_record.extra IS 'values under keys that are no known label (jsonl, csv); JSON object';
COMMENT ON COLUMN landing.seed_record.field_lines IS 'lines of the labels of title, link, body, keywords, technologies, industries, event_summary; JSON list, null where a label is missing';
COMMENT ON COLUMN landing.seed_record.record_sha256 IS 'hash of the values as written; 64 hex digits';
COMMENT ON COLUMN landing.seed_record.run_id IS 'run that loaded this row; run id';

COMMENT ON VIEW landing.seed_article IS 'The same records, cleaned; title and body stand once in core.article_text. Grain: one row per seed_path and record_no.';
COMMENT ON COLUMN landing.seed_article.seed_path IS 'file of the record; see landing.seed_file';
COMMENT ON COLUMN landing.seed_article.record_no IS 'place of the record in its file; count from 1';
COMMENT ON COLUMN landing.seed_article.article_id IS 'the article that the record is about: from its canonical URL, else from its folded title and body; 16 hex digits';
COMMENT ON COLUMN landing.seed_article.canonical_url IS 'the link without what does not identify a page, NULL if it is no web address; URL';
COMMENT ON COLUMN landing.seed_article.host IS 'host of the canonical URL; domain name in lower case';
COMMENT ON COLUMN landing.seed_article.author IS 'names from the byline in the text; text, 、 between names';
COMMENT ON COLUMN landing.seed_article.event_summary IS 'the event summary, cleaned; text, a blank line between paragraphs';
COMMENT ON COLUMN landing.seed_article.body_length IS 'length of the cleaned body; characters';
COMMENT ON COLUMN landing.seed_article.text_sha256 IS 'the cleaned title and body in core.article_text; 64 hex digits';
COMMENT ON COLUMN landing.seed_article.record_sha256 IS 'hash of the values as written; 64 hex digits';
COMMENT ON COLUMN landing.seed_article.cleaner_version IS 'version of the cleaning rules that made this row; number';
