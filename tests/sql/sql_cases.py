"""Cases for SQL files: rows that are given, rows that are expected, and a database of just these.

A case file holds named cases: `given` maps a relation to rows, `expect` lists rows (for models) or
`broken` a number of rows (for checks). A row names only the columns that matter: the others are NULL
when given, and not looked at when expected.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from difflib import unified_diff
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from warehouse.migrate import migrate
from warehouse.models import create_views, read_models

CASES = Path(__file__).parent / "cases"

Row = Mapping[str, Any]
Given = Mapping[str, list[Row]]


class _Loader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error: the first would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubles = {key for key in keys if keys.count(key) > 1}
        assert not doubles, f"{node.start_mark}: stands twice: {doubles}"
        return super().construct_mapping(node, deep)


def read_cases(path: Path) -> dict[str, dict[str, Any]]:
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)


@contextmanager
def empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        migrate(con)
        create_views(con, read_models("core", "reporting"))
        yield con


@cache
def relation_types() -> dict[str, dict[str, str]]:
    """The columns and types of every table and view of the real schema."""
    with empty_warehouse() as con:
        names = con.execute("""
            SELECT table_schema || '.' || table_name FROM information_schema.tables ORDER BY 1
            """).fetchall()
        return {name: describe(con, f"FROM {name}") for (name,) in names}


def describe(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    """The columns and types of what a query returns."""
    return {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {sql}").fetchall()}


@cache
def relations_read(sql: str) -> frozenset[str]:
    """The relations that a query names, by DuckDB's own parser."""
    row = duckdb.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(row[0]) if row else {}
    assert not tree["error"], tree
    return frozenset(_find_relations(tree))


def _find_relations(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and node.get("type") == "BASE_TABLE" and node["schema_name"]:
        yield f"{node['schema_name']}.{node['table_name']}"
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _find_relations(child)


def _create_table(con: duckdb.DuckDBPyConnection, name: str) -> None:
    columns = ", ".join(f'"{column}" {kind}' for column, kind in relation_types()[name].items())
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
    con.execute(f"CREATE TABLE {name} ({columns})")


@contextmanager
def tables_of(given: Given, inputs: Iterable[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of just these relations, all plain tables, with the given rows and no others."""
    inputs = set(inputs)
    not_read = given.keys() - inputs
    assert not not_read, f"given, but not read: {sorted(not_read)}; it reads {sorted(inputs)}"
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        for name in sorted(inputs):
            _create_table(con, name)
            for row in given.get(name, []):
                listed = ", ".join(f'"{column}"' for column in row)
                marks = ", ".join("?" * len(row))
                con.execute(f"INSERT INTO {name} ({listed}) VALUES ({marks})", list(row.values()))
        yield con


def run_model(sql: str, given: Given, columns: Iterable[str]) -> list[str]:
    """These columns of a model's rows, each row as one line of text, sorted."""
    with tables_of(given, relations_read(sql)) as con:
        cursor = con.execute(sql)
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    columns = list(columns)
    missing = set(columns) - set(names)
    assert not missing, f"expected, but no column of the model: {sorted(missing)}"
    return show_rows(rows, columns)


def show_rows(rows: Iterable[Row], columns: list[str]) -> list[str]:
    return sorted(", ".join(f"{c}: {show_value(row[c])}" for c in columns) for row in rows)


def show_value(value: Any) -> str:
    """A value as text in which values of different types differ; a share is rounded."""
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return repr(value)


def expected_columns(rows: list[Row]) -> list[str]:
    """The columns that a case looks at: each of its rows names the same."""
    columns = list(rows[0]) if rows else []
    odd = [dict(row) for row in rows if set(row) != set(columns)]
    assert not odd, f"all expected rows must name the same columns {columns}, not so: {odd}"
    return columns


def difference(expected: list[str], found: list[str]) -> str:
    return "\n".join(unified_diff(expected, found, "expected", "found", lineterm="", n=20))
