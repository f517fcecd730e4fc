"""The general way to the article of a page of any site: the element with the most text and least noise."""

import logging
import re
from typing import Any

from lxml import etree

from flows.pages.blocks import Layout
from flows.pages.page import Page

SENTENCE = re.compile("[，。！？；,!?;]")
# Names that sites give to what stands around an article.
_AROUND = re.compile(
    r"comment|recommend|related|relative|side-?bar|aside|foot|crumb|copyright|advert|login|qrcode|toolbar|pagination|"
    r"subscribe|hidden|popup|dialog|modal|banner|statement|disclaimer|(?<![a-z])(?:share|hot|rank|nav|menu|friend)",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "footer", "aside", "header", "form"})
# What bears such a name and still holds so much of the page's text is the article nevertheless.
_MOST_AROUND = 0.5
# A block of links disturbs by being there, however short it is; one of plain words less, for articles
# have lists and headings; one in a table not at all.
_BLOCK_NOISE = 16
_PLAIN_NOISE = 0.15
_CELLS = frozenset({"td", "th"})
# A list of teasers: so many children, and that share of all, with a link and a short text in each.
_LEAST_CARDS, _LEAST_CARD_SHARE, _LONGEST_CARD = 4, 0.6, 300

# What stands below the title is the article if it has so much of the text that is with the title.
_BELOW_TITLE = 0.7

# readability costs 40 ms a page, and much more on a hostile one.
_LARGEST_SUMMARIZED = 300_000


def find_body(layout: Layout, title_at: int | None = None) -> Any | None:
    """Return the element that holds the article, or None if the page has no sentence.

    It is the one where text less noise is greatest, the innermost of equal ones: a larger one would
    add more noise than text, a smaller one lose text. Lists of teasers and what stands around an
    article by its name are noise as a whole, unless the title is in them (`title_at` is the place of
    its block), or nothing else has any text.
    """
    around_title = set() if title_at is None else set(layout.around(layout.blocks[title_at].node))
    index = _find_best(layout, around_title, set())
    if index is None:
        index = _find_best(layout, around_title, set(range(len(layout.nodes))))
    return None if index is None else layout.nodes[index].element


def _find_best(layout: Layout, around_title: set[int], kept: set[int]) -> int | None:
    """Return the node that gains most; those `kept` or around the title are never noise as a whole."""
    nodes = layout.nodes
    text, links, noise = _weigh_blocks(layout)
    total = sum(text)
    cards, children = [0] * len(nodes), [0] * len(nodes)
    left_out = [False] * len(nodes)
    for index in range(len(nodes) - 1, -1, -1):
        is_list = cards[index] >= _LEAST_CARDS and cards[index] >= _LEAST_CARD_SHARE * children[index]
        is_around = 0 < text[index] < _MOST_AROUND * total and _is_around(nodes[index].element)
        if (is_list or is_around) and index not in around_title and index not in kept:
            left_out[index] = True
            noise[index], text[index] = noise[index] + text[index], 0.0
        if (parent := nodes[index].parent) >= 0:
            for weights in (text, links, noise):
                weights[parent] += weights[index]
            children[parent] += 1
            cards[parent] += links[index] > 0 and 0 < text[index] <= _LONGEST_CARD
    for index, node in enumerate(nodes):
        left_out[index] |= node.parent >= 0 and left_out[node.parent]
    gains = [each - other for each, other in zip(text, map(sum, zip(links, noise, strict=True)), strict=True)]
    open_nodes = [
        index for index in range(len(nodes) - 1, -1, -1) if gains[index] > 0 and not left_out[index]
    ]
    best = max(open_nodes, key=gains.__getitem__, default=None)
    if best in around_title:
        below = max(
            (index for index in open_nodes if index not in around_title), key=gains.__getitem__, default=best
        )
        return below if text[below] >= _BELOW_TITLE * text[best] else best
    return best


def _weigh_blocks(layout: Layout) -> tuple[list[float], list[float], list[float]]:
    """Return for each node the characters of text, the noise of links and other noise of its own blocks."""
    text, links, noise = ([0.0] * len(layout.nodes) for _ in range(3))
    for block in layout.blocks:
        length = len(block.text)
        if block.linked * 2 > length:
            links[block.node] += length + _BLOCK_NOISE
        elif SENTENCE.search(block.text):
            text[block.node] += length
        elif layout.nodes[block.node].element.tag not in _CELLS:
            noise[block.node] += _PLAIN_NOISE * (length + _BLOCK_NOISE)
    return text, links, noise


def summarize(page: Page) -> str:
    """Return what readability takes for the article, as HTML; "" if that is nothing or the page is huge."""
    from readability import Document  # type: ignore[import-untyped]

    if len(page.source) > _LARGEST_SUMMARIZED:
        return ""
    logging.getLogger("readability.readability").setLevel(logging.CRITICAL)  # it logs what it then raises
    try:
        return str(Document(page.source).summary(html_partial=True))
    except (ValueError, etree.LxmlError):
        return ""


def _is_around(element: Any) -> bool:
    if element.tag in _AROUND_TAGS:
        return True
    return _AROUND.search(f"{element.get('id') or ''} {element.get('class') or ''}") is not None
