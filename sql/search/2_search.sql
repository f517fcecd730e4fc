-- Articles that have all words of a question, ranked by BM25 over title (4), labels (3), event summary (2) and body (1).
-- grain: one row per article_id
-- parameters:
--   question: what to look for, words parted by blanks, all of which an article must have; text, a phrase in quotes, - before what an article must not have
--   top: how many articles at the most, 10 unless given; count
--   since: no article before this day, month or year; YYYY, YYYY-MM or YYYY-MM-DD
--   until: no article after this day, month or year; YYYY, YYYY-MM or YYYY-MM-DD
--   industry: this industry and all below it; code of GB/T 4754-2017 or name
--   technology: this technology and all below it; name or technology_id
--   tag: only articles with this tag (关键词); name
--   outlet: only articles of this outlet (来源) or host; name of the outlet, or domain name
-- columns:
--   rank: place in the answer, the best first; count from 1
--   score: BM25 (k1 1.2, b 0.75), summed over the terms of the question; number
--   article_id: the article; 16 hex digits
--   title: current title; text in one line
--   date: day of publication if known, else of first loading; date in Asia/Shanghai
--   date_basis: which of the two date is; published or loaded
--   outlet: outlet (来源), NULL until a page gives it; text
--   host: host of the canonical URL; domain name in lower case
--   industries: its industries in their order; text, ； between names
--   passage: the part of the text that has most of the words; text
--   canonical_url: the link without what does not identify a page; URL
CREATE OR REPLACE MACRO reporting.search(
    question, top := 10, since := NULL, until := NULL, industry := NULL, technology := NULL, tag := NULL, outlet := NULL
) AS TABLE
WITH words AS MATERIALIZED (FROM search.words(question)),

terms AS MATERIALIZED (FROM search.terms((SELECT list(words) FROM words))),

@WAITING@

postings AS (
    SELECT terms.term_no, terms.is_range, lists.frequency, unnest(lists.documents) AS document_no
    FROM search.posting AS lists
    INNER JOIN (SELECT term_no, is_range, unnest(codes) AS term_code FROM terms) AS terms
        ON lists.term_code = terms.term_code
),

hits AS MATERIALIZED (
    SELECT found.term_no, found.document_no, found.frequency, documents.weighted_length
    FROM (
        SELECT term_no, document_no, frequency FROM postings WHERE NOT is_range
        UNION ALL
        SELECT term_no, document_no, CAST(least(sum(frequency), 15) AS INTEGER) AS frequency
        FROM postings WHERE is_range GROUP BY term_no, document_no
    ) AS found
    INNER JOIN search.document AS documents ON found.document_no = documents.document_no
    UNION ALL
    FROM waiting_hits
),

corpus AS (
    SELECT count(*) AS document_count, avg(weighted_length) AS mean_length FROM @DOCUMENT@
),

-- a refused term has no weight
weights AS (
    SELECT
        terms.term_no,
        terms.is_refused,
        terms.wanted_count,
        CASE WHEN terms.is_wanted
            THEN ln(1 + (corpus.document_count - counts.hit_count + 0.5) / (counts.hit_count + 0.5))
        END AS idf,
        corpus.mean_length
    FROM (SELECT term_no, count(*) AS hit_count FROM hits GROUP BY term_no) AS counts
    INNER JOIN terms ON counts.term_no = terms.term_no
    CROSS JOIN corpus
    WHERE terms.is_wanted OR terms.is_refused
),

-- pruned where no filter is given
left_out AS (
    SELECT documents.document_no
    FROM @DOCUMENT@ AS documents
    WHERE coalesce(since, until, outlet, industry, technology, tag) IS NOT NULL
        AND (
            (since IS NULL OR documents.date >= CAST(left(since || '-01-01', 10) AS DATE))
            AND (until IS NULL OR documents.date
                <= CASE length(until)
                    WHEN 4 THEN CAST(until || '-12-31' AS DATE)
                    WHEN 7 THEN last_day(CAST(until || '-01' AS DATE))
                    ELSE CAST(until AS DATE)
                END)
            AND (outlet IS NULL OR documents.outlet = outlet OR documents.host = lower(outlet)
                OR ends_with(documents.host, '.' || lower(outlet)))
            AND (industry IS NULL OR documents.article_id IN (
                SELECT links.article_id
                FROM core.article_industry AS links
                INNER JOIN core.industry AS own ON links.industry_id = own.industry_id
                LEFT JOIN core.industry AS above ON own.parent_id = above.industry_id
                WHERE upper(industry) IN (own.code, above.code) OR industry IN (own.name, above.name)
            ))
            AND (technology IS NULL OR documents.article_id IN (
                SELECT links.article_id
                FROM core.article_technology AS links
                INNER JOIN core.technology AS own ON links.technology_id = own.technology_id
                LEFT JOIN core.technology AS above ON own.parent_id = above.technology_id
                WHERE technology IN (own.technology_id, above.technology_id, own.name, above.name)
            ))
            AND (tag IS NULL OR documents.article_id IN (
                SELECT links.article_id
                FROM core.article_tag AS links
                INNER JOIN core.tag AS own ON links.tag_id = own.tag_id
                WHERE search.fold(own.name) = search.fold(tag)
            ))
        ) IS NOT TRUE
),

-- in whole ten-thousandths, so that the order of adding changes nothing
candidates AS MATERIALIZED (
    SELECT
        hits.document_no,
        sum(CAST(round(
            10000 * weights.idf * hits.frequency * 2.2
            / (hits.frequency + 1.2 * (0.25 + 0.75 * hits.weighted_length / weights.mean_length))
        ) AS INTEGER)) AS score
    FROM hits
    INNER JOIN weights ON hits.term_no = weights.term_no
    ANTI JOIN left_out ON hits.document_no = left_out.document_no
    GROUP BY hits.document_no
    HAVING count(weights.idf) = any_value(weights.wanted_count) AND NOT bool_or(weights.is_refused)
),

-- words that the terms do not decide: a word of three letters or more, one with signs in it
patterns AS MATERIALIZED (
    SELECT coalesce(list({'pattern': pattern, 'is_excluded': is_excluded}), []) AS patterns
    FROM words
    WHERE pattern IS NOT NULL
),

-- the score alone decides whose ids are looked up
best AS MATERIALIZED (
    SELECT
        likely.document_no,
        likely.score,
        row_number() OVER (ORDER BY likely.score DESC, documents.article_id)
            <= top + (SELECT CASE WHEN patterns = [] THEN 0 ELSE 2 END FROM patterns) AS is_first
    FROM @DOCUMENT@ AS documents
    INNER JOIN (
        FROM candidates
        WHERE score >= (SELECT min(score) FROM (FROM candidates ORDER BY score DESC LIMIT 10 * CAST(top AS BIGINT)))
    ) AS likely ON documents.document_no = likely.document_no
    ORDER BY likely.score DESC, documents.article_id
    LIMIT 10 * CAST(top AS BIGINT)
),

-- Texts are read for the best; for the next, and then for all others, only if too few of these have the words. These
-- are unnested from lists, so that DuckDB does not take the texts for the smaller side of the join. The lists end with
-- a number that no document has: empty, they would have it unpack the first passages to find no partner for them.
first_texts AS (
    SELECT best.document_no, best.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM @PASSAGE@ AS texts
    INNER JOIN best ON texts.document_no = best.document_no
    WHERE best.is_first
    GROUP BY best.document_no, best.score
),

first_found AS MATERIALIZED (
    FROM first_texts WHERE search.has_words(text, (SELECT patterns FROM patterns))
),

next AS (
    SELECT unnest(search.end_with_none(list({'document_no': document_no, 'score': score})), recursive := true)
    FROM best
    WHERE NOT is_first AND (SELECT count(*) FROM first_found) < top
),

next_texts AS (
    SELECT next.document_no, next.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM @PASSAGE@ AS texts
    INNER JOIN next ON texts.document_no = next.document_no
    GROUP BY next.document_no, next.score
),

nearly_found AS MATERIALIZED (
    FROM first_found
    UNION ALL
    FROM next_texts WHERE search.has_words(text, (SELECT patterns FROM patterns))
),

others AS (
    SELECT unnest(search.end_with_none(list({'document_no': document_no, 'score': score})), recursive := true)
    FROM candidates
    ANTI JOIN best ON candidates.document_no = best.document_no
    WHERE (SELECT count(*) FROM nearly_found) < top
),

other_texts AS (
    SELECT others.document_no, others.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM @PASSAGE@ AS texts
    INNER JOIN others ON texts.document_no = others.document_no
    GROUP BY others.document_no, others.score
),

found AS MATERIALIZED (
    SELECT
        row_number() OVER (ORDER BY texts.score DESC, documents.article_id) AS rank,
        texts.score / 10000 AS score,
        texts.text,
        regexp_replace(texts.text, '^[^\n]*\n[^\n]*\n', '') AS body,
        search.fold(body) AS folded,
        documents.*
    FROM @DOCUMENT@ AS documents
    INNER JOIN (
        FROM nearly_found
        UNION ALL
        FROM other_texts WHERE search.has_words(text, (SELECT patterns FROM patterns))
    ) AS texts ON documents.document_no = texts.document_no
    ORDER BY rank
    LIMIT top
),

names AS (
    SELECT links.document_no, string_agg(industries.name, '；' ORDER BY links.position) AS industries
    FROM (
        SELECT document_no, unnest(ids) AS industry_id, unnest(range(len(ids))) AS position
        FROM (SELECT document_no, string_split(industry_ids, ' ') AS ids FROM found)
    ) AS links
    INNER JOIN core.industry AS industries ON links.industry_id = industries.industry_id
    GROUP BY links.document_no
),

-- of the 120 characters around the first place of each word, those with the most words
places AS (
    SELECT
        found.*,
        list_transform(wanted.words, lambda word: greatest(1, strpos(found.folded, word) - 30)) AS starts,
        list_transform(starts, lambda start: len(list_filter(
            wanted.words, lambda word: contains(substr(found.folded, start, 120), word)
        ))) AS counts
    FROM found
    CROSS JOIN (SELECT list(word ORDER BY word_no) AS words FROM words WHERE NOT is_excluded) AS wanted
),

final AS (
    SELECT
        places.rank,
        places.score,
        places.article_id,
        nullif(regexp_extract(places.text, '^[^\n]*'), '') AS title,
        places.date,
        places.date_basis,
        places.outlet,
        places.host,
        names.industries,
        substr(places.body, places.starts[list_position(places.counts, list_max(places.counts))], 120) AS passage,
        places.canonical_url
    FROM places
    LEFT JOIN names ON places.document_no = names.document_no
)

SELECT * FROM final ORDER BY rank;
