"""The dashboard in a real Chromium: every chart is drawn, filters filter, and nothing is asked of anybody."""

import json
import re
import signal
import socket
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from tests.browser.conftest import DRAWN, MARKUP, Look
from tests.conftest import Workshop
from tests.integration.conftest import start, wait_for
from warehouse.dashboard.charts import read_charts
from warehouse.dashboard.write import PAGE

CHARTS = {chart.name: chart for chart in read_charts()}
GRAPHICS = {name for name, chart in CHARTS.items() if chart.kind not in ("number", "table", "timeline")}
LISTS = {name for name, chart in CHARTS.items() if chart.kind in ("table", "timeline")}
Open = Callable[..., Look]

_MARKS = """
card => [...card.querySelectorAll('svg [class*=role-mark] :is(path, line, text)')]
    .filter(mark => mark.getBoundingClientRect().width + mark.getBoundingClientRect().height > 1).length
"""
# Contrast of a text to what stands behind it, as WCAG 2.2 counts it.
_CONTRAST = """
selector => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return Math.min(...[...document.querySelectorAll(selector)].map(element => {
        let behind = element;
        while (behind && /rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor))
            behind = behind.parentElement;
        const below = behind ?? document.body;
        const pair = [getComputedStyle(element).color, getComputedStyle(below).backgroundColor].map(light)
            .sort((one, other) => other - one);
        return (pair[0] + 0.05) / (pair[1] + 0.05);
    }));
}
"""


def page_of(workshop: Workshop) -> Path:
    return workshop.home.current_generation() / PAGE


def test_every_chart_is_drawn_and_nobody_is_asked(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    assert [
        url for url in look.requests if url != page_of(many).as_uri() and not url.startswith("data:")
    ] == []
    cards = look.page.locator("article[data-chart]").evaluate_all(
        "all => all.map(card => card.dataset.chart)"
    )
    assert sorted([*cards, "totals"]) == sorted(CHARTS)
    assert {name for name in GRAPHICS if look.card(name).evaluate(_MARKS) < 2} == set()
    assert {name for name in LISTS if not look.card(name).locator("li, dd").count()} == set()
    unnamed = look.page.locator('.plot[role="img"]:not([aria-label]), button:not([aria-label]):empty').count()
    assert unnamed == 0
    levels = look.page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_totals_are_those_of_the_warehouse(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    shown = look.page.locator("#totals dd").evaluate_all("all => all.map(one => one.firstChild.textContent)")
    names = CHARTS["totals"].encodings["value"]
    (expected,) = many.rows(f"SELECT {', '.join(names)} FROM ({CHARTS['totals'].select})")
    assert shown == [f"{value:,}" for value in expected]


def test_markup_stays_text(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    title = look.card("newest_articles").locator("li").first.locator(".head a, .head").first
    assert MARKUP in title.inner_text()
    look.page.select_option("#basis", "loaded")
    look.page.fill("#text", "hacked")
    look.wait()
    assert look.card("event_timeline").locator("li:not(.month)").count() == 1
    assert look.page.title() == "ainews 看板"
    assert look.page.locator("img").count() == 0


def test_language_switches_every_text_and_is_kept_in_the_address(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    look.page.click("#language")
    look.wait()
    assert look.page.evaluate("document.documentElement.lang") == "en"
    for name, chart in CHARTS.items():
        if name != "totals":
            assert look.card(name).locator("h3").inner_text() == chart.title.en
    words = look.page.locator("[data-word], #totals dt, .note, .tools button, th").all_inner_texts()
    assert [word for word in words if re.search(r"[一-龥]", word) and word != "中文" and "智" not in word][
        :3
    ] == []
    again = open_page(look.page.url)
    assert again.card("outlets").locator("h3").inner_text() == CHARTS["outlets"].title.en


def test_filters_change_what_is_drawn(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    section, technology = "C", "大模型"
    drawn = {name: look.card(name).locator(".plot").inner_html() for name in CHARTS if name != "totals"}

    look.page.select_option("#section", section)
    look.wait()
    trend = CHARTS["industry_trend"].select
    expected = many.rows(
        f"SELECT count(*) FROM ({trend}) WHERE date_basis = 'published' AND section_code = '{section}'"
    )
    assert f"{expected[0][0]:,} / " in look.card("industry_trend").locator(".note").inner_text()
    assert {row[2] for row in look.table("industry_trend")} == {section}
    changed = {name for name in drawn if look.card(name).locator(".plot").inner_html() != drawn[name]}
    assert changed >= {"industry_trend", "section_trend", "industry_technology_matrix", "event_timeline"}
    assert not changed & {"outlets", "recent_runs", "link_health"}

    look.page.select_option("#technology", technology)
    look.wait()
    assert {row[4] for row in look.table("industry_technology_matrix")} == {technology}
    assert all(technology in row[7] for row in look.table("event_timeline"))
    assert look.page.locator("#active").inner_text().endswith(technology)

    look.page.click("#filters button[type=reset]")
    look.wait()
    months = look.page.locator("#from option").evaluate_all("all => all.map(one => one.value)")
    look.page.select_option("#from", months[-3])
    look.wait()
    assert {row[1] for row in look.table("technology_trend")} <= set(months[-3:])
    assert {row[0][:7] for row in look.table("event_timeline")} <= set(months[-3:])

    look.page.fill("#text", "没有这样的文字")
    look.wait()
    assert "清除筛选" in look.card("event_timeline").locator(".empty").inner_text()


def test_a_month_of_loading_is_never_among_those_of_publication(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    assert {row[0] for row in look.table("section_trend")} == {"按发布时间"}
    look.page.select_option("#basis", "loaded")
    look.wait()
    assert {row[0] for row in look.table("section_trend")} == {"按入库时间"}


def test_table_and_sql_say_what_the_warehouse_says(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    look.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chart, card = CHARTS["link_health"], look.card("link_health")
    rows = look.table("link_health")
    card.locator('[data-view="sql"]').click()
    card.locator(".copy").click()
    card.get_by_text("已复制").wait_for()
    copied = look.page.evaluate("navigator.clipboard.readText()")
    assert copied == chart.select
    answer = many.rows(copied)
    assert [(row[0], row[2]) for row in rows] == [(host, f"{pages:,}") for host, _, pages, *_ in answer]


def test_the_keyboard_reaches_everything(many: Workshop, open_page: Open) -> None:
    look = open_page(page_of(many))
    press = look.page.keyboard.press
    active = (
        "document.activeElement.id || document.activeElement.dataset.view || document.activeElement.className"
    )
    order = []
    for _ in range(20):
        press("Tab")
        order.append(look.page.evaluate(active))
    assert order[0] == "skip"
    assert [name for name in order if name in ("language", "theme", "from", "section", "text")] == [
        "language",
        "theme",
        "from",
        "section",
        "text",
    ]
    button = look.card("outlets").locator('[data-view="table"]')
    button.focus()
    press("Enter")
    assert look.card("outlets").locator("tbody tr").count() > 3
    assert look.page.evaluate(active) == "table"
    assert look.card("outlets").locator('[data-view="table"]').get_attribute("aria-expanded") == "true"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_by_day_by_night_and_on_paper(many: Workshop, open_page: Open, scheme: str) -> None:
    look = open_page(page_of(many), color_scheme=scheme)
    texts = (
        "h1, h2, h3, .tells, .note, .about, dt, dd, small, .notice, .legend span, button, .sections a, #stamp"
    )
    assert look.page.evaluate(_CONTRAST, texts) >= 4.5
    background = "getComputedStyle(document.querySelector('article')).backgroundColor"
    assert (look.page.evaluate(background) == "rgb(255, 255, 255)") is (scheme == "light")
    look.page.emulate_media(media="print")
    assert look.page.evaluate(background) == "rgb(255, 255, 255)"
    assert not look.page.locator("#filters, .tools").first.is_visible()
    assert look.page.evaluate(_CONTRAST, "h1, h2, h3, .tells, .note, dt, dd") >= 4.5
    assert look.page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("width", [360, 768])
def test_no_sideways_scrolling(many: Workshop, open_page: Open, width: int) -> None:
    look = open_page(page_of(many), viewport={"width": width, "height": 800})
    for name in ("outlets", "event_timeline"):
        look.table(name)
    assert look.page.evaluate("document.documentElement.scrollWidth") <= width
    outside = "all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 1).length"
    assert look.page.locator("article, .plot svg").evaluate_all(outside) == 0


def test_no_article_and_one(none: Workshop, one: Workshop, open_page: Open) -> None:
    look = open_page(page_of(none))
    assert "ainews run --seeds" in look.page.locator("#notices").inner_text()
    assert "ainews run" in look.card("newest_articles").locator(".empty").inner_text()
    look = open_page(page_of(one))
    assert "ainews refetch" in look.page.locator("#notices").inner_text()
    assert look.card("newest_articles").locator("li").count() == 1
    drawn = {name for name in GRAPHICS if look.card(name).evaluate(_MARKS)}
    assert drawn == GRAPHICS - {"tag_network", "syndicated_stories", "open_problems", "vocabulary_gaps"}
    assert (
        one.rows("SELECT strftime(month, '%Y-%m') FROM article_overview")[0][0]
        in look.card("section_trend").locator(".plot").inner_text()
    )


def test_served_it_follows_what_is_published_and_tells_of_failed_runs(
    tmp_path: Path, open_page: Open
) -> None:
    workshop = Workshop(tmp_path)
    workshop.write("a.txt", "标题: 甲\n总结: 正文\n")
    workshop.run()
    program = start(
        tmp_path / "log", "dashboard", "--serve", "--port", "0", "--home", str(workshop.home.root)
    )
    try:
        address = wait_for(lambda: re.search(r"http://\S+", program.told)).group()
        look = open_page(address)
        assert set(look.requests) - {"data:,"} == {address}
        assert look.card("newest_articles").locator("li").count() == 1
        workshop.write("b.txt", "标题: 乙\n总结: 又一篇正文\n")
        workshop.run()
        (newest,) = sorted(workshop.home.runs.glob("*.json"))[-1:]
        entry = json.loads(newest.read_text(encoding="utf-8"))
        entry |= {"status": "failed", "message": f"disk full {MARKUP}"}
        newest.write_text(json.dumps(entry), encoding="utf-8")
        look.page.reload()
        look.page.wait_for_selector(DRAWN)
        assert look.card("newest_articles").locator("li").count() == 2
        assert f"失败：disk full {MARKUP}" in look.page.locator(".notice.bad").inner_text()
        strange = {"Host": "evil.example:80"}
        assert httpx.get(address, headers=strange, trust_env=False).status_code == 421
        assert httpx.get(f"{address}ainews.duckdb", trust_env=False).status_code == 404
        with socket.create_connection(("127.0.0.1", httpx.URL(address).port)):  # who does not ask
            assert program.stop(signal.SIGTERM) == 143
        assert program.told.rstrip().endswith("Stopped.")
    finally:
        program.process.kill()
