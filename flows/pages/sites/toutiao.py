"""toutiao.com: since 2021 in the page, before that in a script."""

import html
import json
import re
from contextlib import suppress

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story
from flows.pages.sites.site import Site

_CONTENT = re.compile(r"\bcontent:\s*'((?:[^'\\]|\\.)*)'")
_TITLE = re.compile(r"\btitle:\s*'((?:[^'\\]|\\.)*)'")
_TIME = re.compile(r"\btime:\s*'([\d: -]{10,20})'")
_OUTLET = re.compile(r"\bsource:\s*'([^']{1,40})'")


def read_story(page: Page) -> Story | None:
    """Return the article in BASE_DATA: HTML with its marks escaped twice."""
    start = page.source.find("articleInfo:")
    if start < 0 or not (content := _CONTENT.search(page.source, start)):
        return None
    title, time, outlet = (pattern.search(page.source, start) for pattern in (_TITLE, _TIME, _OUTLET))
    return Story(
        "BASE_DATA",
        _unescape(title[1]).strip('"') if title else "",
        _unescape(content[1]).strip('"'),
        time[1] if time else "",
        "",
        _unescape(outlet[1]) if outlet else "",
    )


def _unescape(text: str) -> str:
    with suppress(ValueError):  # no escapes that JSON knows: taken as it stands
        text = str(json.loads('"' + text.replace('"', '\\"').replace("\\'", "'") + '"', strict=False))
    return html.unescape(html.unescape(text))


SITE = Site(
    name="toutiao",
    hosts=("toutiao.com",),
    body=("article.tt-article-content", ".article-content"),  # since 2021, to 2021
    title=(".article-content > h1", "h1.article-title"),
    published=(".article-meta span", ".article-sub span"),
    outlet=(".article-meta .name", ".article-sub span:not(.original):nth-last-child(2)"),
    drop=("h1", ".article-meta", ".tag-list"),
    read_story=read_story,
)
