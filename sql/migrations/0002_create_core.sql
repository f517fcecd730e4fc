-- Core: the normalized tables that sql/core fills. What the columns mean stands in the heads there.
-- No keys and no indexes on purpose: they cost more than the load itself; sql/checks keeps the promises.
-- What people see are TIMESTAMP and DATE in Asia/Shanghai.

CREATE SCHEMA core;

CREATE TABLE core.changed (article_id VARCHAR NOT NULL);
COMMENT ON TABLE core.changed IS 'Work list: articles whose rows in core are to be built again. Grain: one row per notice, empty after a build.';
COMMENT ON COLUMN core.changed.article_id IS 'the article; 16 hex digits';

CREATE TABLE core.article_text (
    text_sha256 VARCHAR NOT NULL,
    title VARCHAR,
    body LONGTEXT,
    story_id VARCHAR NOT NULL
);
COMMENT ON TABLE core.article_text IS 'Each distinct cleaned text, once. Grain: one row per text_sha256.';
COMMENT ON COLUMN core.article_text.text_sha256 IS 'hash of title and body; 64 hex digits';
COMMENT ON COLUMN core.article_text.title IS 'cleaned title; text in one line';
COMMENT ON COLUMN core.article_text.body IS 'cleaned body; text, a blank line between paragraphs';
COMMENT ON COLUMN core.article_text.story_id IS 'hash of the body without blanks, punctuation and case: equal for the same story told twice; 16 hex digits';

CREATE TABLE core.article_base (
    article_id VARCHAR NOT NULL,
    canonical_url VARCHAR,
    link VARCHAR,
    host VARCHAR,
    title VARCHAR,
    event_summary LONGTEXT,
    author VARCHAR,
    outlet VARCHAR,
    published_at TIMESTAMP,
    published_precision VARCHAR,
    published_on DATE,
    title_source VARCHAR,
    body_source VARCHAR,
    published_source VARCHAR,
    text_sha256 VARCHAR NOT NULL,
    body_length INTEGER NOT NULL,
    story_id VARCHAR NOT NULL,
    seed_path VARCHAR NOT NULL,
    record_no INTEGER NOT NULL,
    records_sha256 VARCHAR NOT NULL,
    first_run_id VARCHAR NOT NULL,
    changed_run_id VARCHAR NOT NULL,
    first_loaded_at TIMESTAMP NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

CREATE TABLE core.article_revision_base (
    article_id VARCHAR NOT NULL,
    revision_no INTEGER NOT NULL,
    observed_at TIMESTAMP NOT NULL,
    source VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL
);

CREATE TABLE core.article_label (
    article_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    raw_label VARCHAR NOT NULL
);

CREATE TABLE core.label_resolution (
    kind VARCHAR NOT NULL,
    raw_label VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    target_id VARCHAR,
    matched_text VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    vocabulary_line VARCHAR
);
COMMENT ON TABLE core.label_resolution IS 'What each distinct raw label became, and why. Grain: one row per kind, raw_label and position.';
COMMENT ON COLUMN core.label_resolution.kind IS 'tag, technology or industry';
COMMENT ON COLUMN core.label_resolution.raw_label IS 'one label as written; text';
COMMENT ON COLUMN core.label_resolution.position IS 'place among the things that the label names; count from 1';
COMMENT ON COLUMN core.label_resolution.target_id IS 'what it names, NULL if it means nothing; id in core.tag, core.technology or core.industry';
COMMENT ON COLUMN core.label_resolution.matched_text IS 'the part of the label that was matched; text';
COMMENT ON COLUMN core.label_resolution.rule IS 'how: name, alias, bracket, affix, glued, ignored, unknown, or tag';
COMMENT ON COLUMN core.label_resolution.vocabulary_line IS 'the line that decided; file:line';

CREATE TABLE core.tag (
    tag_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL
);

CREATE TABLE core.technology (
    technology_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    parent_id VARCHAR,
    is_known BOOLEAN NOT NULL
);

CREATE TABLE core.industry (
    industry_id VARCHAR NOT NULL,
    code VARCHAR,
    name VARCHAR NOT NULL,
    parent_id VARCHAR,
    is_known BOOLEAN NOT NULL
);

CREATE TABLE core.article_tag (
    article_id VARCHAR NOT NULL,
    tag_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source VARCHAR NOT NULL
);

CREATE TABLE core.article_technology (
    article_id VARCHAR NOT NULL,
    technology_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source VARCHAR NOT NULL
);

CREATE TABLE core.article_industry (
    article_id VARCHAR NOT NULL,
    industry_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source VARCHAR NOT NULL
);

CREATE TABLE core.page (
    url VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    host VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    last_outcome VARCHAR,
    last_fetched_at TIMESTAMP,
    last_ok_at TIMESTAMP,
    next_due_at TIMESTAMP
);
COMMENT ON TABLE core.page IS 'The page behind each article''s link and when it is due; empty until pages are fetched. Grain: one row per url.';
COMMENT ON COLUMN core.page.url IS 'canonical address; URL';
COMMENT ON COLUMN core.page.article_id IS 'article that links to it; 16 hex digits';
COMMENT ON COLUMN core.page.host IS 'host; domain name in lower case';
COMMENT ON COLUMN core.page.attempts IS 'attempts so far; count';
COMMENT ON COLUMN core.page.last_outcome IS 'outcome of the last attempt; see landing.page_fetch';
COMMENT ON COLUMN core.page.last_fetched_at IS 'time of the last attempt; local time in Asia/Shanghai';
COMMENT ON COLUMN core.page.last_ok_at IS 'time of the last attempt that brought content; local time in Asia/Shanghai';
COMMENT ON COLUMN core.page.next_due_at IS 'when to fetch it next; local time in Asia/Shanghai';
