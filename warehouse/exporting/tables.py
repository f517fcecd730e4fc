"""The tables of a published generation that can be taken elsewhere, with what is known of each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import duckdb

from warehouse.connect import attach, connect_published, joins_as_written
from warehouse.errors import Failure
from warehouse.marts import cut_articles
from warehouse.models import Model, quote, read_models
from warehouse.trouble import explain_damaged_generation

_CHUNK = 5_000
# Texts of 3 kB, twice in memory while they are sorted, in buffers of 256 MB.
_ARTICLES_AT_ONCE = 15_000
# Of other tables. DuckDB sorts more in memory than it then has room to write out.
_ROWS_AT_ONCE = 250_000
_SAMPLE = 20_000  # values that the bounds between them are chosen from
# Work of other parts, and no table for people.
_INNER = ("core.unindexed_text",)


@dataclass(frozen=True, slots=True)
class Table:
    """A relation of an open generation.

    `types` are its columns in their order, each with DuckDB's type; `key` the columns of its grain
    if none of them is NULL in any row, else nothing. `slices` are conditions over `t` that cut it into parts
    in the order of the key: to sort takes as much memory as there is to sort.
    """

    model: Model
    source: str
    types: dict[str, str]
    key: tuple[str, ...]
    rows: int
    slices: Sequence[str] = ("true",)

    @property
    def name(self) -> str:
        """What it is called elsewhere: a reporting table without its schema."""
        return self.model.name.removeprefix("reporting.")

    @property
    def descriptions(self) -> dict[str, str]:
        """What each of its columns is."""
        return {name: self.model.columns.get(name, "") for name in self.types}

    @property
    def columns(self) -> dict[str, str]:
        """Its columns as expressions over `t`."""
        return {name: f"t.{name}" for name in self.types}

    @property
    def parts(self) -> list[str]:
        """What stands behind FROM to read it part by part, in order."""
        return [f"{self.source} AS t WHERE {condition}" for condition in self.slices]

    def select(self, columns: Mapping[str, str]) -> list[str]:
        """Return the SELECTs that give all its rows, in an order that depends on them alone.

        `columns` are expressions over `t`, each with the name that it gets.
        """
        wanted = ", ".join(f'{expression} AS "{name}"' for name, expression in columns.items())
        order = ", ".join(f"t.{name}" for name in self.key or self.types)
        return [f"SELECT {wanted} FROM {part} ORDER BY {order}" for part in self.parts]


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation: its id, when it was made, and the tables chosen of it."""

    con: duckdb.DuckDBPyConnection
    generation_id: str
    created_at: datetime
    tables: list[Table]

    @property
    def rows(self) -> int:
        """Rows of all its tables."""
        return sum(table.rows for table in self.tables)

    def add_up(self, table: Table, counts: Sequence[str]) -> list[int]:
        """Return what each of these aggregates counts over all parts of a table."""
        wanted = ", ".join(counts)
        found = [self.con.execute(f"SELECT {wanted} FROM {part}").fetchall()[0] for part in table.parts]
        return [sum(numbers) for numbers in zip(*found, strict=True)]

    def stream(self, table: Table, columns: Mapping[str, str]) -> Iterator[list[tuple[object, ...]]]:
        """Yield the rows of a table in chunks; see Table.select."""
        for sql in table.select(columns):
            answer = self.con.execute(sql)
            while chunk := answer.fetchmany(_CHUNK):
                yield chunk


def list_relations(*, with_core: bool) -> list[str]:
    """Return the relations to export: reporting, and core on request."""
    folders = ("reporting", "core") if with_core else ("reporting",)
    names = [name for model in read_models(*folders) if not (name := model.name).endswith("_base")]
    names = [name for name in names if name not in _INNER]
    return sorted(names, key=lambda name: (not name.startswith("reporting."), name))


@contextmanager
def open_generation(
    folder: Path, relations: Sequence[str], temporary: Path, *, memory_limit: str, threads: int
) -> Iterator[Generation]:
    """Open a published generation to read these relations; `temporary` takes what memory cannot hold.

    Raises HomeFailure if it is damaged, and Failure if a relation is not in it.
    """
    con = connect_published(
        folder / "warehouse.duckdb", temporary=str(temporary), memory_limit=memory_limit, threads=threads
    )
    try:
        attach(con, folder / "marts.duckdb", "marts", "READ_ONLY")
        newest = "SELECT generation_id, created_at FROM ops.generation ORDER BY generation_id DESC LIMIT 1"
        ((generation_id, created_at),) = con.execute(newest).fetchall()
        models = {model.name: model for model in read_models("reporting", "core")}
        with joins_as_written(con):
            tables = [_look_at(con, models[name]) for name in relations]
            yield Generation(con, generation_id, created_at, tables)
    except duckdb.Error as error:
        raise explain_damaged_generation(folder, error) or error from error
    finally:
        con.close()


def _look_at(con: duckdb.DuckDBPyConnection, model: Model) -> Table:
    # the marts hold the reporting views as tables: to read them costs a tenth of the views
    source = f"marts.{model.name}" if model.name.startswith("reporting.") else f"warehouse.{model.name}"
    try:
        types = {name: str(type_) for name, type_, *_ in con.execute(f"DESCRIBE {source}").fetchall()}
    except duckdb.CatalogException as error:
        raise Failure(
            f"The current generation has no {model.name}: it is older than this ainews.",
            "Make a new one: ainews run",
        ) from error
    lacking = " OR ".join(f"{name} IS NULL" for name in model.key)
    answer = con.execute(f"SELECT count(*), count(*) FILTER ({lacking}) FROM {source}").fetchone()
    rows, incomplete = answer or (0, 0)
    if incomplete:
        return Table(model, source, types, (), rows)
    return Table(model, source, types, model.key, rows, _cut(con, source, model.key[0], rows))


def _cut(con: duckdb.DuckDBPyConnection, source: str, column: str, rows: int) -> list[str]:
    """Return conditions over `t` that cut a relation into parts of about even size by its first column."""
    if column == "article_id":
        return [
            f"t.article_id >= '{low}' AND t.article_id < '{high}'"
            for low, high in cut_articles(con, _ARTICLES_AT_ONCE)
        ]
    parts = -(-rows // _ROWS_AT_ONCE)
    if parts <= 1:
        return ["true"]
    answer = con.execute(
        f"""
        SELECT DISTINCT unnest(quantile_disc(value, ?)) AS bound
        FROM (SELECT DISTINCT {column} AS value FROM {source} WHERE hash({column}) % ? = 0)
        ORDER BY bound
        """,
        [[part / parts for part in range(1, parts)], -(-rows // _SAMPLE)],
    )
    bounds = [quote(str(bound)) for (bound,) in answer.fetchall()]
    if not bounds:
        return ["true"]
    inner = [f"t.{column} >= {low} AND t.{column} < {high}" for low, high in pairwise(bounds)]
    return [f"t.{column} < {bounds[0]}", *inner, f"t.{column} >= {bounds[-1]}"]
