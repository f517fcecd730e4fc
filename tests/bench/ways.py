"""The ways of loading that are compared: ainews, the floor, and the peers."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

_BIN = Path(sys.executable).parent
PEERS_PYTHON = str(_BIN.parent / "bench" / "bin" / "python")
KINDS = ("records", "tags", "technologies", "industries")


@dataclass(frozen=True)
class Way:
    """A way of loading: one command, given the seeds and a place for all that it keeps.

    In that place `written` is the database file that it writes and `read` the one to read; its
    `relations` are records, tags, technologies and industries, to be counted. `can_update` tells
    that the command, run again, loads only what changed.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    written: str
    read: str = ""
    relations: tuple[str, ...] = ()
    can_update: bool = False
    note: str = ""

    def count(self, place: Path) -> dict[str, int]:
        """Return how many rows each relation has."""
        with duckdb.connect(place / (self.read or self.written), read_only=True) as con:
            counts = [con.execute(f"SELECT count(*) FROM {each}").fetchall()[0][0] for each in self.relations]
        return dict(zip(KINDS, counts, strict=True))


def ainews(command: str, home: Path, seeds: Path | None = None) -> list[str]:
    """Return the command line of one of our commands."""
    places = ["--home", str(home), *(["--seeds", str(seeds)] if seeds else [])]
    return [str(_BIN / "ainews"), command, "--quiet", *places]


def module(name: str, *arguments: object, python: str = sys.executable) -> list[str]:
    """Return the command line of a module of the bench."""
    return [python, "-m", f"tests.bench.{name}", *map(str, arguments)]


def _peer(name: str, *arguments: str) -> Callable[[Path, Path], list[str]]:
    return lambda seeds, place: module(f"peers.{name}", seeds, place, *arguments, python=PEERS_PYTHON)


OURS = Way(
    "ainews run",
    lambda seeds, place: ainews("run", place, seeds),
    "ainews.duckdb",
    "published/current/warehouse.duckdb",
    (
        "landing.seed_record",
        "core.seed_label WHERE kind = 'tag'",
        "core.seed_label WHERE kind = 'technology'",
        "core.seed_label WHERE kind = 'industry'",
    ),
    can_update=True,
    note="everything, up to the published generation",
)
FLOOR = Way(
    "floor",
    lambda seeds, place: module("floor", "append", seeds, place / "floor.duckdb"),
    "floor.duckdb",
    note="list, read, parse, append the records as Arrow; labels are not even split",
)
DLT_DICTS = Way(
    "dlt, dicts",
    _peer("dlt_dicts"),
    "news.duckdb",
    relations=(
        "seeds.record",
        "seeds.record__keywords",
        "seeds.record__technologies",
        "seeds.record__industries",
    ),
    can_update=True,
    note="as its users write it: dictionaries with lists, merged by key, parquet loader",
)
_LINKS = ("seeds.record", "seeds.record_tag", "seeds.record_technology", "seeds.record_industry")
DLT_ARROW = Way(
    "dlt, Arrow",
    _peer("dlt_arrow"),
    "news.duckdb",
    relations=_LINKS,
    can_update=True,
    note="tuned by hand: Arrow batches; own code splits the labels and finds what is new",
)
DLT_APPEND = Way(
    "dlt, Arrow, appending",
    _peer("dlt_arrow", "append"),
    "news.duckdb",
    relations=_LINKS,
    can_update=True,
    note="the same, but the first load appends instead of merging",
)
_HAND = ("record", "record_tag", "record_technology", "record_industry")
PANDAS = Way(
    "pandas and SQL",
    _peer("pandas_sql"),
    "news.duckdb",
    relations=_HAND,
    note="by hand: one frame, SQL for the tables of names; everything anew each time",
)
POLARS = Way("polars and SQL", _peer("polars_sql"), "news.duckdb", relations=_HAND, note="the same")
PEERS = (DLT_DICTS, DLT_ARROW, DLT_APPEND, PANDAS, POLARS)
