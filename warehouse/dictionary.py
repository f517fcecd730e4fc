"""The data dictionary: every table and column, from the heads of the SQL files and the migrations."""

from dataclasses import dataclass

from warehouse.connect import connect
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models

SCHEMAS = ("reporting", "core", "landing", "ops")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, and what it means with unit or format."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view with its columns."""

    name: str
    kind: str
    description: str
    columns: list[Column]


def read_dictionary() -> list[Relation]:
    """Return all relations, reporting first. They are built in memory: no warehouse is needed."""
    con = connect()
    try:
        migrate(con)
        create_views(con, read_models("core", "reporting"))
        relations = con.execute("""
            SELECT schema_name, table_name, 'table' AS kind, comment FROM duckdb_tables()
            UNION ALL
            SELECT schema_name, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
            ORDER BY ALL
            """).fetchall()
        columns = con.execute("""
            SELECT schema_name || '.' || table_name, column_name, data_type, comment
            FROM duckdb_columns() WHERE NOT internal ORDER BY column_index
            """).fetchall()
    finally:
        con.close()
    found = [
        Relation(
            f"{schema}.{name}",
            kind,
            comment or "",
            [
                Column(c, type_, text or "")
                for table, c, type_, text in columns
                if table == f"{schema}.{name}"
            ],
        )
        for schema, name, kind, comment in relations
        if schema in SCHEMAS
    ]
    return sorted(found, key=lambda relation: SCHEMAS.index(relation.name.partition(".")[0]))
