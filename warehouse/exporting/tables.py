"""The tables of a published generation that can be taken elsewhere, with what is known of each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connect import attach, connect_published
from warehouse.errors import Failure
from warehouse.marts import cut_articles
from warehouse.models import Model, read_models
from warehouse.trouble import explain_damaged_generation

_CHUNK = 5_000
# Texts of 3 kB, twice in memory while they are sorted, in buffers of 256 MB.
_ARTICLES_AT_ONCE = 15_000


@dataclass(frozen=True, slots=True)
class Table:
    """A relation of an open generation.

    `types` are its columns in their order, each with DuckDB's type; `key` the columns of its grain
    if none of them is NULL in any row, else nothing. `slices` are ranges of article ids, from one and below
    the other: to sort long texts takes as much memory as they are large.
    """

    model: Model
    source: str
    types: dict[str, str]
    key: tuple[str, ...]
    rows: int
    slices: Sequence[tuple[str, str]] = ()

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
        conditions = [f"t.article_id >= '{low}' AND t.article_id < '{high}'" for low, high in self.slices]
        return [f"{self.source} AS t WHERE {condition}" for condition in conditions or ["true"]]

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
    names = [model.name for model in read_models(*folders) if not model.name.endswith("_base")]
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
        slices = cut_articles(con, _ARTICLES_AT_ONCE)
        tables = [_look_at(con, models[name], slices) for name in relations]
        yield Generation(con, generation_id, created_at, tables)
    except duckdb.Error as error:
        raise explain_damaged_generation(folder, error) or error from error
    finally:
        con.close()


def _look_at(con: duckdb.DuckDBPyConnection, model: Model, slices: Sequence[tuple[str, str]]) -> Table:
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
    is_sliced = model.key[0] == "article_id" and not incomplete
    return Table(model, source, types, () if incomplete else model.key, rows, slices if is_sliced else ())
