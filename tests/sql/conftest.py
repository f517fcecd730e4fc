"""One empty warehouse for all tests here: they only ask it."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.sql.sql_cases import empty_warehouse


@pytest.fixture(scope="session")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as con:
        yield con
