-- Search: an inverted table of terms, so that a question need not read all texts. What a term is stands in
-- warehouse/search/terms.py. An article is either in the index as it is now, or in search.pending and read in full.

CREATE SCHEMA search;

CREATE TABLE search.pending (article_id VARCHAR NOT NULL);
COMMENT ON TABLE search.pending IS 'Work list: articles that are not in the index as they are now; a search reads their texts. Grain: one row per article_id.';
COMMENT ON COLUMN search.pending.article_id IS 'the article; 16 hex digits';

CREATE TABLE search.segment (
    segment_no INTEGER NOT NULL,
    first_document_no INTEGER NOT NULL,
    document_count INTEGER NOT NULL
);
COMMENT ON TABLE search.segment IS 'Parts of the index, each written at once. Grain: one row per segment_no.';
COMMENT ON COLUMN search.segment.segment_no IS 'the part; count from 1';
COMMENT ON COLUMN search.segment.first_document_no IS 'number of its first document; count from 0';
COMMENT ON COLUMN search.segment.document_count IS 'documents that it was written with; count';

CREATE TABLE search.document (
    document_no INTEGER NOT NULL,
    article_id VARCHAR NOT NULL,
    segment_no INTEGER NOT NULL,
    weighted_length INTEGER NOT NULL
);
COMMENT ON TABLE search.document IS 'Articles that are in the index. Grain: one row per article_id.';
COMMENT ON COLUMN search.document.document_no IS 'number of the article in the index, never used again; count from 0';
COMMENT ON COLUMN search.document.article_id IS 'the article; 16 hex digits';
COMMENT ON COLUMN search.document.segment_no IS 'part of the index that holds its terms; count from 1';
COMMENT ON COLUMN search.document.weighted_length IS 'length of its text, each field by its weight; characters';

CREATE TABLE search.posting (
    segment_no INTEGER NOT NULL,
    term_code BIGINT NOT NULL,
    postings UINTEGER[] NOT NULL
);
COMMENT ON TABLE search.posting IS 'In which documents each term stands. Grain: one row per segment_no and term_code.';
COMMENT ON COLUMN search.posting.segment_no IS 'part of the index, written at once; count from 1';
COMMENT ON COLUMN search.posting.term_code IS 'the term: two letters, or a word of Latin letters and digits; code made by search.term_code';
COMMENT ON COLUMN search.posting.postings IS 'for each document that has the term 16 times its number, plus how often, each field by its weight, 15 at the most; list of numbers';

CREATE TABLE search.passage (
    document_no INTEGER NOT NULL,
    passage_no SMALLINT NOT NULL,
    passage LONGTEXT NOT NULL
);
COMMENT ON TABLE search.passage IS 'The text of each document, cut at sentences, to check words and to quote from without unpacking others. Grain: one row per document_no and passage_no.';
COMMENT ON COLUMN search.passage.document_no IS 'the document; number in search.document';
COMMENT ON COLUMN search.passage.passage_no IS 'place in the document, 1 for its title, 2 for its labels; count from 1';
COMMENT ON COLUMN search.passage.passage IS 'the passage; text';

INSERT INTO search.pending SELECT article_id FROM core.article_base;
