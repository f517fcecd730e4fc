"""People's SQL on the published warehouse: one statement, read-only, in chunks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import connect_reader
from warehouse.errors import Failure, QueryError
from warehouse.trouble import explain_damaged_generation

_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names, their types, and the rows as a stream."""

    columns: list[str]
    types: list[str]
    rows: Iterator[tuple[Any, ...]]


def run_query(generation: Path, sql: str, parameters: list[Any] | None = None) -> Answer:
    """Run SQL on a published generation (its folder); the rows come lazily.

    Raises QueryError if the SQL does not run.
    """
    try:
        sql.encode()
    except UnicodeEncodeError as error:  # a shell's or a file's bytes in another encoding
        raise QueryError("The SQL is no text in UTF-8.", "Write it in UTF-8.") from error
    con = connect_reader(generation / "warehouse.duckdb")
    try:
        number = len(con.extract_statements(sql))
        if number != 1:  # of several only the last one's rows would be seen
            con.close()
            raise QueryError(
                f"There are {number} statements in it." if number else "There is no SQL in it.",
                "Give one SELECT: ainews query 'FROM article_overview'",
            )
        description = con.execute(sql, parameters or []).description or []
    except duckdb.Error as error:
        con.close()
        raise _tell(generation, error) from error
    columns, types = [each[0] for each in description], [str(each[1]) for each in description]
    return Answer(columns, types, _stream(con, generation))


def fetch_rows(generation: Path, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    """Run SQL of our own and return all rows as dictionaries."""
    answer = run_query(generation, sql, parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def _stream(con: duckdb.DuckDBPyConnection, generation: Path) -> Iterator[tuple[Any, ...]]:
    try:
        while chunk := con.fetchmany(_CHUNK):
            yield from chunk
    except duckdb.Error as error:
        raise _tell(generation, error) from error
    finally:
        con.close()


def _tell(generation: Path, error: duckdb.Error) -> Failure:
    return explain_damaged_generation(generation, error) or QueryError(str(error).strip(), _hint(error))


def _hint(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.PermissionException) or "disabled by configuration" in str(error):
        return "`query` reads the published warehouse and nothing else: no files, no network, no writing."
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return "`ainews dictionary` lists all tables and columns."
    if "read-only" in str(error):
        return "The published warehouse is read-only; change the seeds and run again."
    return ""
