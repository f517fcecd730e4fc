"""A web on loopback, and a crawl of it in a hurry; limits are tiny only where a timeout is wanted."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.pages.archive.reading import ArchivedPage, read_page
from flows.pages.archive.writing import Archive
from flows.pages.fetching.crawl import start_crawl
from flows.pages.fetching.exchange import Limits
from flows.pages.fetching.fetch import Policy
from flows.pages.fetching.pace import Manners
from flows.pages.fetching.records import Fetched, Known, PageRequest
from tests.integration.pages.hostile_server import Site, Web

QUICK = Policy(
    "ainews/test (+mailto:someone@example.org)",
    manners=Manners(pace=0.01, failure_pause=0.01, failures=9, longest_pause=2.0),
    limits=Limits(connect_seconds=5, read_seconds=5, total_seconds=10, content_bytes=100_000),
    retries=1,
)
TINY = Limits(connect_seconds=0.5, read_seconds=0.4, total_seconds=0.7, content_bytes=100_000)


class Word(NamedTuple):
    standing: str
    sign: str = ""


def judge(content: bytes, *, final_url: str, **answer: Any) -> Word:
    """As small a judge as the tests need; the real one is tested with real pages."""
    if "/captcha" in final_url or "百度安全验证".encode() in content:
        return Word("blocked", "captcha")
    if "页面不存在".encode() in content:
        return Word("gone", "says so")
    return Word("page")


def allow(policy: Policy, urls: Iterable[str]) -> Policy:
    """Let it fetch from the ports of this machine that the URLs name."""
    ports = {int(port) for url in urls for port in re.findall(r"//127\.0\.0\.1:(\d+)", url)}
    return replace(policy, allowed=frozenset(("127.0.0.1", port) for port in ports))


@dataclass
class Crawler:
    """Fetches, and remembers: `left` are the pages that were not asked for in the last crawl."""

    folder: Path
    policy: Policy = QUICK
    options: dict[str, Any] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    runs: int = 0

    def fetch(self, *requests: str | PageRequest, **changes: Any) -> list[Fetched]:
        """Fetch in a run of its own, results in the order of the requests."""
        pages = [
            request if isinstance(request, PageRequest) else PageRequest(request) for request in requests
        ]
        policy = replace(allow(self.policy, [page.url for page in pages]), **changes)
        self.runs += 1
        run_id = f"run-{self.runs}"
        with (
            Archive(self.folder, run_id, user_agent=policy.user_agent) as archive,
            start_crawl(policy, archive, run_id=run_id, judge=judge, **self.options) as crawl,
        ):
            fetched = list(crawl.fetch(pages))
            self.left = crawl.left
        order = [page.url for page in pages]
        return sorted(fetched, key=lambda each: order.index(each.url))

    def one(self, request: str | PageRequest, **changes: Any) -> Fetched:
        (fetched,) = self.fetch(request, **changes)
        return fetched

    def read(self, fetched: Fetched) -> ArchivedPage:
        assert fetched.place
        return read_page(self.folder, fetched.place)


def known_of(fetched: Fetched) -> Known:
    """What a later run knows of a page."""
    assert fetched.content_sha256
    assert fetched.place
    return Known(fetched.content_sha256, fetched.place, fetched.etag, fetched.last_modified)


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
def site(web: Web) -> Callable[..., Site]:
    return web.site


@pytest.fixture
def crawler(tmp_path: Path) -> Crawler:
    return Crawler(tmp_path / "archive")
