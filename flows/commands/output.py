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

from flows.commands.common import err, find_longest_word, make_printable, out, print_beside
from warehouse.wording import count_of

# More rows on a screen are not read; the other formats give them all.
_MOST_ROWS = 200
_MOST_CHARACTERS = 300
_LEAST_WIDTH = 14  # of a long text in a table's column
_LONGEST_WORD = 36  # that is not broken in a table: ids of runs, names of tables


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


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str | None = None,
    right: Iterable[str] = (),
) -> None:
    """Print a table in the house's style, or, where the screen is too narrow for it, a block for each row.

    Cells are printed as they are, `Text` in its style; `right` names columns of numbers.
    """
    cells = [[_make_cell(value) for value in row] for row in rows]
    by_column = [(name, [row[place] for row in cells]) for place, name in enumerate(columns)]
    if sum(_find_least_width(name, of_it) + 3 for name, of_it in by_column) > out.width:
        if title:
            out.print(Text(f"{title}\n", style="italic"))
        _print_blocks(columns, cells)
        return
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for name, of_it in by_column:
        table.add_column(
            Text(name),
            justify="right" if name in right else "left",
            overflow="fold",
            no_wrap=all(cell.cell_len == _measure_word(cell) for cell in of_it),
        )
    for row in cells:
        table.add_row(*row)
    out.print(table)


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
    print_table(columns, [[shorten(value) for value in row] for row in shown], right=numbers)
    more = sum(1 for _ in rows)
    total = (
        f"{len(shown):,} of {len(shown) + more:,} rows; --format csv gives all"
        if more
        else count_of(len(shown), "row")
    )
    err.print(f"[dim]{total}[/]")


def _make_cell(value: Any) -> Text:
    return value if isinstance(value, Text) else Text("" if value is None else str(value))


def _find_least_width(name: str, cells: Iterable[Text]) -> int:
    """Return how wide a column must be for a reader."""
    needed = (max(min(cell.cell_len, _LEAST_WIDTH), _measure_word(cell)) for cell in cells)
    return max(cell_len(name), *needed, 0)


def _measure_word(cell: Text) -> int:
    return min(find_longest_word(cell.plain), _LONGEST_WORD)


def _print_blocks(columns: Sequence[str], cells: list[list[Text]]) -> None:
    """Print each row as a block, a line for each column that has a value."""
    longest = max(map(cell_len, columns))
    for row in cells:
        for name, cell in zip(columns, row, strict=True):
            if cell.plain:
                print_beside(Text(name + " " * (longest - cell_len(name) + 2), style="cyan"), cell)
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
