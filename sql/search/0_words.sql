-- What a question asks for: texts folded, words, terms and their codes, as warehouse/search/terms.py has them.
-- Names between two @ stand for its characters, put in when the macros are made.

-- A text as it is compared: small letters, full-width Latin letters and digits as ASCII, `_` as a blank.
CREATE OR REPLACE MACRO search.fold(given) AS lower(
    CASE WHEN regexp_matches(given, '[０-９Ａ-Ｚａ-ｚ－＋．＃＆＿_]') THEN translate(
        given,
        '@WIDE@',
        '@NARROW@'
    ) ELSE given END
);

-- The code of a term: a Latin one is a number of twelve digits to the base 37, a pair of letters lies beyond.
CREATE OR REPLACE MACRO search.pair_code(one, other) AS (
    6582952005840035281 + (CAST(one AS BIGINT) << 21) + CAST(other AS BIGINT)
);
CREATE OR REPLACE MACRO search.latin_code(term) AS CAST(list_sum(list_transform(
    [177917621779460413, 4808584372417849, 129961739795077, 3512479453921, 94931877133, 2565726409,
        69343957, 1874161, 50653, 1369, 37, 1],
    lambda power, place: power * CASE
        WHEN place > length(term) THEN 0
        ELSE strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(term, place, 1))
    END
)) AS BIGINT);

-- How often a term stands in a folded text: a Latin one as a word, a pair of letters, or a single one.
CREATE OR REPLACE MACRO search.occurrences(folded, term) AS CASE
    WHEN NOT contains(folded, term) THEN 0
    WHEN regexp_matches(term, '^[a-z0-9]')
        THEN len(list_filter(regexp_extract_all(folded, '[a-z0-9]+'), lambda word: left(word, 12) = term))
    WHEN length(term) = 2 AND left(term, 1) = right(term, 1)
        THEN length(folded) - length(regexp_replace(folded, left(term, 1) || '{2,}', left(term, 1), 'g'))
    ELSE (length(folded) - length(replace(folded, term, ''))) // length(term)
END;

-- The words of a question. `pattern` is NULL where the terms alone decide whether a text has the word.
CREATE OR REPLACE MACRO search.words(question) AS TABLE
WITH pieces AS (
    SELECT unnest(regexp_extract_all(
        search.fold(translate(question, '“”„＂－' || chr(12288), '""""- ')), '-?"[^"]*"?|[^\s"]+'
    )) AS piece
),

words AS (
    SELECT DISTINCT length(piece) > 1 AND starts_with(piece, '-') AS is_excluded, trim(trim(ltrim(piece, '-'), '"')) AS word
    FROM pieces
),

parts AS (
    SELECT
        is_excluded,
        word,
        list_filter(
            regexp_extract_all(word, '[a-z0-9]+|[^a-z0-9@SEPARATORS@]+'), lambda part: part <> ''
        ) AS parts
    FROM words
),

final AS (
    SELECT
        word,
        is_excluded,
        list_distinct(flatten(list_transform(parts, lambda part: CASE
            WHEN regexp_matches(part, '^[a-z0-9]') THEN [left(part, 12)]
            WHEN length(part) = 1 THEN [part]
            ELSE list_transform(range(1, length(part)), lambda place: substr(part, place, 2))
        END))) AS terms,
        CASE WHEN terms <> [word] THEN
            CASE WHEN regexp_matches(word, '^[a-z0-9]') THEN '(^|[^a-z0-9])' ELSE '' END
            || regexp_escape(word)
            || CASE WHEN regexp_matches(word, '[a-z0-9]$') THEN '([^a-z0-9]|$)' ELSE '' END
        END AS pattern
    FROM parts
    WHERE len(parts) > 0
)

SELECT row_number() OVER (ORDER BY is_excluded, word) AS word_no, word, is_excluded, terms, pattern FROM final;

-- Whether a text has the words of these patterns, and none of those excluded.
CREATE OR REPLACE MACRO search.has_words(text, patterns) AS len(list_filter(
    patterns, lambda each: regexp_matches(search.fold(text), each.pattern) = each.is_excluded
)) = 0;

-- The terms of words (a list of rows of search.words), each once, and the codes to look up. A term is wanted if a word
-- to be found has it, refused if it is an excluded word by itself. A single letter is all pairs that begin with it, and
-- itself at the end of a run.
CREATE OR REPLACE MACRO search.terms(words) AS TABLE
WITH terms AS (
    SELECT
        term,
        regexp_matches(term, '^[a-z0-9]') AS is_latin,
        bool_or(NOT is_excluded) AS is_wanted,
        bool_or(is_excluded AND pattern IS NULL) AS is_refused
    FROM (SELECT word.is_excluded, word.pattern, unnest(word.terms) AS term FROM (SELECT unnest(words) AS word))
    GROUP BY term
)

SELECT
    row_number() OVER (ORDER BY term) AS term_no,
    term,
    is_wanted,
    is_refused,
    count(*) FILTER (is_wanted) OVER () AS wanted_count,
    NOT is_latin AND length(term) = 1 AS is_range,
    CASE
        WHEN is_latin THEN [search.latin_code(term)]
        WHEN length(term) = 2 THEN [search.pair_code(unicode(term), unicode(right(term, 1)))]
        ELSE range(search.pair_code(unicode(term), 0), search.pair_code(unicode(term), 212992))
    END AS codes
FROM terms;

-- Documents and their scores, and the number -1, which no document has.
CREATE OR REPLACE MACRO search.end_with_none(documents) AS list_append(
    coalesce(documents, []), {'document_no': -1, 'score': 0}
);
