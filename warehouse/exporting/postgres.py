"""Tables into a schema of a PostgreSQL database, in one transaction that its readers do not feel.

The rows are deleted and copied anew in tables that stay. So readers see the old rows until the commit and
the new ones from then on, wait for nothing, and keep their grants and the views that they made on top.
Swapping tables or schemas would lose both, and show empty tables to whoever is in a transaction just then.
The table `ainews_export` says of each table which generation it holds.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from warehouse.errors import Failure
from warehouse.exporting.cells import REPLACEMENT, find_texts
from warehouse.exporting.outcome import Export, ExportedTable
from warehouse.exporting.postgres_connection import connect_postgres, name_target
from warehouse.exporting.tables import Generation, Table, open_generation
from warehouse.home import Home

RECORD = "ainews_export"

# As PostgreSQL itself writes them, to compare with what is there.
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}
# An entry of an index takes a third of a page of 8 kB at the most: 2,704 bytes, its own overhead included.
_MOST_KEY_BYTES = 2_600


def export_postgres(
    home: Home,
    relations: Sequence[str],
    url: str,
    schema: str,
    *,
    memory_limit: str,
    threads: int,
    begin: Callable[[int], Callable[[int], None]],
) -> Export:
    """Replace the tables of a schema by relations of the current generation; all of them or none.

    `begin` is called with the number of rows to come and gives what is called with the number of those
    just written. Raises Failure if the server cannot be reached or refuses.
    """
    current = home.current_generation()
    with (
        connect_postgres(url) as pg,
        tempfile.TemporaryDirectory(prefix="ainews-") as spill,
        open_generation(
            current, relations, Path(spill), memory_limit=memory_limit, threads=threads
        ) as generation,
    ):
        advance = begin(generation.rows)
        with pg.transaction():
            _enter_schema(pg, schema, [_name(table) for table in generation.tables])
            tables = [
                ExportedTable(_name(table), table.rows, _replace_rows(pg, schema, generation, table, advance))
                for table in generation.tables
            ]
        for table in tables:  # frees the old rows, and tells the planner of the new ones
            pg.execute(SQL("VACUUM (ANALYZE) {}").format(Identifier(schema, table.name)))
        former = SQL("SELECT table_name FROM {} WHERE generation_id <> %s ORDER BY table_name")
        left = pg.execute(former.format(Identifier(schema, RECORD)), [generation.generation_id]).fetchall()
    target = f"{name_target(url)}, schema {schema}"
    return Export(target, generation.generation_id, tables, [name for (name,) in left])


def _name(table: Table) -> str:
    return table.name.replace(".", "_")


def _enter_schema(pg: psycopg.Connection, schema: str, names: list[str]) -> None:
    """Make the schema and its record if need be. Raises Failure if it is in use, or holds others' tables."""
    lock = "SELECT pg_try_advisory_xact_lock(hashtextextended('ainews export ' || %s, 0))"
    if pg.execute(lock, [schema]).fetchone() == (False,):
        raise Failure(
            f"Another export is writing to schema {schema}.", "Wait for it, or give another --schema."
        )
    if pg.execute("SELECT to_regnamespace(quote_ident(%s))", [schema]).fetchone() == (None,):
        pg.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    record = Identifier(schema, RECORD)
    pg.execute(_RECORD.format(table=record, comment=Literal(_RECORD_COMMENT)))
    others = SQL("""
        SELECT relname FROM pg_class
        WHERE relnamespace = to_regnamespace(quote_ident(%s)) AND relname = ANY (%s)
            AND relname NOT IN (SELECT table_name FROM {})
        ORDER BY relname
        """).format(record)
    if found := [name for (name,) in pg.execute(others, [schema, names]).fetchall()]:
        raise Failure(
            f"Schema {schema} holds tables that ainews did not make: {', '.join(found)}.",
            "Nothing was changed. Give another --schema, or move them away.",
        )


_RECORD_COMMENT = "Which generation of the ainews warehouse each table of this schema holds."
_RECORD = SQL("""
    CREATE TABLE IF NOT EXISTS {table} (
        table_name text PRIMARY KEY,
        generation_id text NOT NULL,
        generation_made_at timestamp with time zone NOT NULL,
        row_count bigint NOT NULL,
        exported_at timestamp with time zone NOT NULL
    );
    COMMENT ON TABLE {table} IS {comment}
    """)


def _replace_rows(
    pg: psycopg.Connection,
    schema: str,
    generation: Generation,
    table: Table,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Give a table the shape, rows, key and comments of the relation; return how many cells were changed."""
    target = Identifier(schema, _name(table))
    types = {name: _map_type(type_) for name, type_ in table.types.items()}
    texts = find_texts(table.types)
    key = _choose_key(generation, table)
    key_is_new = _shape(pg, target, types, key)
    pg.execute(SQL("DELETE FROM {}").format(target))
    columns = table.columns | {name: _without_nul(name, table.types[name]) for name in texts}
    copy_sql = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(target, _list(types))
    with pg.cursor() as cursor, cursor.copy(copy_sql) as copy:
        copy.set_types(list(types.values()))
        for rows in generation.stream(table, columns):
            for row in rows:
                copy.write_row(row)
            advance(len(rows))
    if key_is_new:
        pg.execute(SQL("ALTER TABLE {} ADD PRIMARY KEY ({})").format(target, _list(key)))
    pg.execute(SQL(";").join(_comment(target, table)))
    entry = SQL("""
        INSERT INTO {} VALUES (%s, %s, %s, %s, now())
        ON CONFLICT (table_name) DO UPDATE SET generation_id = excluded.generation_id,
            generation_made_at = excluded.generation_made_at, row_count = excluded.row_count,
            exported_at = excluded.exported_at
        """).format(Identifier(schema, RECORD))
    pg.execute(entry, [_name(table), generation.generation_id, generation.created_at, table.rows])
    nul_count = _count_nul(generation, table, texts)
    return {f"texts with a NUL character, now {REPLACEMENT}": nul_count} if nul_count else {}


def _shape(pg: psycopg.Connection, target: Identifier, types: Mapping[str, str], key: list[str]) -> bool:
    """Make the table, or give the one that is there these columns; return whether its key is still to come.

    Columns are added and dropped, so that grants and the views of others stay. The columns of an
    unchanged table stay untouched: altering it would make readers wait.
    """
    definitions = {name: SQL("{} {}").format(Identifier(name), SQL(type_)) for name, type_ in types.items()}
    name = target.as_string()
    if pg.execute("SELECT to_regclass(%s)", [name]).fetchone() == (None,):
        pg.execute(SQL("CREATE TABLE {} ({})").format(target, SQL(", ").join(definitions.values())))
        return bool(key)
    there: dict[str, str] = dict(
        pg.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [name],
        ).fetchall()
    )
    constraint = pg.execute(
        "SELECT conname, ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (number, place) "
        "JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) "
        "FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'p'",
        [name],
    ).fetchone()
    has_other_key = constraint is not None and constraint[1] != key
    changes: list[Composable] = []
    if constraint and has_other_key:
        changes.append(SQL("DROP CONSTRAINT {}").format(Identifier(constraint[0])))
        kept = [column for column in constraint[1] if types.get(column) == there[column]]
        changes += [SQL("ALTER {} DROP NOT NULL").format(Identifier(column)) for column in kept]
    old = [column for column, type_ in there.items() if types.get(column) != type_]
    changes += [SQL("DROP {}").format(Identifier(column)) for column in old]
    new = [definitions[column] for column, type_ in types.items() if there.get(column) != type_]
    changes += [SQL("ADD {}").format(definition) for definition in new]
    if changes:
        pg.execute(SQL("ALTER TABLE {} {}").format(target, SQL(", ").join(changes)))
    return bool(key) and (constraint is None or has_other_key)


def _count_nul(generation: Generation, table: Table, texts: list[str]) -> int:
    """Count the texts that hold a NUL, which PostgreSQL refuses."""
    with_nul = " + ".join(f"count(*) FILTER (contains(CAST(t.{name} AS VARCHAR), chr(0)))" for name in texts)
    return generation.add_up(table, [with_nul or "0"])[0]


def _choose_key(generation: Generation, table: Table) -> list[str]:
    """Return the columns of the primary key, or none if a row's key is too long for an index."""
    size = " + ".join(f"strlen(CAST(t.{name} AS VARCHAR))" for name in table.key) or "0"
    too_long = f"count(*) FILTER ({size} > {_MOST_KEY_BYTES})"
    return [] if generation.add_up(table, [too_long])[0] else list(table.key)


def _without_nul(name: str, type_: str) -> str:
    if type_.endswith("[]"):
        return f"list_transform(t.{name}, lambda x: replace(x, chr(0), '{REPLACEMENT}'))"
    return f"replace(t.{name}, chr(0), '{REPLACEMENT}')"


def _map_type(type_: str) -> str:
    return f"{_TYPES[type_.removesuffix('[]')]}[]" if type_.endswith("[]") else _TYPES[type_]


def _list(names: Mapping[str, object] | list[str]) -> Composable:
    return SQL(", ").join(map(Identifier, names))


def _comment(target: Identifier, table: Table) -> list[Composed]:
    whole = SQL("COMMENT ON TABLE {} IS {}").format(target, Literal(table.model.comment))
    return [whole] + [
        SQL("COMMENT ON COLUMN {}.{} IS {}").format(target, Identifier(name), Literal(text))
        for name, text in table.descriptions.items()
    ]
