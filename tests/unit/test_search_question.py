"""The language of questions: words, phrases, exclusions, and what the index is asked for."""

import duckdb
import pytest

from warehouse.connect import connect
from warehouse.errors import SearchError
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models
from warehouse.search.macros import create_macros
from warehouse.search.question import Filters, _search


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = connect()
    migrate(con)
    create_views(con, read_models("core", "reporting"))
    create_macros(con)
    yield con
    con.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("大模型 制造", [("制造", False, ["制造"]), ("大模型", False, ["大模", "模型"])]),
        ("“大 模型”", [("大 模型", False, ["大", "模型"])]),
        ("模型 －金融", [("模型", False, ["模型"]), ("金融", True, ["金融"])]),
        ("ＧＰＴ－4", [("gpt-4", False, ["4", "gpt"])]),
        ("芯片\u3000汽车", [("汽车", False, ["汽车"]), ("芯片", False, ["芯片"])]),
        ('"未完', [("未完", False, ["未完"])]),
        ("- 。 \u3000", []),
        ("a-b -c", [("a-b", False, ["a", "b"]), ("c", True, ["c"])]),
        ("芯片 芯片", [("芯片", False, ["芯片"])]),
        ("Electroencephalography", [("electroencephalography", False, ["electroencep"])]),
    ],
)
def test_questions(con: duckdb.DuckDBPyConnection, question: str, words: list[tuple[object, ...]]) -> None:
    found = con.execute(
        "SELECT word, is_excluded, list_sort(terms) FROM search.words(?) ORDER BY word_no", [question]
    ).fetchall()
    assert sorted(found) == sorted(words)


@pytest.mark.parametrize(
    ("word", "has_pattern"),
    [("模型", False), ("gpt", False), ("大模型", True), ("gpt-4", True), ("a大", True)],
)
def test_texts_are_read_only_for_words_that_terms_do_not_decide(
    con: duckdb.DuckDBPyConnection, word: str, has_pattern: bool
) -> None:
    [(pattern,)] = con.execute("SELECT pattern FROM search.words(?)", [word]).fetchall()
    assert (pattern is not None) is has_pattern


@pytest.mark.parametrize(
    ("question", "filters", "told"),
    [
        ("。", Filters(), "no word to look for"),
        ("-大模型", Filters(), "Only words to leave out"),
        ("模型", Filters(since="24"), "--since 24"),
        ("模型", Filters(until="2024-02-30"), "--until 2024-02-30"),
        ("模型", Filters(tag="没有"), "--tag 没有"),
    ],
)
def test_wrong_questions_are_told(
    con: duckdb.DuckDBPyConnection, question: str, filters: Filters, told: str
) -> None:
    with pytest.raises(SearchError, match=told):
        _search(con, question, filters, 10, lambda kind, name: [])
