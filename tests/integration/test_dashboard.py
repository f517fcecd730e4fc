"""The dashboard as a file: written with every generation, never at the price of its data."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import SEED_FILE, Workshop
from warehouse.dashboard import write as writing
from warehouse.dashboard.charts import read_charts
from warehouse.dashboard.data import collect_data
from warehouse.dashboard.scripts import read_scripts
from warehouse.dashboard.write import PAGE, render_page
from warehouse.publish import read_manifest


@pytest.fixture
def published(workshop: Workshop) -> Workshop:
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.run()
    return workshop


def ainews(workshop: Workshop, *arguments: str) -> tuple[int, str]:
    environment = {"AINEWS_HOME": str(workshop.home.root), "COLUMNS": "200"}
    done = CliRunner().invoke(app, [*arguments], env=environment)
    return done.exit_code, done.output


def data_of(page: Path) -> dict:
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', page.read_text(encoding="utf-8")
    )
    return json.loads(found.group(1))


def test_command_prints_a_path_that_stays(published: Workshop) -> None:
    code, told = ainews(published, "dashboard")
    assert (code, told.strip()) == (0, str(published.home.current / PAGE))
    assert Path(told.strip()).stat().st_size == read_manifest(published.home.current)["files"][PAGE] < 3e6


def test_without_a_generation_it_says_what_to_do(workshop: Workshop) -> None:
    code, told = ainews(workshop, "dashboard", "--serve")
    assert code == 1
    assert "ainews run --seeds" in told


def test_a_port_that_is_taken_is_told(published: Workshop) -> None:
    from warehouse.dashboard.serve import open_server

    with open_server(published.home, 0) as server:
        code, told = ainews(published, "dashboard", "--serve", "--port", str(server.server_port))
    assert code == 1
    assert f"Port {server.server_port}: Address already in use." in told


def test_a_chart_that_fails_leaves_the_others_and_is_told_everywhere(
    published: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [
        replace(chart, sql="SELECT no_such_column FROM reporting.freshness")
        if chart.name == "outlets"
        else chart
        for chart in read_charts()
    ]
    monkeypatch.setattr("warehouse.dashboard.data.read_charts", lambda: broken)
    published.write("b.txt", "标题: 乙\n总结: 正文\n")
    made = published.run().publish.generation
    assert made is not None
    (fault,) = made.dashboard_faults
    assert fault.startswith("sql/charts/outlets.sql: Binder Error")
    charts = data_of(made.folder / PAGE)["charts"]
    assert "no_such_column" in charts["outlets"]["fault"]
    assert len(charts["newest_articles"]["values"][0]) == 2
    assert "no_such_column" in ainews(published, "status")[1]
    told = json.loads(ainews(published, "dashboard", "--json")[1])
    assert told == {
        "page": str(published.home.current / PAGE),
        "generation_id": made.generation_id,
        "faults": [fault],
    }
    manifest = published.home.current / "manifest.json"
    for flags, code in (((), 0), (("--strict",), 3)):
        manifest.write_text("{}")  # then a generation is due
        assert ainews(published, "publish", *flags)[0] == code
    assert published.rows("SELECT count(*) FROM article_overview") == [(2,)]


def test_a_page_that_fails_holds_nothing_back(published: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise ImportError("no <scripts>")

    monkeypatch.setattr(writing, "read_scripts", fail)
    published.write("b.txt", "标题: 乙\n总结: 正文\n")
    made = published.run().publish.generation
    assert made is not None
    assert made.dashboard_faults == ("ImportError: no <scripts>",)
    assert "no &lt;scripts&gt;" in (made.folder / PAGE).read_text(encoding="utf-8")
    assert published.run().publish.generation is None


def test_a_changed_page_is_published_without_new_data(
    published: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert published.run().publish.generation is None
    monkeypatch.setattr("warehouse.publish.hash_sources", lambda: "another")
    assert published.run().publish.generation is not None
    assert published.run().publish.generation is None


def test_texts_cannot_end_the_data_and_scripts_cannot_end_themselves(memory) -> None:
    data = collect_data(memory)
    data["generation"]["id"] = "</script><!--<script>\u2028"
    page = render_page(data)
    assert page.count("</script>") == page.count("<script") == 4
    assert "http-equiv" in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert json.loads(re.search(r'id="data">(.*?)</script>', page).group(1)) == data


def test_scripts_are_made_once_and_need_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def bundle(snippet: str) -> str:
        made.append(snippet)
        return f"/* 图 */ {snippet}"

    monkeypatch.setattr("vl_convert.javascript_bundle", bundle)
    monkeypatch.setattr("warehouse.dashboard.scripts._FOLDER", tmp_path)
    assert read_scripts() == read_scripts()
    assert len(made) == 1
    monkeypatch.setattr("warehouse.dashboard.scripts._FOLDER", tmp_path / "nowhere")
    assert read_scripts() == read_scripts()
    assert len(made) == 3
