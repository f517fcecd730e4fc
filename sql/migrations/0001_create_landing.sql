-- Landing: what came in, as written and as cleaned. Instants are UTC.

CREATE SCHEMA landing;

CREATE TABLE landing.seed_root (
    seed_root VARCHAR NOT NULL,
    folder VARCHAR NOT NULL
);
COMMENT ON TABLE landing.seed_root IS 'Where each root of seed files is, so that another folder of its name is not mistaken for it. Grain: one row per seed_root.';
COMMENT ON COLUMN landing.seed_root.seed_root IS 'name that its seed paths begin with; text without /';
COMMENT ON COLUMN landing.seed_root.folder IS 'where it is; absolute path, or one relative to the project if it lies there';

CREATE TABLE landing.seed_file (
    seed_path VARCHAR NOT NULL,
    size_bytes BIGINT,
    modified_ns BIGINT,
    sha256 VARCHAR,
    encoding VARCHAR,
    record_count INTEGER NOT NULL,
    problem_count INTEGER NOT NULL,
    first_run_id VARCHAR NOT NULL,
    last_run_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL
);
COMMENT ON TABLE landing.seed_file IS 'Every seed file ever seen, and what became of it. Grain: one row per seed_path.';
COMMENT ON COLUMN landing.seed_file.seed_path IS 'name of the root folder and the path below it; text, / between folders, bytes that are no UTF-8 as \xNN';
COMMENT ON COLUMN landing.seed_file.size_bytes IS 'size on disk (compressed if .gz) when last read; bytes';
COMMENT ON COLUMN landing.seed_file.modified_ns IS 'time of last modification when last read; nanoseconds since 1970-01-01 UTC';
COMMENT ON COLUMN landing.seed_file.sha256 IS 'hash of the bytes on disk, empty if they could not be read; 64 hex digits';
COMMENT ON COLUMN landing.seed_file.encoding IS 'encoding that the text was decoded with; Python codec name';
COMMENT ON COLUMN landing.seed_file.record_count IS 'records loaded from the file; count';
COMMENT ON COLUMN landing.seed_file.problem_count IS 'open problems of the file; count';
COMMENT ON COLUMN landing.seed_file.first_run_id IS 'run that first saw the file; run id';
COMMENT ON COLUMN landing.seed_file.last_run_id IS 'run that last read it or marked it missing; run id';
COMMENT ON COLUMN landing.seed_file.status IS 'loaded, unreadable (nothing of it could be taken; earlier records stay) or missing (vanished; its articles stay)';

CREATE TABLE landing.seed_record (
    seed_path VARCHAR NOT NULL,
    record_no INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    title VARCHAR,
    link VARCHAR,
    body LONGTEXT,
    keywords VARCHAR,
    technologies VARCHAR,
    industries VARCHAR,
    event_summary LONGTEXT,
    extra VARCHAR,
    field_lines VARCHAR NOT NULL,
    record_sha256 VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE landing.seed_record IS 'The records of seed files as written. Grain: one row per seed_path and record_no.';
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

CREATE TABLE landing.seed_article (
    seed_path VARCHAR NOT NULL,
    record_no INTEGER NOT NULL,
    article_id VARCHAR NOT NULL,
    canonical_url VARCHAR,
    host VARCHAR,
    author VARCHAR,
    event_summary LONGTEXT,
    body_length INTEGER NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    record_sha256 VARCHAR NOT NULL,
    cleaner_version INTEGER NOT NULL
);
COMMENT ON TABLE landing.seed_article IS 'The same records, cleaned; title and body stand once in core.article_text. Grain: one row per seed_path and record_no.';
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

CREATE TABLE landing.problem (
    problem_id VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    field VARCHAR,
    detail VARCHAR NOT NULL,
    raw_text LONGTEXT,
    seed_path VARCHAR,
    record_no INTEGER,
    line_no INTEGER,
    url VARCHAR,
    first_run_id VARCHAR NOT NULL,
    last_run_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL
);
COMMENT ON TABLE landing.problem IS 'Rejected and doubtful input, kept for ever. Grain: one row per problem_id.';
COMMENT ON COLUMN landing.problem.problem_id IS 'hash of place, code and raw text: the same problem seen again keeps it; 16 hex digits';
COMMENT ON COLUMN landing.problem.severity IS 'reject (nothing of it was loaded) or warn (loaded, but look at it)';
COMMENT ON COLUMN landing.problem.code IS 'what is wrong; one of the codes that `ainews problems --help` explains';
COMMENT ON COLUMN landing.problem.field IS 'field concerned, if one is; column name of landing.seed_record';
COMMENT ON COLUMN landing.problem.detail IS 'what is wrong and what to do, for a reader; text';
COMMENT ON COLUMN landing.problem.raw_text IS 'the input concerned, as written; text, long ones cut and marked so';
COMMENT ON COLUMN landing.problem.seed_path IS 'file; see landing.seed_file';
COMMENT ON COLUMN landing.problem.record_no IS 'record in the file, NULL if the file as a whole; count from 1';
COMMENT ON COLUMN landing.problem.line_no IS 'line in the file; count from 1';
COMMENT ON COLUMN landing.problem.url IS 'page concerned, for problems of pages; URL';
COMMENT ON COLUMN landing.problem.first_run_id IS 'run that first saw it; run id';
COMMENT ON COLUMN landing.problem.last_run_id IS 'run that last saw it, or saw that it is gone; run id';
COMMENT ON COLUMN landing.problem.status IS 'open, or resolved when its input was read again without it';

CREATE TABLE landing.page_fetch (
    fetch_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    host VARCHAR NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    http_status INTEGER,
    elapsed_ms INTEGER,
    size_bytes BIGINT,
    etag VARCHAR,
    last_modified VARCHAR,
    content_sha256 VARCHAR,
    archive_file VARCHAR,
    archive_offset BIGINT,
    detail VARCHAR,
    run_id VARCHAR NOT NULL
);
COMMENT ON TABLE landing.page_fetch IS 'Attempts to fetch the page behind a link. Grain: one row per attempt.';
COMMENT ON COLUMN landing.page_fetch.fetch_id IS 'id of the attempt; 16 hex digits';
COMMENT ON COLUMN landing.page_fetch.url IS 'address asked for; URL';
COMMENT ON COLUMN landing.page_fetch.final_url IS 'address that answered, after redirects; URL';
COMMENT ON COLUMN landing.page_fetch.host IS 'host asked; domain name in lower case';
COMMENT ON COLUMN landing.page_fetch.requested_at IS 'when; instant in UTC';
COMMENT ON COLUMN landing.page_fetch.outcome IS 'what came of it: ok, unchanged, gone, blocked and others; name';
COMMENT ON COLUMN landing.page_fetch.http_status IS 'status of the answer; HTTP status code';
COMMENT ON COLUMN landing.page_fetch.elapsed_ms IS 'time until the answer was read; milliseconds';
COMMENT ON COLUMN landing.page_fetch.size_bytes IS 'size of the decoded content; bytes';
COMMENT ON COLUMN landing.page_fetch.etag IS 'ETag header as received; text';
COMMENT ON COLUMN landing.page_fetch.last_modified IS 'Last-Modified header as received; text';
COMMENT ON COLUMN landing.page_fetch.content_sha256 IS 'hash of the content; 64 hex digits';
COMMENT ON COLUMN landing.page_fetch.archive_file IS 'file below archive/ that holds the answer; file name';
COMMENT ON COLUMN landing.page_fetch.archive_offset IS 'where in that file it begins; bytes';
COMMENT ON COLUMN landing.page_fetch.detail IS 'what else a reader should know; text';
COMMENT ON COLUMN landing.page_fetch.run_id IS 'run that fetched; run id';

CREATE TABLE landing.page_content (
    content_sha256 VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    extractor_version INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    text_sha256 VARCHAR,
    published_at TIMESTAMPTZ,
    published_precision VARCHAR,
    author VARCHAR,
    outlet VARCHAR
);
COMMENT ON TABLE landing.page_content IS 'What was read from a fetched page. Grain: one row per content_sha256 and url.';
COMMENT ON COLUMN landing.page_content.content_sha256 IS 'hash of the content that was read; 64 hex digits';
COMMENT ON COLUMN landing.page_content.url IS 'address of the page; URL';
COMMENT ON COLUMN landing.page_content.extractor_version IS 'version of the rules that read it; number';
COMMENT ON COLUMN landing.page_content.rule IS 'the rules that found title, body, time, author and outlet; text';
COMMENT ON COLUMN landing.page_content.text_sha256 IS 'title and body in core.article_text; 64 hex digits';
COMMENT ON COLUMN landing.page_content.published_at IS 'publication time that the page states; instant in UTC';
COMMENT ON COLUMN landing.page_content.published_precision IS 'how exact it is: day, minute or second';
COMMENT ON COLUMN landing.page_content.author IS 'author that the page states; text';
COMMENT ON COLUMN landing.page_content.outlet IS 'outlet (来源) that the page states; text';

CREATE TABLE landing.vocabulary_term (
    kind VARCHAR NOT NULL,
    term_id VARCHAR NOT NULL,
    parent_id VARCHAR,
    code VARCHAR,
    name VARCHAR NOT NULL,
    vocabulary_line VARCHAR NOT NULL
);
COMMENT ON TABLE landing.vocabulary_term IS 'The terms of seeds/vocabulary as last loaded. Grain: one row per kind and term_id.';
COMMENT ON COLUMN landing.vocabulary_term.kind IS 'technology or industry';
COMMENT ON COLUMN landing.vocabulary_term.term_id IS 'id of the term; slug or code';
COMMENT ON COLUMN landing.vocabulary_term.parent_id IS 'term above it, NULL at the top; term id';
COMMENT ON COLUMN landing.vocabulary_term.code IS 'code in GB/T 4754-2017 (industries); letter or two digits';
COMMENT ON COLUMN landing.vocabulary_term.name IS 'name of the term; text';
COMMENT ON COLUMN landing.vocabulary_term.vocabulary_line IS 'where it stands; file:line';
