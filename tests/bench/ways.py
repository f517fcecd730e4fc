"""The ways of loading that are compared: ainews, the floor, and the peers."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

_BIN = Path(sys.executable).parent
_AINEWS = str(_BIN / "ainews")
_PEERS_PYTHON = str(_BIN.parent / "bench" / "bin" / "python")
# What is compared: how many records there are, and how many labels of each kind they have.
KINDS = ("records", "tags", "technologies", "industries")


@dataclass(frozen=True)
class Way:
    """A way of loading: one command, given the seeds and a place for all that it keeps.

    `database` is where in that place the records are; `relations` are its records, tags,
    technologies and industries, to be counted.
    """

    name: str
    command: Callable[[Path, Path], list[str]]
    database: str
    relations: tuple[str, ...]
    knows_changes: bool = False
    leaves_out: str = ""

    def count(self, place: Path) -> dict[str, int]:
        """Return how many rows each relation has."""
        with duckdb.connect(place / self.database, read_only=True) as con:
            return {
                kind: con.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
                for kind, relation in zip(KINDS, self.relations, strict=True)
            }


def ainews(command: str, home: Path, seeds: Path | None = None) -> list[str]:
    """Return the command line of one of our commands."""
    return [_AINEWS, command, "--quiet", "--home", str(home), *(["--seeds", str(seeds)] if seeds else [])]


def module(name: str, *arguments: object, python: str = sys.executable) -> list[str]:
    """Return the command line of one of our modules."""
    return [python, "-m", f"tests.bench.{name}", *map(str, arguments)]


OURS = Way(
    "ainews run",
    lambda seeds, home: ainews("run", home, seeds),
    "published/current/warehouse.duckdb",
    (
        "landing.seed_record",
        "core.seed_label WHERE kind = 'tag'",
        "core.seed_label WHERE kind = 'technology'",
        "core.seed_label WHERE kind = 'industry'",
    ),
    knows_changes=True,
)
FLOOR = Way("floor", lambda seeds, home: module("floor", "append", seeds, home / "floor.duckdb"), "", ())
