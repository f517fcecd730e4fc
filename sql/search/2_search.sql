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

-- each term once; the first words' numbers go first
terms AS MATERIALIZED (
    SELECT term, row_number() OVER (ORDER BY term) AS term_no, bool_or(NOT is_excluded) AS is_wanted
    FROM (SELECT unnest(terms) AS term, is_excluded FROM words)
    GROUP BY term
),

-- a single letter is all pairs that begin with it, and itself at the end of a run
codes AS (
    SELECT term_no, false AS is_range, search.latin_code(term) AS term_code
    FROM terms WHERE regexp_matches(term, '^[a-z0-9]')
    UNION ALL
    SELECT term_no, false AS is_range, search.pair_code(unicode(term), unicode(right(term, 1))) AS term_code
    FROM terms WHERE NOT regexp_matches(term, '^[a-z0-9]') AND length(term) = 2
    UNION ALL
    SELECT term_no, true AS is_range, search.pair_code(unicode(term), unnest(range(0, 212992 * length(term)))) AS term_code
    FROM terms WHERE NOT regexp_matches(term, '^[a-z0-9]') AND length(term) = 1
),

postings AS (
    SELECT term_no, is_range, CAST(posting >> 4 AS INTEGER) AS document_no, CAST(posting & 15 AS INTEGER) AS frequency
    FROM (
        SELECT codes.term_no, codes.is_range, unnest(lists.postings) AS posting
        FROM search.posting AS lists
        INNER JOIN codes ON lists.term_code = codes.term_code
    )
),

is_cased AS (SELECT bool_or(regexp_matches(term, '[a-z0-9]') OR upper(term) <> term) AS is_cased FROM terms),

pending_fields AS (
    SELECT
        texts.document_no,
        texts.weighted_length,
        unnest([texts.title, texts.labels, texts.event_summary, texts.body]) AS field,
        unnest([4, 3, 2, 1]) AS weight
    FROM search.pending_text AS texts
),

pending_hits AS MATERIALIZED (
    SELECT
        terms.term_no,
        fields.document_no,
        any_value(fields.weighted_length) AS weighted_length,
        CAST(least(15, sum(fields.weight * search.occurrences(
            CASE WHEN is_cased.is_cased THEN search.fold(fields.field) ELSE fields.field END, terms.term
        ))) AS INTEGER) AS frequency
    FROM pending_fields AS fields
    CROSS JOIN terms
    CROSS JOIN is_cased
    WHERE contains(CASE WHEN is_cased.is_cased THEN search.fold(fields.field) ELSE fields.field END, terms.term)
    GROUP BY terms.term_no, fields.document_no
    HAVING frequency > 0
),

corpus AS MATERIALIZED (
    SELECT count(*) AS document_count, avg(weighted_length) AS mean_length
    FROM (
        SELECT weighted_length FROM search.document
        UNION ALL
        SELECT weighted_length FROM search.pending_text
    )
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
    SELECT term_no, document_no, frequency, weighted_length FROM pending_hits
),

weights AS (
    SELECT
        hits.term_no,
        ln(1 + (any_value(corpus.document_count) - count(*) + 0.5) / (count(*) + 0.5)) AS idf,
        any_value(corpus.mean_length) AS mean_length
    FROM hits CROSS JOIN corpus
    WHERE hits.term_no IN (SELECT term_no FROM terms WHERE is_wanted)
    GROUP BY hits.term_no
),

unwanted AS (
    SELECT hits.document_no
    FROM hits
    INNER JOIN terms ON hits.term_no = terms.term_no
    INNER JOIN words ON words.is_excluded AND words.pattern IS NULL AND words.terms[1] = terms.term
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
    ANTI JOIN unwanted ON hits.document_no = unwanted.document_no
    GROUP BY hits.document_no
    HAVING count(*) = (SELECT count(*) FROM terms WHERE is_wanted)
),

numbered AS (
    SELECT document_no, article_id FROM search.document
    UNION ALL
    SELECT document_no, article_id FROM search.pending_text
),

allowed AS (
    SELECT articles.article_id
    FROM core.article_base AS articles
    WHERE (since IS NULL OR coalesce(articles.published_on, CAST(articles.first_loaded_at AS DATE))
            >= CAST(left(since || '-01-01', 10) AS DATE))
        AND (until IS NULL OR coalesce(articles.published_on, CAST(articles.first_loaded_at AS DATE))
            <= CASE length(until)
                WHEN 4 THEN CAST(until || '-12-31' AS DATE)
                WHEN 7 THEN last_day(CAST(until || '-01' AS DATE))
                ELSE CAST(until AS DATE)
            END)
        AND (outlet IS NULL OR articles.outlet = outlet OR articles.host = lower(outlet)
            OR ends_with(articles.host, '.' || lower(outlet)))
        AND (industry IS NULL OR articles.article_id IN (
            SELECT links.article_id
            FROM core.article_industry AS links
            INNER JOIN core.industry AS own ON links.industry_id = own.industry_id
            LEFT JOIN core.industry AS above ON own.parent_id = above.industry_id
            WHERE upper(industry) IN (own.code, above.code) OR industry IN (own.name, above.name)
        ))
        AND (technology IS NULL OR articles.article_id IN (
            SELECT links.article_id
            FROM core.article_technology AS links
            INNER JOIN core.technology AS own ON links.technology_id = own.technology_id
            LEFT JOIN core.technology AS above ON own.parent_id = above.technology_id
            WHERE technology IN (own.technology_id, above.technology_id, own.name, above.name)
        ))
        AND (tag IS NULL OR articles.article_id IN (
            SELECT links.article_id
            FROM core.article_tag AS links
            INNER JOIN core.tag AS own ON links.tag_id = own.tag_id
            WHERE search.fold(own.name) = search.fold(tag)
        ))
),

-- without a filter the score alone decides whose ids are looked up first
best AS MATERIALIZED (
    FROM candidates
    WHERE coalesce(since, until, industry, technology, tag, outlet) IS NULL
        AND score >= (SELECT min(score) FROM (FROM candidates ORDER BY score DESC LIMIT 10 * CAST(top AS BIGINT)))
),

allowed_candidates AS MATERIALIZED (
    SELECT numbered.document_no, numbered.article_id, candidates.score
    FROM candidates
    INNER JOIN numbered ON candidates.document_no = numbered.document_no
    SEMI JOIN allowed ON numbered.article_id = allowed.article_id
    WHERE coalesce(since, until, industry, technology, tag, outlet) IS NOT NULL
),

ranked AS (
    SELECT numbered.document_no, numbered.article_id, best.score
    FROM numbered INNER JOIN best ON numbered.document_no = best.document_no
    UNION ALL
    FROM allowed_candidates
),

-- words that the terms do not decide: a word of three letters or more, one with signs in it
patterns AS MATERIALIZED (
    SELECT coalesce(list({'pattern': pattern, 'is_excluded': is_excluded}), []) AS patterns FROM words WHERE pattern IS NOT NULL
),

-- texts are read for the best; for the next, and then for all others, only if too few of these have the words
first AS MATERIALIZED (FROM ranked ORDER BY score DESC, article_id LIMIT CAST(top AS BIGINT) + 2),

first_texts AS (
    SELECT first.article_id, first.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM search.text AS texts
    INNER JOIN first ON texts.document_no = first.document_no
    GROUP BY first.article_id, first.score
),

first_found AS MATERIALIZED (
    SELECT texts.* FROM first_texts AS texts CROSS JOIN patterns
    WHERE search.has_words(texts.text, patterns.patterns)
),

next AS MATERIALIZED (
    FROM ranked
    WHERE (SELECT count(*) FROM first_found) < top AND document_no NOT IN (SELECT document_no FROM first)
    ORDER BY score DESC, article_id
    LIMIT 9 * CAST(top AS BIGINT)
),

next_texts AS (
    SELECT next.article_id, next.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM search.text AS texts
    INNER JOIN next ON texts.document_no = next.document_no
    GROUP BY next.article_id, next.score
),

nearly_found AS MATERIALIZED (
    FROM first_found
    UNION ALL
    SELECT texts.* FROM next_texts AS texts CROSS JOIN patterns
    WHERE search.has_words(texts.text, patterns.patterns)
),

left_over AS MATERIALIZED (
    SELECT document_no, score FROM candidates
    WHERE (SELECT count(*) FROM nearly_found) < top
        AND document_no NOT IN (SELECT document_no FROM first UNION ALL SELECT document_no FROM next)
),

-- unnested from a list, so that DuckDB does not take the texts for the smaller side of the join
others AS MATERIALIZED (
    SELECT unnest(list({'document_no': document_no, 'article_id': article_id, 'score': score}), recursive := true)
    FROM (
        SELECT numbered.document_no, numbered.article_id, left_over.score
        FROM numbered INNER JOIN left_over ON numbered.document_no = left_over.document_no
    )
    WHERE coalesce(since, until, industry, technology, tag, outlet) IS NULL
        OR article_id IN (SELECT article_id FROM allowed_candidates)
),

other_texts AS (
    SELECT others.article_id, others.score, string_agg(texts.passage, '' ORDER BY texts.passage_no) AS text
    FROM search.text AS texts
    INNER JOIN others ON texts.document_no = others.document_no
    GROUP BY others.article_id, others.score
),

other_found AS (
    SELECT texts.* FROM other_texts AS texts CROSS JOIN patterns
    WHERE search.has_words(texts.text, patterns.patterns)
),

found AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY score DESC, article_id) AS rank, score / 10000 AS score, article_id, text
    FROM (FROM nearly_found UNION ALL FROM other_found)
    ORDER BY rank
    LIMIT top
),

names AS (
    SELECT links.article_id, string_agg(industries.name, '；' ORDER BY links.position) AS industries
    FROM core.article_industry AS links
    INNER JOIN core.industry AS industries ON links.industry_id = industries.industry_id
    SEMI JOIN found ON links.article_id = found.article_id
    GROUP BY links.article_id
),

wanted AS (SELECT list(word) AS words FROM words WHERE NOT is_excluded),

final AS (
    SELECT
        found.rank,
        found.score,
        found.article_id,
        nullif(regexp_extract(found.text, '^[^\n]*'), '') AS title,
        coalesce(articles.published_on, CAST(articles.first_loaded_at AS DATE)) AS date,
        CASE WHEN articles.published_on IS NULL THEN 'loaded' ELSE 'published' END AS date_basis,
        articles.outlet,
        articles.host,
        names.industries,
        search.best_passage(
            search.body_of(found.text), search.body_of(search.fold(found.text)), wanted.words
        ) AS passage,
        articles.canonical_url
    FROM core.article_base AS articles
    INNER JOIN found ON articles.article_id = found.article_id
    CROSS JOIN wanted
    LEFT JOIN names ON found.article_id = names.article_id
)

SELECT * FROM final ORDER BY rank;
