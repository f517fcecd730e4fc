"""The dictionary's page in Chromium: it finds words, shows what an anchor names, and asks nobody."""

import pytest
from playwright.sync_api import Browser

from warehouse.dictionary import read_dictionary
from warehouse.dictionary_page import render_dictionary

VISIBLE = "rows => rows.filter(row => row.offsetParent !== null).length"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "dictionary.html"
    path.write_text(render_dictionary(read_dictionary()), encoding="utf-8")
    return path.as_uri()


def test_it_finds_words_and_anchors_without_a_request(browser: Browser, address: str) -> None:
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("request", lambda request: told.append(request.url))
    page.goto(address)
    everything = page.eval_on_selector_all("tbody tr", VISIBLE)
    page.keyboard.press("/")
    page.keyboard.type("来源")
    assert 0 < page.eval_on_selector_all("tbody tr", VISIBLE) < everything
    assert page.locator("tr[id='reporting.event_timeline.outlet']").is_visible()
    assert not page.locator("section[id='ops.run']").is_visible()
    assert "columns" in page.inner_text("#count")
    page.goto(f"{address}#reporting.link_health.share")
    assert page.locator("tr:target").is_visible()
    assert [line for line in told if line.partition("#")[0] != address] == []
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700}, color_scheme="dark")
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
