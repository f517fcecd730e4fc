"""The title of a page: the heading that the title element repeats, without the names of site and channel."""

import re
from collections.abc import Iterator

from flows.pages.extracting.blocks import Layout
from flows.pages.extracting.page import Page, one_line
from flows.pages.extracting.stories import text_at
from flows.text.identity import fold_text

TITLE_ELEMENT = "title element"  # the rule of last resort
_METAS = ("articletitle", "og:title", "twitter:title", "headline", "title")
_HEADINGS = frozenset({"h1", "h2"})
# Marks between a title and the names of channel and site behind it. Dashes stand in titles too: one
# counts only with blanks around it, or before what is called like a site.
_MARK = re.compile(r"\s*(?:[_|｜＿]+|--+|»|«|<)\s*")
_DASHED = re.compile(
    r"(?:\s+[-–—]+\s+\S{2,20}|\s*[-–—]+\s*[^-–—]{0,12}(?:网|报|社|台|站|新闻|频道|在线|资讯|之家|\.com|\.cn|\.net))+$",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST = 4, 150
# A heading that says less than this share of the title element is the name of a channel.
_LEAST_SHARE = 0.3
# Words this short stand inside a title element by chance.
_SHORTEST_INSIDE = 8


def find_title(page: Page, layout: Layout) -> tuple[str, str]:
    """Return the title and the rule that found it; both "" if the page has none.

    What readers see comes first: of the page's blocks the longest with which the title element begins.
    """
    whole = fold_text(page.head_title)
    for candidates in (_seen(layout), _declared(page)) if whole else (_declared(page), _seen(layout)):
        found = [(text, rule) for text, rule in candidates if _agrees(fold_text(text), whole, rule)]
        if found:
            text, rule = max(found, key=lambda each: len(fold_text(each[0])))
            if len(fold_text(text)) >= _LEAST_SHARE * len(whole):
                is_whole = fold_text(text) == whole and rule not in _HEADINGS
                return strip_suffix(text) if is_whole else text, rule
    title = strip_suffix(page.head_title)
    return title, TITLE_ELEMENT if title else ""


def repeats_title(text: str, page: Page) -> bool:
    """Whether a text says what the title element says, or part of it."""
    folded, whole = fold_text(text), fold_text(page.head_title)
    return bool(folded) and (folded in whole or whole in folded)


def strip_suffix(text: str) -> str:
    """Cut the names of channel and site off a title element."""
    kept = next((text[: mark.start()] for mark in _MARK.finditer(text) if mark.start() >= _SHORTEST), text)
    shorter = _DASHED.sub("", kept)
    return shorter if len(shorter) >= _SHORTEST else kept


def _seen(layout: Layout) -> Iterator[tuple[str, str]]:
    for block in layout.blocks:
        if _SHORTEST <= len(block.text) <= _LONGEST:
            yield block.text, layout.nodes[block.node].element.tag


def _declared(page: Page) -> Iterator[tuple[str, str]]:
    if headline := text_at(page.json_ld, "headline"):
        yield one_line(headline), "json-ld:headline"
    for name in _METAS:
        if content := page.metas.get(name):
            yield one_line(content), f"meta:{name}"


def _agrees(found: str, whole: str, rule: str) -> bool:
    """Whether a text is the beginning or, if long, a part of the title element; both folded."""
    if not whole:
        return rule in _HEADINGS or rule == "meta:og:title"
    if rule in _HEADINGS and len(whole) >= _SHORTEST_INSIDE and found.startswith(whole):
        return True  # the title element was cut
    return whole.startswith(found) or (len(found) >= _SHORTEST_INSIDE and found in whole)
