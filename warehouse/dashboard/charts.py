"""The charts' definitions: what sql/charts says of each, and how people read columns and values.

The dashboard and the export for Superset are built from them alike.
"""

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from warehouse.errors import ModelError
from warehouse.models import SQL, list_head_lines, parse_head

CHARTS = SQL / "charts"
KINDS = frozenset(("number", "bar", "line", "area", "heatmap", "network", "timeline", "table"))

_HEAD = re.compile(r"(?:--[^\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Words:
    """One text for people, in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One SELECT over reporting, and how it is shown.

    `encodings` say which columns are what (x, y, colour ...); `limit` is empty if all rows are there;
    `columns` are the heads' descriptions by column, in the order of the SELECT.
    """

    name: str
    sql: str
    purpose: str
    title: Words
    tells: Words
    limit: Words
    grain: str
    kind: str
    encodings: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def select(self) -> str:
        """The SQL without its head."""
        return _HEAD.sub("", self.sql, count=1).strip()


def read_chart(path: Path) -> Chart:
    """Read one file. Raises ModelError if its head is not in the form of sql/README.md."""
    defaults = {"title": "", "tells": "", "chart": "", "limit": ""}
    purpose, settings, columns, _ = parse_head(path.name, list_head_lines(path), defaults)
    kind, *pairs = settings["chart"].split() or [""]
    encodings = {role: names.split(",") for role, _, names in (pair.partition("=") for pair in pairs)}
    strange = sorted({name for names in encodings.values() for name in names} - columns.keys())
    if kind not in KINDS or strange:
        raise ModelError(
            f"{path.name}: its chart line names {', '.join(strange) or repr(kind)}, which is not there.",
            f"Columns: {', '.join(columns)}. Kinds: {', '.join(sorted(KINDS))}.",
        )
    return Chart(
        name=path.stem,
        sql=path.read_text(encoding="utf-8"),
        purpose=purpose,
        title=_read_words(path, "title", settings["title"]),
        tells=_read_words(path, "tells", settings["tells"]),
        limit=_read_words(path, "limit", settings["limit"] or "|"),
        grain=settings["grain"],
        kind=kind,
        encodings=encodings,
        columns=columns,
    )


@cache
def read_charts() -> tuple[Chart, ...]:
    """Read all charts, in alphabetical order."""
    return tuple(map(read_chart, sorted(CHARTS.glob("*.sql"))))


@cache
def read_labels() -> dict[str, Words]:
    """Return how columns (`month`) and values (`status=failed`) are written for people."""
    with (CHARTS / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: Words(row["zh"], row["en"]) for row in csv.DictReader(file)}


def _read_words(path: Path, key: str, value: str) -> Words:
    zh, bar, en = value.partition("|")
    if not bar:
        raise ModelError(f"{path.name}: `{key}:` wants Chinese | English.", "See sql/README.md.")
    return Words(zh.strip(), en.strip())
