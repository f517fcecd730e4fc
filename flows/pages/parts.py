"""The part of a page that was found, to lines: BeautifulSoup reads it, and nothing else of the page."""

import re
from typing import Any

from bs4 import BeautifulSoup, CData, NavigableString
from lxml import etree

from flows.pages.blocks import INLINE, UNREAD

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = "[style*='display:none' i], [style*='display: none' i], [hidden]"


def read_part(part: Any, drop: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of text of an element or of a piece of HTML, without what `drop` selects."""
    markup = part if isinstance(part, str) else etree.tostring(part, encoding="unicode", method="html", with_tail=False)
    soup = BeautifulSoup(markup, "lxml")
    for found in soup.select(", ".join((*sorted(UNREAD), _HIDDEN, *drop))):
        found.decompose()
    for string in list(soup.find_all(string=True)):
        if type(string) not in (NavigableString, CData):
            string.extract()  # comments and the like
        elif "\n" in string or "\r" in string or "\t" in string:
            string.replace_with(NavigableString(_SPACE.sub(" ", string)))
    for tag in list(soup.find_all(True)):
        if tag.name not in INLINE:
            tag.insert_before("\n")
            tag.append("\n")
    return [line for line in map(str.strip, soup.get_text().split("\n")) if line]
