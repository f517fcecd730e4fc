"""Tables as Excel workbooks, written row by row in little memory; no cell is ever a formula or a link.

A workbook holds one table, on as many sheets as its rows need, and a sheet that describes its columns.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from warehouse.exporting.cells import MOST_ROWS, as_text, count_changes, find_texts, fit
from warehouse.exporting.tables import Generation, Table
from warehouse.wording import count_of

_OPTIONS = {
    "constant_memory": True,
    "use_zip64": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
# A sheet's name has 31 characters at the most; some are for " (12)".
_NAME_LENGTH = 26
_ROWS_TO_MEASURE = 1_000
_LEAST_WIDTH, _MOST_WIDTH = 8, 60
# Excel keeps 15 digits of a number, and knows no day before 1900.
_MOST_INTEGER = 10**15 - 1
_FIRST_YEAR = 1900
_FORMATS = {"DATE": "yyyy-mm-dd", "TIMESTAMP": "yyyy-mm-dd hh:mm:ss"}

Write = Callable[[int, int, Any], object]


class PlainSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet whose texts are never markup: XlsxWriter takes `<r>...</r>` for rich text of its own making."""

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        self._xml_inline_string(string, True, attributes)


@dataclass(slots=True)
class Written:
    """The names of the sheets that hold rows, and how many cells were changed, and in what way."""

    sheets: list[str]
    changes: dict[str, int]


def write_workbook(
    generation: Generation,
    table: Table,
    path: Path,
    advance: Callable[[int], None],
    most_rows: int = MOST_ROWS,
) -> Written:
    """Write a table to a workbook; `advance` is called with the number of rows just written."""
    changes = count_changes(generation, table, is_csv=False)
    columns = table.columns | {n: fit(as_text(n, table.types[n])) for n in find_texts(table.types)}
    columns |= {n: f"CAST(t.{n} AS TIMESTAMP)" for n, t in table.types.items() if t.endswith("TIME ZONE")}
    book = Workbook(path, {**_OPTIONS, "tmpdir": str(path.parent)})
    created = generation.created_at.astimezone(dt.UTC)
    book.set_properties({"title": table.name, "comments": table.model.comment, "created": created})
    writer = _TableWriter(book, table, most_rows, Written([], changes))
    writer.begin_sheet()
    for rows in generation.stream(table, columns):
        writer.write(rows)
        advance(len(rows))
    writer.end_sheet()
    _describe(book, table, generation, writer.written)
    book.close()
    return writer.written


class _TableWriter:
    """Writes rows to one sheet after another."""

    def __init__(self, book: Workbook, table: Table, most_rows: int, written: Written) -> None:
        self.book, self.table, self.most_rows, self.written = book, table, most_rows, written
        self.header = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.formats = {type_: book.add_format({"num_format": form}) for type_, form in _FORMATS.items()}
        self.row = 0

    def begin_sheet(self) -> None:
        names = self.written.sheets
        name = self.table.name[:_NAME_LENGTH] + (f" ({len(names) + 1})" if names else "")
        names.append(name)
        self.sheet = self.book.add_worksheet(name, PlainSheet)
        self.sheet.freeze_panes(1, 0)
        self.sheet.write_row(0, 0, self.table.types, self.header)
        self.writes = [self._choose(type_) for type_ in self.table.types.values()]
        self.widths = [len(name) + 3 for name in self.table.types]  # the filter's button is on it as well
        self.row = 0

    def end_sheet(self) -> None:
        self.sheet.autofilter(0, 0, self.row, len(self.table.types) - 1)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, min(max(width, _LEAST_WIDTH), _MOST_WIDTH))

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        for values in rows:
            if self.row == self.most_rows:
                self.end_sheet()
                self.begin_sheet()
            self.row += 1
            for column, value in enumerate(values):
                if value is not None:
                    self.writes[column](self.row, column, value)
            if self.row <= _ROWS_TO_MEASURE:
                self.widths = [
                    max(width, _measure(value)) for width, value in zip(self.widths, values, strict=True)
                ]

    def _choose(self, type_: str) -> Write:
        """Return what writes a value of this type to the sheet."""
        sheet = self.sheet
        writes: dict[str, Write] = {
            "BOOLEAN": sheet.write_boolean,
            "DOUBLE": sheet.write_number,
            "INTEGER": sheet.write_number,
            "BIGINT": self._write_integer,
            "HUGEINT": self._write_integer,
            "DATE": self._make_time_writer(self.formats["DATE"]),
            "TIMESTAMP": self._make_time_writer(self.formats["TIMESTAMP"]),
            "TIMESTAMP WITH TIME ZONE": self._make_time_writer(self.formats["TIMESTAMP"]),
        }
        as_text: Write = sheet.write_string
        return writes.get(type_, as_text)

    def _write_integer(self, row: int, column: int, value: int) -> None:
        if abs(value) > _MOST_INTEGER:
            self._write_as_text(row, column, str(value), "numbers of more than 15 digits, now text")
        else:
            self.sheet.write_number(row, column, value)

    def _make_time_writer(self, form: Format) -> Write:
        def write(row: int, column: int, value: dt.date) -> None:
            if value.year < _FIRST_YEAR:
                self._write_as_text(row, column, str(value), "times before 1900, now text")
            else:
                self.sheet.write_datetime(row, column, value, form)

        return write

    def _write_as_text(self, row: int, column: int, text: str, change: str) -> None:
        self.sheet.write_string(row, column, text)
        self.written.changes[change] = self.written.changes.get(change, 0) + 1


def _measure(value: Any) -> int:
    """Return how wide a value is shown, in digits: Chinese characters take two."""
    if isinstance(value, dt.datetime):
        return len("2026-11-24 06:04:19") + 1
    text = str(value)[:_MOST_WIDTH]
    return sum(2 if character > "\u2e80" else 1 for character in text) + 1


def _describe(book: Workbook, table: Table, generation: Generation, written: Written) -> None:
    """Write the sheet that says what the table and its columns are."""
    sheet = book.add_worksheet("about", PlainSheet)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    told = [
        ("table", table.name),
        ("what it is", table.model.purpose),
        ("grain", table.model.grain),
        ("rows", f"{table.rows:,}, on {', '.join(written.sheets)}"),
        ("generation", f"{generation.generation_id}, made {generation.created_at:%Y-%m-%d %H:%M:%S %z}"),
        *((count_of(count, "cell"), change) for change, count in written.changes.items()),
        ("", ""),
        ("column", "what it is; unit or form"),
        *table.descriptions.items(),
    ]
    for row, (name, text) in enumerate(told):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, text, wrapped)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
