-- Pages meet articles: when an attempt is to be repeated, and which page is the article that links to it.

ALTER TABLE landing.page_fetch ADD COLUMN retry_after DOUBLE;
ALTER TABLE landing.page_fetch ADD COLUMN host_given_up VARCHAR;
ALTER TABLE landing.page_fetch ADD COLUMN next_due_at TIMESTAMPTZ;
COMMENT ON COLUMN landing.page_fetch.retry_after IS 'pause that the server asked for, NULL if it did not; seconds';
COMMENT ON COLUMN landing.page_fetch.host_given_up IS 'why the run asked the host for nothing more, empty if it went on; text';
COMMENT ON COLUMN landing.page_fetch.next_due_at IS 'when the page is due again, from all attempts up to this one; instant in UTC';

ALTER TABLE landing.page_content ADD COLUMN body_length INTEGER;
COMMENT ON COLUMN landing.page_content.body_length IS 'length of the body, 0 if none was found; characters';

CREATE TABLE core.text_resemblance (
    seed_sha256 VARCHAR NOT NULL,
    page_sha256 VARCHAR NOT NULL,
    resemblance DOUBLE NOT NULL
);
COMMENT ON TABLE core.text_resemblance IS 'How much of an article''s text stands on the page behind its link. Grain: one row per seed_sha256 and page_sha256.';
COMMENT ON COLUMN core.text_resemblance.seed_sha256 IS 'text of the article''s seed, in core.article_text; 64 hex digits';
COMMENT ON COLUMN core.text_resemblance.page_sha256 IS 'text of the page, in core.article_text; 64 hex digits';
COMMENT ON COLUMN core.text_resemblance.resemblance IS 'share of the seed''s runs of four characters that stand on the page; share from 0 to 1';

CREATE TABLE core.article_page (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    fetch_id VARCHAR NOT NULL,
    first_fetched_at TIMESTAMP NOT NULL,
    last_fetched_at TIMESTAMP NOT NULL,
    recency INTEGER NOT NULL,
    text_sha256 VARCHAR,
    title VARCHAR,
    body_length INTEGER NOT NULL,
    story_id VARCHAR,
    published_at TIMESTAMP,
    published_precision VARCHAR,
    author VARCHAR,
    outlet VARCHAR,
    rule VARCHAR NOT NULL,
    extractor_version INTEGER NOT NULL,
    resemblance DOUBLE,
    is_article BOOLEAN NOT NULL,
    gives_title BOOLEAN NOT NULL,
    gives_body BOOLEAN NOT NULL
);

DROP TABLE core.page;
