-- Search: what an answer shows of an article, and filters by, stands with its document. Found by number among documents
-- in their order it is a look-up in a few blocks; found by id in core.article_base it took longer than the search.
-- Postings are told apart by frequency, which is smaller than to say it with each. The index is made anew.

INSERT INTO search.pending SELECT article_id FROM search.document;
DELETE FROM search.segment;
DELETE FROM search.passage;
DROP VIEW IF EXISTS search.text;
DROP VIEW IF EXISTS search.pending_text;
DROP TABLE search.document;
DROP TABLE search.posting;

CREATE TABLE search.document (
    document_no INTEGER NOT NULL,
    article_id VARCHAR NOT NULL,
    segment_no INTEGER NOT NULL,
    weighted_length INTEGER NOT NULL,
    date DATE NOT NULL,
    date_basis VARCHAR NOT NULL,
    outlet VARCHAR,
    host VARCHAR,
    industry_ids VARCHAR,
    canonical_url VARCHAR
);
COMMENT ON TABLE search.document IS 'Articles that are in the index, and what an answer shows of them. Grain: one row per article_id.';
COMMENT ON COLUMN search.document.document_no IS 'number of the article in the index, never used again; count from 0';
COMMENT ON COLUMN search.document.article_id IS 'the article; 16 hex digits';
COMMENT ON COLUMN search.document.segment_no IS 'part of the index that holds its terms; count from 1';
COMMENT ON COLUMN search.document.weighted_length IS 'length of its text, each field by its weight; characters';
COMMENT ON COLUMN search.document.date IS 'day of publication if known, else of first loading; date in Asia/Shanghai';
COMMENT ON COLUMN search.document.date_basis IS 'which of the two date is; published or loaded';
COMMENT ON COLUMN search.document.outlet IS 'outlet (来源), NULL until a page gives it; text';
COMMENT ON COLUMN search.document.host IS 'host of the canonical URL; domain name in lower case';
COMMENT ON COLUMN search.document.industry_ids IS 'its industries, in core.industry, in their order; ids, blanks between them, NULL if it has none';
COMMENT ON COLUMN search.document.canonical_url IS 'the link without what does not identify a page; URL';

CREATE TABLE search.posting (
    segment_no INTEGER NOT NULL,
    term_code BIGINT NOT NULL,
    frequency TINYINT NOT NULL,
    documents INTEGER[] NOT NULL
);
COMMENT ON TABLE search.posting IS 'In which documents each term stands. Grain: one row per segment_no, term_code and frequency.';
COMMENT ON COLUMN search.posting.segment_no IS 'part of the index, written at once; count from 1';
COMMENT ON COLUMN search.posting.term_code IS 'the term: two letters, or a word of Latin letters and digits; code made by search.pair_code or search.latin_code';
COMMENT ON COLUMN search.posting.frequency IS 'how often each of the documents has the term, each field by its weight, 15 at the most; count';
COMMENT ON COLUMN search.posting.documents IS 'the documents in their order; list of numbers in search.document';
