"""Debian's Chromium, and dashboards to look at: of many articles, of one, of none, and of hostile ones.

Without Chromium these tests are skipped, and say so; where CI=true they fail instead.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from flows.progress import Silent
from flows.steps.publish import publish
from tests.bench.dated import date_articles
from tests.bench.seed_generator import SeedGenerator
from tests.conftest import SEED_FILE, Workshop

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MARKUP = "</script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">"
DRAWN = "html[data-drawn]"


@dataclass
class Look:
    """A page in the browser, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def card(self, name: str) -> Any:
        return self.page.locator(f'article[data-chart="{name}"]')

    def wait(self) -> None:
        """Wait until all charts are drawn again."""
        self.page.wait_for_selector(DRAWN)

    def table(self, name: str) -> list[list[str]]:
        """Open a chart's table and return its cells."""
        card = self.card(name)
        if not card.locator("table").count():
            card.locator('[data-view="table"]').click()
        return card.locator("tbody tr").evaluate_all(
            "all => all.map(row => [...row.cells].map(cell => cell.innerText))"
        )


# while it lives an event loop runs in this thread, which tests of other modules cannot bear
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        message = "Chromium is not installed: the dashboard was not looked at (apt-get install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Look]]:
    """Open an address in a window of its own; whatever it complains of fails the test at its end."""
    looks = []

    @contextmanager
    def keep(address: str, **options: Any) -> Iterator[Look]:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        look = Look(context.new_page())
        looks.append(look)
        look.page.on("request", lambda request: look.requests.append(request.url))
        look.page.on("pageerror", lambda error: look.complaints.append(str(error)))
        look.page.on("console", lambda message: look.complaints.append(message.text))
        look.page.goto(address)
        look.page.wait_for_selector(DRAWN)
        yield look
        context.close()

    opened = []

    def open_(address: str | Path, **options: Any) -> Look:
        url = address.as_uri() if isinstance(address, Path) else address
        opened.append(keep(url, **options))
        return opened[-1].__enter__()

    yield open_
    for each in opened:
        each.__exit__(None, None, None)
    assert [complaint for look in looks for complaint in look.complaints] == []


def _make(root: Path, fill: Callable[[Workshop], Any]) -> Workshop:
    workshop = Workshop(root)
    fill(workshop)
    workshop.run()
    return workshop


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """600 generated articles, four of five with a date; then three more, one of which is all markup."""
    workshop = _make(tmp_path_factory.mktemp("many"), lambda made: SeedGenerator().write(made.seeds, 600))
    date_articles(workshop.home)
    workshop.write(
        "hostile.txt",
        f"标题: {MARKUP}\n链接: https://evil.example/{MARKUP}\n总结: {MARKUP}\n关键词: {MARKUP}, 人工智能\n"
        f"AI技术: <b>大模型</b>\n行业: <i>制造业</i>\n重大事件摘要: {MARKUP}\n",
    )
    workshop.run()
    publish(workshop.settings, Silent())
    return workshop


@pytest.fixture(scope="session")
def one(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """The seed file that comes with the project."""
    return _make(
        tmp_path_factory.mktemp("one"), lambda made: made.write(SEED_FILE.name, SEED_FILE.read_bytes())
    )


@pytest.fixture(scope="session")
def none(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return _make(tmp_path_factory.mktemp("none"), lambda made: None)
