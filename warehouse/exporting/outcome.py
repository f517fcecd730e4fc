"""What an export did, as it is told to people and programs."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """A table that was written; `changes` are how many of its cells were changed, and in what way."""

    name: str
    rows: int
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Export:
    """Where to, of which generation, which tables; `left` is there from an earlier export, no part of it."""

    target: str
    generation_id: str
    tables: list[ExportedTable]
    left: list[str]
