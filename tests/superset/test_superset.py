"""The bundle in a real Superset: what arrives, what answers while runs publish, what is drawn."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tests.bench.seed_generator import SeedGenerator
from tests.conftest import Workshop
from tests.superset.conftest import FILES_OF_MONTH, MONTHS, PASSWORD, Superset
from warehouse.dashboard.charts import read_charts
from warehouse.dictionary import read_dictionary
from warehouse.exporting.superset.layout import SLUG, TITLE
from warehouse.home import PROJECT

pytestmark = pytest.mark.superset

PUBLICATIONS, READERS = 5, 3
KINDS = ("database", "dataset", "chart", "dashboard")
SCREENSHOT = PROJECT / ".venv" / "superset" / "dashboard.png"
# What Superset shows where it cannot draw, or has nothing to draw.
NOTHING_DRAWN = ".ant-alert, .ant-empty, [role=alert]"
DRAWN = f"""() => {{
    const holders = [...document.querySelectorAll('.dashboard-component-chart-holder')]
    const hasInk = canvas =>
        canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value)
    return holders.filter(holder => holder.offsetParent).map(holder => [
        holder.querySelector('.header-title').textContent,
        [...holder.querySelectorAll('canvas')].some(hasInk)
            || holder.querySelector('tbody tr') !== null
            || holder.querySelector('.header-line') !== null,
        [...holder.querySelectorAll('{NOTHING_DRAWN}')].map(each => each.textContent).join(),
    ])
}}"""


def test_descriptions_and_times_arrive(server: Superset) -> None:
    found = {each["table_name"]: each["id"] for each in server.list("dataset")}
    for relation in read_dictionary():
        schema, _, name = relation.name.partition(".")
        if schema == "reporting" and relation.kind != "table macro":
            dataset = server.get(f"/dataset/{found[name]}")
            columns = {
                c["column_name"]: (c["type"], c["description"], c["is_dttm"]) for c in dataset["columns"]
            }
            assert dataset["description"] == relation.description
            assert columns == {
                c.name: (c.type, c.description, c.type in ("DATE", "TIMESTAMP")) for c in relation.columns
            }
            assert "count" in {metric["metric_name"] for metric in dataset["metrics"]}
    assert {f"chart_{chart.name}" for chart in read_charts()} <= found.keys()


def test_importing_again_doubles_nothing_and_brings_back_what_was_changed(server: Superset) -> None:
    before = {kind: {each["id"] for each in server.list(kind)} for kind in KINDS}
    assert len(before["dashboard"]) == len(before["database"]) == 1
    titles = {each["id"]: each["slice_name"] for each in server.list("chart")}
    for id_ in titles:
        server.api.put(f"/chart/{id_}", json={"slice_name": "changed"}).raise_for_status()
    server.import_as_dashboard()
    server.import_as_assets()
    assert {kind: {each["id"] for each in server.list(kind)} for kind in KINDS} == before
    assert {each["id"]: each["slice_name"] for each in server.list("chart")} == titles


def test_sql_lab_reads_no_file_and_writes_nothing(server: Superset) -> None:
    (database,) = server.list("database")
    for sql in ("SELECT * FROM read_text('/etc/hostname')", "CREATE TABLE reporting.x AS SELECT 1 AS a"):
        question = {"database_id": database["id"], "sql": sql, "schema": "reporting"}
        answer = server.api.post("/sqllab/execute/", json=question)
        assert answer.is_error, answer.text
    question = {"database_id": database["id"], "sql": "SELECT count(*) AS n FROM reporting.freshness"}
    assert server.api.post("/sqllab/execute/", json=question).json()["data"] == [{"n": 2}]


def ask(server: Superset, chart: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask a chart its own question, by the API."""
    answer = server.api.get(f"/chart/{chart['id']}/data/", params={"force": "true"})
    assert answer.is_success, f"{chart['slice_name']}: {answer.text}"
    (result,) = answer.json()["result"]
    assert (result["status"], result["error"]) == ("success", None), f"{chart['slice_name']}: {result}"
    assert result["data"], f"{chart['slice_name']}: no rows"
    return result["data"]


def test_every_chart_answers_while_generations_are_published(server: Superset, warehouse: Workshop) -> None:
    charts = server.list("chart")
    assert len(charts) >= len(read_charts())
    (total,) = (chart for chart in charts if chart["slice_name"] == "文章数")
    ((expected,),) = warehouse.rows("SELECT count(*) FROM reporting.article_overview")
    published, stop = [expected], Event()

    def ask_in_turn(first: int) -> set[int]:
        totals = set()
        while not stop.is_set():
            for chart in charts[first:] + charts[:first]:
                rows = ask(server, chart)
                totals |= {rows[0]["文章数"]} if chart is total else set()
        return totals

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(ask_in_turn, 7 * number) for number in range(READERS)]
        try:
            first = FILES_OF_MONTH * MONTHS + 1
            for number in range(first, first + PUBLICATIONS):
                warehouse.write(f"more/{number}.txt", SeedGenerator().make_file(number))
                run_ainews(warehouse)
                published.append(published[-1] + 1)
                assert ask(server, total) == [{"文章数": published[-1]}]
        finally:
            stop.set()
    seen = set.union(*(reader.result() for reader in readers))
    assert seen <= set(published)
    assert len(seen) > 1


def run_ainews(warehouse: Workshop) -> None:
    """Run the program itself, as a process of its own."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run"]
    places = ["--home", str(warehouse.home.root), "--seeds", str(warehouse.seeds)]
    done = subprocess.run([*command, *places], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_dashboard_is_drawn_whole(server: Superset, chromium: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": 1600, "height": 3300}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        page.goto(f"{server.address}/login/")
        page.fill("#username", "admin")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/welcome/**")
        answers = []
        page.on("response", lambda answer: "/chart/data" in answer.url and answers.append(answer))
        page.goto(f"{server.address}/superset/dashboard/{SLUG}/")
        titles = []
        for tab in range(2):
            page.locator("[role=tab]").nth(tab).click(timeout=60_000)
            page.wait_for_function(
                f"() => {{ const all = ({DRAWN})(); return all.length && all.every(e => e[1]) }}"
            )
            drawn = page.evaluate(DRAWN)
            assert [each for each in drawn if not each[1] or each[2]] == []
            titles += [title for title, *_ in drawn]
            page.wait_for_timeout(1500)  # the charts' own animation
            page.screenshot(path=SCREENSHOT.with_stem(f"dashboard-{tab + 1}"))
        assert page.title() == TITLE
        assert sorted(titles) == sorted(each["slice_name"] for each in server.list("chart"))
        assert [answer.text() for answer in answers if not answer.ok] == []
        assert len(answers) >= len(titles)
        browser.close()
