"""The worked examples of sql/queries run, and say which question they answer."""

from pathlib import Path

import duckdb
import pytest

from warehouse.models import SQL

QUERIES = sorted((SQL / "queries").glob("*.sql"))
each_query = pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)


def test_there_are_examples() -> None:
    assert len(QUERIES) >= 8


@each_query
def test_query_runs_on_an_empty_warehouse(path: Path, empty: duckdb.DuckDBPyConnection) -> None:
    assert empty.execute(path.read_text(encoding="utf-8")).description


@each_query
def test_query_says_which_question_it_answers(path: Path) -> None:
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    assert first.startswith("-- ")
    assert first.endswith("?")
