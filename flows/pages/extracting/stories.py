"""Articles that pages carry as data in a script, for pages that have no other text."""

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flows.pages.extracting.page import Page
from flows.text.identity import fold_text

_DECODER = json.JSONDecoder(strict=False)
_MOST_OBJECTS = 20_000  # looked at in one script
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST_HAN = 100
_ASSIGNED = re.compile(r"[=:(]\s*(?=\{)")
_MOST_SCRIPTS = 50
_MOST_ASSIGNMENTS = 5  # of one name: each that is broken costs the length of the page
# What frameworks call the parts of an article, the surest first.
_BODY_KEYS = ("articleBody", "content", "contentHtml", "html", "body", "text", "data_html", "detail")
_TITLE_KEYS = ("title", "headline", "name", "header")
_TIME_KEYS = (
    "datePublished",
    "publishTime",
    "publish_time",
    "pubTime",
    "pubtime",
    "publishedAt",
    "createTime",
    "ctime",
)
_OUTLET_KEYS = ("source", "media", "mediaName", "sourceName")


@dataclass(frozen=True, slots=True)
class Story:
    """An article as data: `body` is HTML, `published` as written; "" where it says nothing."""

    rule: str
    title: str = ""
    body: str = ""
    published: str = ""
    author: str = ""
    outlet: str = ""


def read_any_story(page: Page) -> Story | None:
    """Return the article that some script or JSON-LD of the page holds, or None.

    Recommended articles look alike: of several it is the one with the title of the page.
    """
    stories = [story for data in _all_data(page) for each in walk_objects(data) if (story := _read(each))]
    whole = fold_text(page.head_title)
    named = [story for story in stories if fold_text(story.title) in whole]
    if named:
        return named[0]
    return stories[0] if len(stories) == 1 else None


def read_assigned(source: str, name: str) -> Any:
    """Return the JSON value assigned to a name in a page's scripts, or None.

    The value is read to its own end: a pattern up to `</script>` breaks on text that holds one.
    """
    for match in islice(re.finditer(rf"{re.escape(name)}\s*=\s*", source), _MOST_ASSIGNMENTS):
        if (value := load_first(source, match.end())) is not None:
            return value
    return None


def load_first(text: str, start: int = 0) -> Any:
    """Return the JSON value that begins at a place of a text, or None if none does."""
    try:
        return _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def walk_objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a JSON value, the outer before the inner, up to a limit."""
    waiting, seen = deque([value]), 0
    while waiting and seen < _MOST_OBJECTS:
        value = waiting.popleft()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(each for each in value.values() if isinstance(each, dict | list))
        elif isinstance(value, list):
            waiting.extend(each for each in value if isinstance(each, dict | list))


def text_at(value: Any, *keys: str) -> str:
    """Return the text or number at a path of keys in a JSON value, "" if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def list_at(value: Any, *keys: str) -> list[Any]:
    """Return the list at a path of keys in a JSON value, an empty one if there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _all_data(page: Page) -> Iterator[Any]:
    yield page.json_ld
    for script in page.root.xpath("//script[not(@src)]")[:_MOST_SCRIPTS]:
        text = script.text or ""
        if len(_HAN.findall(text[:1_000_000])) >= _LEAST_HAN or "\\u" in text:
            if text.lstrip().startswith("{"):
                yield load_first(text.lstrip())
            elif match := _ASSIGNED.search(text):
                yield load_first(text, match.end())


def _read(each: dict[str, Any]) -> Story | None:
    title, body = _first_text(each, _TITLE_KEYS), _first_text(each, _BODY_KEYS)
    if not title or len(_HAN.findall(body)) < _LEAST_HAN:
        return None
    published, outlet = _first_text(each, _TIME_KEYS), _first_text(each, _OUTLET_KEYS)
    return Story("script", title, body, published, outlet=outlet)


def _first_text(each: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for key in keys if (text := text_at(each, key))), "")
