"""The worked examples of sql/queries: each says its question, and answers it on a small demo."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.connect import connect_reader
from warehouse.examples import list_examples, read_example
from warehouse.home import Home

each_example = pytest.mark.parametrize("name", list_examples())


@pytest.fixture(scope="module")
def con(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = connect_reader(Home(demo).current_generation() / "warehouse.duckdb")
    yield con
    con.close()


def test_there_are_examples() -> None:
    assert len(list_examples()) >= 20


@each_example
def test_example_finds_something_in_the_demo(name: str, con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute(read_example(name).sql).fetchall()


@each_example
def test_example_runs_on_an_empty_warehouse(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    assert empty.execute(read_example(name).sql).fetchall() == []


@each_example
def test_example_says_which_question_it_answers(name: str) -> None:
    assert read_example(name).question.endswith("?")
