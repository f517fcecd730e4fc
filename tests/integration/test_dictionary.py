"""The dictionary says the same in the terminal, in Markdown, JSON, page and README, and in the files."""

import json
from pathlib import Path

import pytest
from lxml import html
from typer.testing import CliRunner

from flows.cli import app
from flows.commands.common import out
from flows.commands.completion import list_relation_names
from warehouse.connect import connect_published
from warehouse.dictionary import list_relations, read_dictionary
from warehouse.home import PROJECT, Home
from warehouse.models import list_head_lines, parse_head
from warehouse.search.macros import SEARCH

RELATIONS = read_dictionary()
COLUMNS = [
    (relation.name, column.label, column.type, column.meaning, column.form)
    for relation in RELATIONS
    for column in relation.columns
]
BAR = r"\|"  # how a cell of Markdown writes |


def ask(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["dictionary", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_table_has_a_grain_and_every_column_a_meaning_and_a_form() -> None:
    assert [relation.name for relation in RELATIONS if "Grain: one row per" not in relation.description] == []
    assert [column for column in COLUMNS if not all(column)] == []


def test_json_and_markdown() -> None:
    told = json.loads(ask("--json"))
    assert [
        (r["name"], c["name"], c["type"], c["meaning"], c["form"])
        for r in told
        for c in r["parameters"] + r["columns"]
    ] == [(name, label.removesuffix(":="), *rest) for name, label, *rest in COLUMNS]
    assert [r["description"] for r in told] == [relation.description for relation in RELATIONS]
    lines = ask("--format", "markdown").splitlines()[2:]
    assert lines == [
        f"| {' | '.join(value.replace('|', chr(92) + '|') for value in row)} |" for row in COLUMNS
    ]


def test_the_search_stands_in_it_with_all_that_it_takes_and_gives(demo: Path) -> None:
    [search] = [relation for relation in RELATIONS if relation.name == "reporting.search"]
    [path] = [path for path in SEARCH.glob("*.sql") if "MACRO reporting.search(" in path.read_text("utf-8")]
    head = parse_head("search", list_head_lines(path), {})
    assert [column.label for column in search.columns] == [f"{name}:=" for name in head.parameters] + [
        *head.columns
    ]
    given = ", ".join(f"{name} := {'1' if name == 'top' else 'NULL'}" for name in head.parameters)
    con = connect_published(Home(demo).current_generation() / "warehouse.duckdb")
    found = con.execute(f"DESCRIBE FROM reporting.search({given})").fetchall()
    con.close()
    assert [(name, type_) for name, type_, *_ in found] == [
        (column.name, column.type) for column in search.columns if not column.is_parameter
    ]


def test_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 1000)
    told = ask()
    assert [relation.name for relation in RELATIONS if relation.description not in told] == []
    told = ask("link_health")
    wanted = [column for column in COLUMNS if column[0] == "reporting.link_health"]
    assert [column for column in wanted if not all(part in told for part in column)] == []


def test_a_word_finds_tables_and_columns() -> None:
    found = {relation["name"]: relation["columns"] for relation in json.loads(ask("gone", "--json"))}
    assert [column["name"] for column in found["reporting.freshness"]] == ["missing_count"]
    assert "reporting.article_overview" not in found


def test_comments_in_the_published_files(demo: Path) -> None:
    generation = Home(demo).current_generation()
    con = connect_published(generation / "warehouse.duckdb")
    assert list_relations(con) == RELATIONS
    con.close()
    con = connect_published(generation / "marts.duckdb")
    marts = [(r.name, r.description, r.columns) for r in list_relations(con)]
    con.close()
    in_marts = [r for r in RELATIONS if r.kind != "table macro"]
    in_marts = [r for r in in_marts if r.name == "ops.generation" or r.schema == "reporting"]
    assert marts == [(r.name, r.description, r.columns) for r in in_marts]


def test_page_in_the_generation(demo: Path) -> None:
    source = (Home(demo).current_generation() / "dictionary.html").read_text(encoding="utf-8")
    page = html.fromstring(source)
    rows = [
        (section.get("id"), *(cell.text_content() for cell in row.iter("th", "td")))
        for section in page.iter("section")
        for row in section.iterfind(".//tbody/tr")
    ]
    assert rows == COLUMNS
    assert [section.findtext("p") for section in page.iter("section")] == [r.description for r in RELATIONS]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= set(ids)  # and no other link
    assert not page.xpath("//link | //img | //iframe | //script[@src]")


def test_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    rows = ask("--summary", "--format", "markdown").splitlines()[2:]
    schemas = ("| `reporting.", "| `core.")
    told = [line for line in readme if line.startswith(schemas)]
    assert [line.replace(BAR, "|") for line in told] == [row.replace(BAR, "|") for row in rows]


@pytest.mark.parametrize("name", [relation.name for relation in RELATIONS if relation.schema != "ops"])
def test_completion_knows_the_table(name: str) -> None:
    assert name in list_relation_names()
