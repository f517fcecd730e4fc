"""The marts: each reporting view as a table with its comments, for BI tools.

A view of one row an article is filled slice by slice, because not all articles fit into memory at
once: the same SELECT is asked of views that show a slice of the articles only. The names of their
labels, which take the most of it, are joined in smaller slices before, once for all these views.
"""

from itertools import pairwise
from pathlib import Path

import duckdb

from warehouse.connect import ROW_GROUP, attach, connect, joins_as_written, transaction
from warehouse.models import Model, comment_on, quote, read_models

# 16 hex digits, so that their beginnings cut the articles into even slices.
_DIGITS = 16**2
_ARTICLES_AT_ONCE = 100_000
_SLICES_OF_NAMES = 2  # in each of the others
# Blocks kept, not given back and taken again page by page. Had DuckDB all that it may use in them, the tables
# that it groups by would come on top: 50 MB with 300,000 articles.
_KEPT_BLOCKS = "128MB"
_NAMES = "core.article_names"
_GRAIN_OF_ARTICLES = "one row per article_id"


def fill_marts(
    copy: Path, marts: Path, memory_limit: str, articles_at_once: int = _ARTICLES_AT_ONCE
) -> dict[str, int]:
    """Write the reporting views of a closed copy into a new file; return the rows of each."""
    rows = {}
    con = connect(
        memory_limit=memory_limit,
        preserve_insertion_order=False,
        temp_directory=str(marts.with_suffix(".tmp")),
        block_allocator_memory=_KEPT_BLOCKS,
        threads=1,  # a second one needs more memory, and gains little
    )
    try:
        # twice the size, and a question about long texts is answered five to ten times sooner
        con.execute("SET force_compression = 'uncompressed'")
        # tables of full row groups go past the log: it would be written, and written again at the end
        attach(con, marts, "marts", f"ROW_GROUP_SIZE {ROW_GROUP}")
        attach(con, copy, "warehouse", "READ_ONLY")
        con.execute("CREATE SCHEMA marts.reporting")
        con.execute("CREATE SCHEMA marts.ops")
        con.execute("CREATE TABLE marts.ops.generation AS SELECT * FROM warehouse.ops.generation")
        _comment_on_generation(con)
        slices = cut_articles(con, articles_at_once)
        _show_slices(con)
        models = read_models("reporting")
        with joins_as_written(con):
            # the tables that these group by need their memory before blocks are kept for the others
            for model in models:
                if model.grain != _GRAIN_OF_ARTICLES:
                    rows[model.name] = _fill(con, model)
            [names] = (model for model in read_models("core") if model.name == _NAMES)
            _fill_slices(con, "memory", names, cut_articles(con, articles_at_once // _SLICES_OF_NAMES))
            for model in models:
                if model.grain == _GRAIN_OF_ARTICLES:
                    rows[model.name] = _fill_slices(con, "marts", model, slices)
            con.execute("USE marts")
            with transaction(con):
                for model in models:
                    comment_on(con, model, "TABLE")
        con.execute("USE memory")
        con.execute("DETACH marts")
    finally:
        con.close()
    return rows


def _comment_on_generation(con: duckdb.DuckDBPyConnection) -> None:
    """Take over the comments of ops.generation, which has no file of its own."""
    of_it = "WHERE database_name = 'warehouse' AND schema_name = 'ops' AND table_name = 'generation'"
    comments = con.execute(f"""
        SELECT 'TABLE marts.ops.generation', comment FROM duckdb_tables() {of_it}
        UNION ALL
        SELECT 'COLUMN marts.ops.generation.' || column_name, comment FROM duckdb_columns() {of_it}
        """).fetchall()
    for target, comment in comments:
        con.execute(f"COMMENT ON {target} IS {quote(comment)}")


def _fill(con: duckdb.DuckDBPyConnection, model: Model) -> int:
    sql = f"CREATE TABLE marts.{model.name} AS SELECT * FROM warehouse.{model.name}"
    return _count(con.execute(sql))


def _fill_slices(
    con: duckdb.DuckDBPyConnection, database: str, model: Model, slices: list[tuple[str, str]]
) -> int:
    con.execute(f"CREATE TABLE {database}.{model.name} AS SELECT * FROM warehouse.{model.name} LIMIT 0")
    con.execute("USE memory")
    rows = 0
    for low, high in slices:
        con.execute(f"SET VARIABLE low = '{low}'")
        con.execute(f"SET VARIABLE high = '{high}'")
        rows += _count(con.execute(f"INSERT INTO {database}.{model.name} BY NAME {model.sql}"))
    return rows


def cut_articles(con: duckdb.DuckDBPyConnection, articles_at_once: int) -> list[tuple[str, str]]:
    """Return the bounds of ids, from one and below the other, of slices of about so many articles."""
    articles = _count(con.execute("SELECT count(*) FROM warehouse.core.article_base"))
    slices = min(_DIGITS, -(-articles // articles_at_once) or 1)
    bounds = ["", *(f"{_DIGITS * place // slices:02x}" for place in range(1, slices)), "g"]
    return list(pairwise(bounds))


def _show_slices(con: duckdb.DuckDBPyConnection) -> None:
    """Make views of the same names that show a slice of the articles, and all of what is no article's."""
    relations = con.execute(f"""
        SELECT schema_name, table_name, bool_or(column_name = 'article_id')
        FROM duckdb_columns()
        WHERE database_name = 'warehouse' AND schema_name IN ('landing', 'core', 'ops')
            AND schema_name || '.' || table_name <> '{_NAMES}'
        GROUP BY schema_name, table_name
        """).fetchall()
    for schema in ("landing", "core", "ops"):
        con.execute(f"CREATE SCHEMA memory.{schema}")
    for schema, name, is_of_articles in relations:
        where = "WHERE article_id >= getvariable('low') AND article_id < getvariable('high')"
        con.execute(
            f"CREATE VIEW memory.{schema}.{name} AS "
            f"SELECT * FROM warehouse.{schema}.{name} {where if is_of_articles else ''}"
        )


def _count(answer: duckdb.DuckDBPyConnection) -> int:
    row = answer.fetchone()
    return int(row[0]) if row else 0
