"""The invented web: the servers of the outlets, which answer as servers do, without any network."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import httpcore
import httpx

from flows.demo.pages import make_page
from flows.demo.stories import Story
from flows.pages.fetching.client import Client
from flows.pages.fetching.outcomes import Ended, Outcome
from flows.steps.session import Clock

_HTML = (b"content-type", b"text/html; charset=utf-8")
_CAPTCHA = "<html><title>安全验证</title><body><p>请拖动滑块完成拼图（演示页面）</p></body></html>"
_MENU = "<html><title>{title}</title><body><nav>首页 列表 关于</nav></body></html>"
_FORGOTTEN_AFTER = timedelta(days=400)
_Headers = list[tuple[bytes, bytes]]


class InventedWeb(Client):
    """Answers for the pages of the stories, and for robots.txt, in place of the HTTP client.

    How an outlet's server behaves stands in cast.toml as its manner; beyond that a page in so many is
    gone, moved, broken, or tells something else.
    """

    def __init__(self, stories: Iterable[Story], now: Clock) -> None:
        super().__init__("ainews demo", frozenset())
        self._stories = {story.url: story for story in stories}
        self._closed = {s.outlet.host for s in self._stories.values() if s.outlet.manner == "closed"}
        self._now = now

    async def get(
        self, url: httpx.URL, headers: Mapping[str, str], connect_seconds: float, read_seconds: float
    ) -> httpcore.Response:
        """Answer one GET. Raises what the network raises for servers that do not answer."""
        if url.path == "/robots.txt":
            rules = "User-agent: *\nDisallow: /\n" if url.host in self._closed else ""
            return _answer(200 if rules else 404, rules.encode(), [(b"content-type", b"text/plain")])
        story = self._stories.get(str(url.copy_with(query=None)).replace("/new/", "/"))
        if story is None:
            return _answer(404)
        return self._answer_for(story, url, headers.get("If-None-Match"))

    def _answer_for(self, story: Story, url: httpx.URL, known: str | None) -> httpcore.Response:
        now, number, manner = self._now(), story.number, story.outlet.manner
        if manner == "dead":
            raise Ended(Outcome.DNS_ERROR, f"no address for {story.outlet.host}")
        if manner == "slow" and number % 6 == 0:
            raise httpcore.ReadTimeout(f"no answer within {20:g} s")
        if manner == "captcha" and number % 7 == 0:
            return _answer(200, _CAPTCHA.encode(), [_HTML])
        if _is_gone(story, now):
            return _answer(404, b"<html><title>404</title></html>", [_HTML])
        if number % 97 == 5:
            return _answer(500)
        if number % 89 == 3:
            return _answer(200, b"%PDF-1.7 (demo)", [(b"content-type", b"application/pdf")])
        if number % 61 == 8 and "/new/" not in url.path:
            return _answer(301, headers=[(b"location", url.path.replace("/", "/new/", 1).encode())])
        return _answer_page(self._make_body(story, now), known)

    def _make_body(self, story: Story, now: datetime) -> bytes:
        if story.number % 149 == 21:
            return _MENU.format(title=story.title).encode()
        if story.number % 83 == 14:  # the address was given to something else
            notice = ("本栏目已经改版，往期内容陆续迁移中，欢迎订阅新的周刊。", story.paragraphs[-1])
            return make_page(story, now, notice)
        return make_page(story, now)


def _is_gone(story: Story, now: datetime) -> bool:
    age = now - story.published_at
    is_forgotten = story.outlet.manner == "forgetful" and story.number % 3 > 0 and age > _FORGOTTEN_AFTER
    return is_forgotten or (story.number % 53 == 17 and age > timedelta(days=30))


def _answer_page(body: bytes, known: str | None) -> httpcore.Response:
    etag = f'"{sha256(body).hexdigest()[:16]}"'
    headers = [_HTML, (b"etag", etag.encode())]
    return _answer(304, headers=headers) if known == etag else _answer(200, body, headers)


class _NoStream:
    """Stands for the connection: addresses of documentation (RFC 5737)."""

    def get_extra_info(self, name: str) -> Any:
        """Return the server's address."""
        return ("192.0.2.1", 443)


def _answer(status: int, body: bytes = b"", headers: _Headers | None = None) -> httpcore.Response:
    extensions = {"http_version": b"HTTP/1.1", "reason_phrase": b"", "network_stream": _NoStream()}
    return httpcore.Response(status, headers=headers or [], content=body, extensions=extensions)
