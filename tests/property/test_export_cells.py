"""Laws of exported texts: any text comes back from every format, but for what the format cannot hold."""

import csv
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from warehouse.connect import connect
from warehouse.exporting.cells import CUT_MARK, MOST_UNITS
from warehouse.exporting.files import copy_table
from warehouse.exporting.spreadsheets import write_workbook
from warehouse.exporting.tables import Generation, Table
from warehouse.models import Model, Replaces

law = settings(max_examples=25, deadline=None)

# What breaks quoting, markup, formulas and cells is drawn more often than by chance.
TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.text("=+-@＝\t\r\n\0\x0b\x1f\"',;<>&中𝄞\ufeff\ufffe\u3000 a0", max_size=8)
    | st.sampled_from(["<r>a</r>", "_x000D_", "_x0041_", "null", "NULL", "true", "1e5", "{}", "中" * 40_000]),
    min_size=1,
    max_size=20,
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = connect()
    yield con
    con.close()


def export(con: duckdb.DuckDBPyConnection, texts: list[str], folder: str, format_: str, *, for_excel=False):
    """Write texts as the column `text` of a table; return the file and what was changed."""
    con.execute("CREATE OR REPLACE TABLE t (no INTEGER, text VARCHAR)")
    con.execute("INSERT INTO t SELECT generate_subscripts($1, 1), unnest($1::VARCHAR[])", [texts])
    columns = {"no": "place; count", "text": "what it says; text"}
    model = Model("reporting.t", Path(), "", "Texts.", "one row per no", Replaces.VIEW, columns=columns)
    table = Table(model, "t", {"no": "INTEGER", "text": "VARCHAR"}, ("no",), len(texts))
    generation = Generation(con, "gen-1", datetime(2026, 11, 24, tzinfo=UTC), [table])
    path = Path(folder, f"t.{format_}")
    if format_ == "xlsx":
        return path, write_workbook(generation, table, path, lambda rows: None).changes
    return path, copy_table(generation, table, path, format_, for_excel=for_excel)


def read(path: Path) -> list[str]:
    """Return the column `text`, as another program reads it."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)]
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    if path.suffix == ".parquet":
        return pq.read_table(path)["text"].to_pylist()
    sheet = openpyxl.load_workbook(path)["t"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"n", "s", "inlineStr"}
    return [unescape(row[1]) for row in sheet.iter_rows(min_row=2, max_col=2, values_only=True)]


def fit(text: str) -> str:
    """What a cell holds of a text."""
    text = re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", "\ufffd", text.replace("\r\n", "\n"))
    units = len(text.encode("utf-16-le")) // 2
    if units <= MOST_UNITS:
        return text
    kept = MOST_UNITS - len(CUT_MARK)
    return text[: kept if units == len(text) else kept // 2] + CUT_MARK


def defuse(text: str) -> str:
    """What stands in a CSV for Excel instead of a text: blanks in front make no formula harmless."""
    blanks = takewhile(lambda c: c in "\t\n\f\r\ufeff" or unicodedata.category(c)[0] == "Z", text)
    begin = text[sum(1 for _ in blanks) :]
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or begin[:1] in tuple("=+-@＝＋－＠") else text


@pytest.mark.parametrize("format_", ["parquet", "jsonl", "csv"])
@law
@given(texts=TEXTS)
def test_files_for_programs_hold_every_text_as_it_is(con, format_: str, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, changes = export(con, texts, folder, format_)
        assert (read(path), changes) == (texts, {})


@law
@given(texts=TEXTS)
@example(["=1+1", " ＝cmd", "\t=1", "-5", "'=1", "a=1", "中" * 32_767, "=" + "中" * 32_766, "𝄞" * 16_384])
def test_csv_for_excel_holds_no_formula_and_no_more_than_a_cell(con, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, changes = export(con, texts, folder, "csv", for_excel=True)
        assert path.read_bytes().startswith("\ufeffno,text\n".encode())
        found = read(path)
    assert found == [fit(defuse(text)) for text in texts]
    changed = sum(text != given for text, given in zip(found, texts, strict=True))
    assert changed <= sum(changes.values()) <= 3 * changed


@law
@given(texts=TEXTS)
@example(["=1+1", "<r>a</r>", "<r><b>x", "https://a.example/" + "x" * 3000, "_x000D_", " a ", "𝄞" * 16_384])
def test_workbooks_hold_texts_and_nothing_but_texts(con, texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, changes = export(con, texts, folder, "xlsx")
        found = read(path)
    assert found == [fit(text) for text in texts]
    assert bool(changes) == any(fit(text) != text for text in texts)
