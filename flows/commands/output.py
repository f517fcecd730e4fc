"""Rows for people and programs: a table that fits the screen, CSV, JSON lines or Markdown."""

import csv
import datetime as dt
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, count, islice
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from flows.commands.common import err, make_printable, out

# More rows on a screen are not read; the other formats give them all.
_MOST_ROWS = 200
_MOST_CHARACTERS = 300
_LEAST_WIDTH = 14  # of a long text in a table's column


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], format_: Format) -> None:
    """Print rows in the format asked for; all but the table are streams."""
    if format_ is Format.TABLE:
        _print_table(columns, iter(rows))
    elif format_ is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    elif format_ is Format.JSON:
        _print_json(columns, rows)
    else:
        _print_markdown(columns, rows)


def make_table(*columns: str, title: str | None = None, right: Iterable[str] = ()) -> Table:
    """Return an empty table in the house's style; `right` names columns of numbers."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        justify = "right" if column in right else "left"
        table.add_column(Text(column), justify=justify, overflow="fold")  # type: ignore[arg-type]  # a literal
    return table


def shorten(value: Any, most: int = _MOST_CHARACTERS) -> str:
    """Return a value as a short text of few lines."""
    text = "" if value is None else make_printable(_plain(value))
    return text if len(text) <= most else f"{text[:most].rstrip()} … ({len(text):,} characters)"


def tell_time(time: dt.datetime | None) -> str:
    """Tell a local time to the second."""
    return f"{time:%Y-%m-%d %H:%M:%S}" if time else "never"


def tell_place(row: dict[str, Any]) -> str:
    """Tell where a record or problem stands: file or page, record and line."""
    place = row["seed_path"] or row["url"] or ""
    if row["record_no"]:
        place += f" record {row['record_no']}"
    if row["line_no"]:
        place += f" line {row['line_no']}"
    return make_printable(place)


def _print_table(columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    shown = list(islice(rows, _MOST_ROWS))
    numbers = [name for place, name in enumerate(columns) if _are_numbers([row[place] for row in shown])]
    cells = [[shorten(value) for value in row] for row in shown]
    if _is_too_wide(columns, cells):
        _print_blocks(columns, cells)
    else:
        table = make_table(*columns, right=numbers)
        for row_cells in cells:
            table.add_row(*map(Text, row_cells))
        out.print(table)
    more = sum(1 for _ in rows)
    total = (
        f"{len(shown):,} of {len(shown) + more:,} rows; --format csv gives all"
        if more
        else f"{len(shown):,} rows"
    )
    err.print(f"[dim]{total}[/]")


def _is_too_wide(columns: Sequence[str], cells: list[list[str]]) -> bool:
    """Whether columns would be squeezed to less than a reader needs."""
    widths = [
        max(len(name), min(_LEAST_WIDTH, max((cell_len(row[place]) for row in cells), default=0)))
        for place, name in enumerate(columns)
    ]
    return sum(widths) + 3 * len(widths) > out.width


def _print_blocks(columns: Sequence[str], cells: list[list[str]]) -> None:
    """Print each row as a block, a line for each column that has a value."""
    longest = max(map(len, columns))
    for row in cells:
        for name, cell in zip(columns, row, strict=True):
            if cell:
                out.print(Text.assemble((f"{name:<{longest}}", "cyan"), "  ", cell), soft_wrap=True)
        out.print()


def _are_numbers(values: Sequence[Any]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in given)


def _print_json(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    separator, names = "[", _tell_apart(columns)
    for row in rows:
        values = (str(v) if isinstance(v, float) and not math.isfinite(v) else v for v in row)
        line = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False, default=_plain)
        sys.stdout.write(f"{separator}{line}")
        separator = ",\n "
    sys.stdout.write("]\n" if separator != "[" else "[]\n")


def _tell_apart(columns: Sequence[str]) -> list[str]:
    """Return names of which no two are equal: a, b, a becomes a, b, a_2."""
    names: list[str] = []
    for column in columns:
        numbered = (f"{column}_{number}" for number in count(2))
        names.append(next(name for name in chain([column], numbered) if name not in names))
    return names


def _print_markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sys.stdout.write(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n")
    for row in rows:
        cells = (_plain(v).replace("|", r"\|").replace("\n", "<br>") if v is not None else "" for v in row)
        sys.stdout.write(f"| {' | '.join(cells)} |\n")


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    return str(value)
