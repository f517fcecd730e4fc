"""The data dictionary: every table and column, from the heads of the SQL files and the migrations."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from warehouse.connect import connect
from warehouse.migrate import migrate
from warehouse.models import create_views, describe, parse_head, read_models
from warehouse.search.macros import create_macros

# What each schema is for, in the order in which people meet them.
SCHEMAS = {
    "reporting": "for people and BI tools",
    "core": "articles, labels and pages, normalized",
    "landing": "what came in, as written and as cleaned",
    "ops": "runs, checks and generations",
}
_PARAMETER = "parameter"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, and what it means with unit or form behind a semicolon; or a macro's parameter."""

    name: str
    type: str
    description: str

    @property
    def is_parameter(self) -> bool:
        """Whether it is what a macro is given, and no column."""
        return self.type == _PARAMETER

    @property
    def label(self) -> str:
        """Its name, a parameter's as it is written in a call."""
        return f"{self.name}:=" if self.is_parameter else self.name

    @property
    def meaning(self) -> str:
        """What it means, without its unit or form."""
        return self.description.partition(";")[0].strip()

    @property
    def form(self) -> str:
        """Its unit or form: count, share from 0 to 1, text, 16 hex digits ..."""
        return self.description.partition(";")[2].strip()


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view or table macro with its columns, before them its parameters."""

    name: str
    kind: str
    description: str
    columns: list[Column]

    @property
    def schema(self) -> str:
        """Name of its schema."""
        return self.name.partition(".")[0]

    @property
    def short_name(self) -> str:
        """Its name without the schema."""
        return self.name.partition(".")[2]


def read_dictionary() -> list[Relation]:
    """Return all relations, reporting first. They are built in memory: no warehouse is needed."""
    con = connect()
    try:
        migrate(con)
        create_views(con, read_models("core", "reporting"))
        create_macros(con)
        return list_relations(con)
    finally:
        con.close()


def list_relations(con: duckdb.DuckDBPyConnection) -> list[Relation]:
    """Return all relations of an open warehouse as their comments tell them, reporting first."""
    relations = con.execute("""
        SELECT schema_name, table_name, 'table' AS kind, comment
        FROM duckdb_tables() WHERE database_name = current_database() AND NOT temporary
        UNION ALL
        SELECT schema_name, view_name, 'view', comment
        FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
        ORDER BY ALL
        """).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, *column in con.execute("""
        SELECT schema_name || '.' || table_name, column_name, data_type, coalesce(comment, '')
        FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal ORDER BY column_index
        """).fetchall():
        columns.setdefault(table, []).append(Column(*column))
    found = [
        Relation(f"{schema}.{name}", kind, comment or "", columns[f"{schema}.{name}"])
        for schema, name, kind, comment in relations
        if schema in SCHEMAS
    ]
    order = list(SCHEMAS)
    return sorted(
        [*found, *_list_macros(con)], key=lambda relation: (order.index(relation.schema), relation.name)
    )


def _list_macros(con: duckdb.DuckDBPyConnection) -> list[Relation]:
    """Return the table macros for people: their comments are the heads of their files."""
    macros = con.execute("""
        SELECT schema_name || '.' || function_name, comment, parameters FROM duckdb_functions()
        WHERE function_type = 'table_macro' AND database_name = current_database()
            AND schema_name = 'reporting' AND NOT internal
        """).fetchall()
    found = []
    for name, comment, parameters in macros:
        head = parse_head(name, comment.splitlines(), {})
        columns = con.execute(f"DESCRIBE FROM {name}({', '.join(['NULL'] * len(parameters))})").fetchall()
        described = [Column(each, _PARAMETER, head.parameters.get(each, "")) for each in parameters]
        described += [Column(each, type_, head.columns.get(each, "")) for each, type_, *_ in columns]
        found.append(Relation(name, "table macro", describe(head.purpose, head.settings["grain"]), described))
    return found


def find_in_dictionary(relations: Iterable[Relation], word: str) -> list[tuple[Relation, list[Column]]]:
    """Return the relations that speak of a word, each with its columns that do; case does not matter."""
    word = word.casefold()

    def speaks(*texts: str) -> bool:
        return any(word in text.casefold() for text in texts)

    found = (
        (relation, [column for column in relation.columns if speaks(column.name, column.description)])
        for relation in relations
    )
    return [
        (relation, columns)
        for relation, columns in found
        if columns or speaks(relation.name, relation.description)
    ]
