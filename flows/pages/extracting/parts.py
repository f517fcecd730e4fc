"""The part of a page that was found, to lines: BeautifulSoup reads it, and nothing else of the page."""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, CData, NavigableString, PageElement, Tag
from lxml import etree, html

from flows.pages.extracting.blocks import INLINE, UNREAD, is_hidden, lay_out

# BeautifulSoup needs 10 microseconds and a kilobyte for each: so many are no article.
_MOST_TAGS = 100_000
_TEXTS = (NavigableString, CData)  # and no comment, whose class is derived from these
_SPACE = re.compile(r"\s+")


def read_plainly(part: Any) -> list[str]:
    """Return the lines of text of an element of any size and depth."""
    return [block.text for block in lay_out(part).blocks]


def read_part(part: Any, drop: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of text of an element or of a piece of HTML, without what `drop` selects.

    It walks with a stack of its own: taking tags out of the soup or putting line breaks into it costs
    the square of their number, and pages are hostile.
    """
    if isinstance(part, str):
        part = f"<div>{part}</div>"
    else:
        part = etree.tostring(part, encoding="unicode", method="html", with_tail=False)
    if part.count("<") > _MOST_TAGS:
        return read_plainly(html.fromstring(part))
    soup = BeautifulSoup(part, "lxml")
    dropped = {id(tag) for tag in soup.select(", ".join(drop))} if drop else set()
    lines: list[str] = []
    pieces: list[str] = []

    def end_line() -> None:
        if pieces:
            lines.extend(line for line in map(str.strip, "".join(pieces).split("\n")) if line)
            pieces.clear()

    walk: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(soup.contents))]
    while walk:
        tag, children = walk[-1]
        child = next(children, None)
        if child is None:
            if tag.name not in INLINE:
                end_line()
            walk.pop()
        elif isinstance(child, Tag):
            if child.name not in UNREAD and id(child) not in dropped and not is_hidden(child):
                if child.name not in INLINE:
                    end_line()
                walk.append((child, iter(child.contents)))
        elif isinstance(child, NavigableString) and type(child) in _TEXTS:
            is_plain = child.isprintable() or any(each.name == "pre" for each, _ in walk)
            pieces.append(str(child) if is_plain else _SPACE.sub(" ", child))
    return lines
