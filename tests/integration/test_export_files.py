"""Exports into a folder: read back by other programs, described, whole or not there."""

import csv
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.bench.seed_generator import SeedGenerator
from tests.conftest import SEED_FILE, Workshop
from tests.integration.held_export import hold_export
from warehouse.exporting import folder as exporting
from warehouse.exporting import tables
from warehouse.exporting.spreadsheets import write_workbook
from warehouse.exporting.tables import list_relations
from warehouse.models import read_models

FORMATS = ["parquet", "csv", "xlsx", "jsonl"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("export"))
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    SeedGenerator().write(workshop.seeds, 12)
    workshop.run()
    return workshop


def export(workshop: Workshop, *arguments: object) -> Result:
    given = ["export", *map(str, arguments)]
    return CliRunner().invoke(app, given, env={"AINEWS_HOME": str(workshop.home.root), "COLUMNS": "300"})


def read_package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON lines or Parquet."""
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("format_", FORMATS)
def test_files_are_what_their_datapackage_says(home: Workshop, tmp_path: Path, format_: str) -> None:
    result = export(home, tmp_path, "--format", format_, "--core")
    assert result.exit_code == 0, result.output
    package = read_package(tmp_path)
    relations = list_relations(with_core=True)
    assert [each["title"] for each in package["resources"]] == [
        n.removeprefix("reporting.") for n in relations
    ]
    assert package["generation_id"] == home.home.current_generation().name
    assert {path.name for path in tmp_path.iterdir()} == {
        "datapackage.json",
        *(each["path"] for each in package["resources"]),
    }
    assert frictionless.Package.validate_descriptor(package).valid
    if format_ in ("csv", "xlsx"):
        report = frictionless.validate(tmp_path / "datapackage.json")
        assert report.valid, report.flatten(["name", "type", "note"])
    for resource, relation in zip(package["resources"], relations, strict=True):
        (rows,) = home.rows(f"SELECT count(*) FROM {relation}")[0]
        assert resource["row_count"] == rows
        assert resource["bytes"] == (tmp_path / resource["path"]).stat().st_size
        if format_ in ("parquet", "jsonl"):  # frictionless reads these with further packages only
            data = read_rows(tmp_path / resource["path"])
            assert len(data) == rows
            schema = frictionless.Schema.from_descriptor(resource["schema"])
            report = frictionless.Resource(data=data or [schema.field_names], schema=schema).validate()
            assert report.valid, (relation, report.flatten(["rowNumber", "fieldName", "note"])[:5])
    overview = next(each for each in package["resources"] if each["title"] == "article_overview")
    assert overview["schema"]["primaryKey"] == ["article_id"]
    assert {field["name"]: field["type"] for field in overview["schema"]["fields"]}.items() >= {
        ("title", "string"),
        ("month", "date"),
        ("tag_count", "integer"),
        ("changed_at", "datetime"),
    }


def test_every_grain_names_columns() -> None:
    assert [model.name for model in read_models("reporting", "core") if not model.key] == []


def test_the_same_generation_gives_the_same_files(home: Workshop, tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert export(home, tmp_path / name, "--format", "csv").exit_code == 0
    assert read_package(tmp_path / "one") == read_package(tmp_path / "other")


@pytest.mark.parametrize("format_", FORMATS)
def test_slices_hold_what_the_whole_holds(
    home: Workshop, tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("core.article", "core.article_tag", "core.seed_label", "data_quality")
    arguments = ("-f", format_, *(part for name in names for part in ("-t", name)))
    assert export(home, tmp_path / "whole", *arguments).exit_code == 0
    monkeypatch.setattr(tables, "_ARTICLES_AT_ONCE", 3)
    monkeypatch.setattr(tables, "_ROWS_AT_ONCE", 3)
    assert export(home, tmp_path / "sliced", *arguments).exit_code == 0
    for name in (f"{name}.{format_}" for name in names):
        whole, sliced = tmp_path / "whole" / name, tmp_path / "sliced" / name
        if format_ == "parquet":
            found, wanted = pq.read_table(sliced), pq.read_table(whole)
            assert found.equals(wanted.cast(found.schema))
            assert found.schema.types == wanted.schema.types
            assert pq.read_metadata(sliced).num_row_groups > 1
            assert pq.read_schema(sliced).metadata == pq.read_schema(whole).metadata
        else:
            assert sliced.read_bytes() == whole.read_bytes()


def test_workbooks_have_types_widths_and_a_description(home: Workshop, tmp_path: Path) -> None:
    assert export(home, tmp_path, "--format", "xlsx", "--table", "article_overview").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "article_overview.xlsx")
    assert book.sheetnames == ["article_overview", "about"]
    sheet = book["article_overview"]
    names = [cell.value for cell in sheet[1]]
    ((title, month, changed_at, tags),) = home.rows(
        "SELECT title, month, changed_at, tag_count FROM article_overview ORDER BY article_id LIMIT 1"
    )
    row = dict(zip(names, sheet[2], strict=True))
    assert (row["title"].value, row["month"].value.date(), row["tag_count"].value) == (title, month, tags)
    assert abs((row["changed_at"].value - changed_at).total_seconds()) < 0.01
    assert (row["month"].number_format, row["changed_at"].number_format) == (
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm:ss",
    )
    assert row["link"].hyperlink is None
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:AA{sheet.max_row}")
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["K"].width
    about = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
    assert about["generation"].startswith(home.home.current_generation().name)
    assert about["tag_count"] == "its tags; count"


def test_more_rows_than_a_sheet_holds_go_on_further_sheets(
    home: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = lambda *arguments: write_workbook(*arguments, most_rows=5)  # noqa: E731
    monkeypatch.setattr(exporting, "write_workbook", limited)
    assert (
        export(
            home, tmp_path, "-f", "xlsx", "-t", "article_overview", "-t", "technology_trend_monthly"
        ).exit_code
        == 0
    )
    (count,) = home.rows("SELECT count(*) FROM article_overview")[0]
    book = openpyxl.load_workbook(tmp_path / "article_overview.xlsx", read_only=True)
    assert book.sheetnames == ["article_overview", "article_overview (2)", "article_overview (3)", "about"]
    sheets = [list(book[name].iter_rows(values_only=True)) for name in book.sheetnames[:-1]]
    assert [len(rows) for rows in sheets] == [6, 6, count - 10 + 1]
    assert len({rows[0] for rows in sheets}) == 1
    report = frictionless.validate(tmp_path / "datapackage.json")
    assert report.valid, report.flatten(["name", "type", "note"])
    assert [task.name for task in report.tasks][:3] == [
        "article-overview",
        "article-overview-2",
        "article-overview-3",
    ]


class TestOddGenerations:
    @pytest.fixture
    def hostile(self, make_workshop: Callable[[str], Workshop]) -> Workshop:
        """A generation with what no seed brings: an export must not rely on the cleaner."""
        workshop = make_workshop("hostile")
        workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
        workshop.run()
        with duckdb.connect(workshop.home.current_generation() / "marts.duckdb") as con:
            con.execute(
                "UPDATE reporting.article_overview SET title = '=HYPERLINK(\"http://x\")', author = '-1', "
                "outlet = 'a' || chr(7) || chr(0), tags = repeat('长', 40000), tag_count = -5, "
                "industry_count = 9007199254740993, published_at = TIMESTAMP '1898-05-05 01:02:03'"
            )
        return workshop

    def test_csv_is_plain_or_for_excel(self, hostile: Workshop, tmp_path: Path) -> None:
        overview = tmp_path / "article_overview.csv"
        for arguments in ([], ["--excel"]):
            result = export(hostile, tmp_path, "-f", "csv", "-t", "article_overview", *arguments)
            assert result.exit_code == 0, result.output
            with overview.open(encoding="utf-8-sig", newline="") as file:
                (row,) = csv.DictReader(file)
            told = [
                word in result.output
                for word in ("apostrophe: 2", "32,767 characters: 1", "control characters, now \ufffd: 1")
            ]
            assert told == [bool(arguments)] * 3
            assert row["tag_count"] == "-5"
            assert overview.read_bytes().startswith(b"\xef\xbb\xbf") == bool(arguments)
            assert frictionless.validate(tmp_path / "datapackage.json").valid
            changed = (row["title"], row["author"], row["outlet"], len(row["tags"]))
            assert changed == (
                ('\'=HYPERLINK("http://x")', "'-1", "a\ufffd\ufffd", 32_767)
                if arguments
                else ('=HYPERLINK("http://x")', "-1", "a\a\0", 40_000)
            )
        assert read_package(tmp_path)["resources"][0]["changed_cells"] == {
            "texts cut to 32,767 characters": 1,
            "texts with control characters, now \ufffd": 1,
            "texts like formulas, now behind an apostrophe": 2,
        }

    def test_workbooks_hold_texts_and_say_what_they_changed(self, hostile: Workshop, tmp_path: Path) -> None:
        result = export(hostile, tmp_path, "-f", "xlsx", "-t", "article_overview", "--json")
        assert json.loads(result.stdout)["tables"][0]["changes"] == {
            "texts cut to 32,767 characters": 1,
            "texts with control characters, now \ufffd": 1,
            "numbers of more than 15 digits, now text": 1,
            "times before 1900, now text": 1,
        }
        sheet = openpyxl.load_workbook(tmp_path / "article_overview.xlsx")["article_overview"]
        row = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
        assert (row["title"].value, row["title"].data_type) == ('=HYPERLINK("http://x")', "s")
        assert (row["author"].value, row["tag_count"].value) == ("-1", -5)
        assert row["industry_count"].value == "9007199254740993"
        assert row["published_at"].value == "1898-05-05 01:02:03"
        assert row["tags"].value.endswith("长 … [cut]")

    def test_a_table_that_an_older_generation_lacks_is_told(self, hostile: Workshop, tmp_path: Path) -> None:
        with duckdb.connect(hostile.home.current_generation() / "marts.duckdb") as con:
            con.execute("DROP TABLE reporting.freshness")
        result = export(hostile, tmp_path)
        assert (result.exit_code, "no reporting.freshness" in result.output) == (1, True), result.output
        assert list(tmp_path.glob("*.*")) == []


HOLD = """
import time, pathlib
from warehouse.exporting import folder
def copy(generation, table, path, *arguments, go_on=folder.copy_table, **options):
    changes = go_on(generation, table, path, *arguments, **options)
    if table.name == "freshness":
        pathlib.Path({waits!r}).touch()
        time.sleep(600)
    return changes
folder.copy_table = copy
from flows.cli import main
main()
"""


class TestWholeOrNotThere:
    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
    def test_a_killed_export_changes_nothing(
        self, home: Workshop, tmp_path: Path, number: signal.Signals
    ) -> None:
        out, waits = tmp_path / "out", tmp_path / "waits"
        assert export(home, out, "-f", "csv").exit_code == 0
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        with hold_export(HOLD, waits, home, out, "-f", "csv", "--excel") as process:
            result = export(home, out)
            assert (result.exit_code, "Another export is writing" in result.output) == (1, True)
            process.send_signal(number)
            process.communicate(timeout=60)
            assert process.returncode == (130 if number == signal.SIGINT else -number)
        assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
        assert (out / ".ainews-export").exists() == (number == signal.SIGKILL)
        assert export(home, out, "-f", "csv").exit_code == 0
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before

    def test_files_of_an_earlier_export_stay_and_are_told(self, home: Workshop, tmp_path: Path) -> None:
        (tmp_path / "mine.csv").write_text("not ours")
        assert export(home, tmp_path, "-f", "csv").exit_code == 0
        result = export(home, tmp_path, "-f", "csv", "-t", "freshness", "--json")
        left = json.loads(result.stdout)["left"]
        assert len(left) == len(list_relations(with_core=False)) - 1
        assert all((tmp_path / name).exists() for name in [*left, "mine.csv"])
        assert [each["path"] for each in read_package(tmp_path)["resources"]] == ["freshness.csv"]


class TestWrongUsage:
    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [
            ([], "ainews export out"),
            (["postgresql://me@host/news"], "--postgres"),
            (["out", "--table", "artcle_overview"], "nearest is article_overview"),
            (["out", "--table", "core.tags"], "nearest is core.tag"),
            (["out", "--excel"], "--format csv"),
            (["--postgres"], "AINEWS_POSTGRES_URL"),
            (["--postgres", "postgresql://h/d", "--format", "csv"], "for files"),
            (["out", "--schema", "mine"], "--postgres"),
        ],
    )
    def test_is_told(self, home: Workshop, arguments: list[str], hint: str) -> None:
        result = export(home, *arguments)
        assert (result.exit_code, hint in result.output) == (2, True), result.output
