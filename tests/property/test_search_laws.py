"""The search against a plain BM25: with an index, without one, half and half; after changes too."""

import math
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.connect import connect
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models
from warehouse.search.index import WEIGHTS, forget_changed, update_index
from warehouse.search.macros import create_macros

# The older DuckDB may answer otherwise, not reason otherwise: fewer examples tell.
EXAMPLES = 8 if duckdb.__version__ >= "2" else 4
WORDS = st.text(alphabet="大模型制造业ＡAi5-。，\n 车", max_size=12)
ARTICLES = st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=6)
QUESTIONS = [
    "模型",
    "大模型",
    "大 型",
    "ai 模型",
    "5",
    "制造 -车",
    "大模型 -制造业",
    '"模型，制"',
    "ai-5",
    "型型",
    "a大",
]


def fold(text: str) -> str:
    return text.replace("Ａ", "A").lower()


def find_terms(text: str) -> list[str]:
    terms = []
    for run in re.findall("[a-z0-9]+|[大模型制造业车]+", fold(text)):
        terms += [run[:12]] if run[0].isascii() else [run[at : at + 2] for at in range(len(run))]
    return terms


def rank_plainly(articles: dict[str, tuple[str, ...]], question: str) -> list[tuple[str, float]]:
    """BM25 as it is written in sql/search, over all articles, one after another."""
    words = [(w.startswith("-") and len(w) > 1, w.strip('-"')) for w in question.split()]
    terms: dict[str, bool] = {}
    for excluded, word in words:
        for run in re.findall("[a-z0-9]+|[大模型制造业车]+", word):
            pairs = (
                [run] if run[0].isascii() or len(run) == 1 else [run[a : a + 2] for a in range(len(run) - 1)]
            )
            terms |= {pair: True for pair in pairs if not excluded}
    counts = {}
    for article, fields in articles.items():
        count: Counter[str] = Counter()
        for field, weight in zip(fields, WEIGHTS.values(), strict=True):
            for term in find_terms(field):
                count[term] += weight
                if len(term) == 2 and not term.isascii():
                    count[term[0]] += weight
        counts[article] = count
    lengths = {
        a: sum(w * len(f) for f, w in zip(fs, WEIGHTS.values(), strict=True)) for a, fs in articles.items()
    }
    mean = sum(lengths.values()) / len(lengths)
    found = []
    for article, fields in articles.items():
        text = "\n".join(map(fold, fields))

        def has(word: str, text: str = text) -> bool:
            before = "(?<![a-z0-9])" if word[0].isascii() else ""
            behind = "(?![a-z0-9])" if word[-1].isascii() else ""
            return bool(re.search(before + re.escape(word) + behind, text))

        if any(has(word) is excluded for excluded, word in words):
            continue
        score = 0
        for term in terms:
            frequency = min(15, counts[article][term])
            df = sum(1 for count in counts.values() if count[term])
            idf = math.log(1 + (len(articles) - df + 0.5) / (df + 0.5))
            norm = 1.2 * (0.25 + 0.75 * lengths[article] / mean)
            score += round(10000 * idf * frequency * 2.2 / (frequency + norm))
        found.append((article, score))
    return sorted(found, key=lambda each: (-each[1], each[0]))


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    con = connect()
    migrate(con)
    create_views(con, read_models("core", "reporting"))
    yield con
    con.close()


def put(con: duckdb.DuckDBPyConnection, articles: dict[str, tuple[str, ...]]) -> None:
    """Build these articles as a run does: rows, labels, and what the search is to forget."""
    con.execute("INSERT INTO core.changed SELECT unnest(?)", [list(articles)])
    for table in ("core.article_base", "core.article_label"):
        con.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT article_id FROM core.changed)")
    for article, (title, label, summary, body) in articles.items():
        text = f"{title}/{body}"
        con.execute("DELETE FROM core.article_text WHERE text_sha256 = ?", [text])
        con.execute("INSERT INTO core.article_text VALUES (?, ?, ?, '')", [text, title, body])
        con.execute("DELETE FROM landing.seed_record_base WHERE seed_path = ?", [article])
        con.execute(
            """INSERT INTO landing.seed_record_base BY NAME SELECT $1 AS seed_path, 1 AS record_no,
            1 AS line_no, '' AS field_lines, $1 AS article_id, $2 AS event_summary, '' AS text_sha256,
            '' AS record_sha256, 0 AS body_length, 1 AS cleaner_version, '' AS run_id""",
            [article, summary],
        )
        if label:
            con.execute("INSERT INTO core.article_label VALUES (?, 'tag', 1, ?)", [article, label])
        con.execute(
            """INSERT INTO core.article_base BY NAME SELECT $1 AS article_id, $2 AS title, $3 AS text_sha256,
            0 AS body_length, '' AS story_id, $1 AS seed_path, 1 AS record_no, $1 AS event_seed_path,
            1 AS event_record_no, '' AS records_sha256, '' AS first_run_id, '' AS changed_run_id,
            TIMESTAMP '2026-01-01' AS first_loaded_at, TIMESTAMP '2026-01-01' AS changed_at""",
            [article, title, text],
        )
    forget_changed(con)
    con.execute("DELETE FROM core.changed")


def ask(con: duckdb.DuckDBPyConnection, question: str) -> list[tuple[str, float]]:
    create_macros(con)
    rows = con.execute("SELECT article_id, score FROM reporting.search(?)", [question]).fetchall()
    return [(article, round(score * 10000)) for article, score in rows]


def build(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    reader = con.cursor()
    update_index(con, reader, folder)
    reader.close()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=ARTICLES, after=ARTICLES)
def test_order_is_that_of_plain_bm25(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, before: list, after: list
) -> None:
    con = warehouse
    for table in ("core.article_base", "search.pending", "search.document", "search.segment"):
        con.execute(f"DELETE FROM {table}")
    old = {f"{number:016x}": fields for number, fields in enumerate(before)}
    new = {f"{number + 2:016x}": fields for number, fields in enumerate(after)}
    put(con, old)
    build(con, tmp_path)
    for articles in (old, old | new):
        if articles is not old:
            put(con, new)  # some are changed, some new: the index has only the others
        for _ in ("half indexed", "indexed"):
            for question in QUESTIONS:
                assert ask(con, question) == rank_plainly(articles, question), question
            build(con, tmp_path)


@pytest.mark.parametrize("is_indexed", [True, False])
def test_a_word_is_found_behind_many_that_only_have_its_parts(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, is_indexed: bool
) -> None:
    con = warehouse
    for table in ("core.article_base", "search.pending", "search.document", "search.segment"):
        con.execute(f"DELETE FROM {table}")
    articles = {f"{number:016x}": ("大模，模型", "", "", "") for number in range(15)}
    last = f"{15:016x}"
    articles[last] = ("", "", "", "大模型" + "车" * 50)
    put(con, articles)
    if is_indexed:
        build(con, tmp_path)
    create_macros(con)
    found = con.execute("SELECT article_id FROM reporting.search('大模型', top := 1)").fetchall()
    assert found == [(last,)]
