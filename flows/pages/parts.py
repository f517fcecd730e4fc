"""The part of a page that was found, to lines: BeautifulSoup reads it, and nothing else of the page."""

import re
from typing import Any

from bs4 import BeautifulSoup, CData, NavigableString
from lxml import etree

from flows.pages.blocks import INLINE, UNREAD, is_hidden

_SPACE = re.compile(r"\s+")


def read_part(part: Any, drop: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of text of an element or of a piece of HTML, without what `drop` selects."""
    if not isinstance(part, str):
        part = etree.tostring(part, encoding="unicode", method="html", with_tail=False)
    soup = BeautifulSoup(part, "lxml")
    unwanted = [tag for tag in soup.find_all(True) if tag.name in UNREAD or is_hidden(tag)]
    for tag in [*unwanted, *(soup.select(", ".join(drop)) if drop else ())]:
        tag.decompose()
    for string in soup.find_all(string=True):
        if type(string) not in (NavigableString, CData):
            string.extract()  # comments and the like
        elif not string.isprintable() and not string.find_parent("pre"):
            string.replace_with(NavigableString(_SPACE.sub(" ", string)))
    for tag in soup.find_all(True):
        if tag.name not in INLINE:
            tag.insert_before("\n")
            tag.append("\n")
    return [line for line in map(str.strip, soup.get_text().split("\n")) if line]
