"""The general way to the article of a page of any site: the element with the most text and least noise."""

import logging
import re
from typing import Any

from lxml import etree

from flows.pages.extracting.blocks import Layout
from flows.pages.extracting.page import Page

SENTENCE = re.compile("[，。！？；,!?;]")
# Names that sites give to what stands around an article.
_AROUND = re.compile(
    r"comment|recommend|related|relative|side-?bar|aside|foot|crumb|copyright|advert|login|qrcode|toolbar|pagination|"
    r"subscribe|hidden|popup|dialog|modal|banner|statement|disclaimer|(?<![a-z])(?:share|hot|rank|nav|menu|friend)",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "footer", "aside", "header", "form"})
# What bears such a name and still holds so much of the page's text is the article nevertheless.
_MOST_AROUND = 0.9
# A block of links disturbs by being there, however short it is; one of plain words less, for articles
# have lists and headings; one in a table not at all.
_LINK_NOISE, _PLAIN_NOISE, _PLAIN_SHARE = 24, 16, 0.15
_CELLS = frozenset({"td", "th"})
# A list of teasers or comments: so many children, and that share of all, that hold a short text and
# beside it a link or what only comments have.
_LEAST_CARDS, _LEAST_CARD_SHARE, _LONGEST_CARD = 4, 0.6, 400
_OF_COMMENTS = re.compile(
    r"^(?:回复|赞|点赞|踩|举报|顶)|网友|\d+\s*楼|(?:天|小时|分钟)前|^\D{0,20}\d{4}-\d\d?-\d\d?\b"
)
# What stands below the title is the article if it has so much of the text that is with the title.
_BELOW_TITLE = 0.7
# Of several that gain at least this share of the most, it is the first below the title.
_COMPARABLE = 0.5
# readability costs 40 ms a page, and much more on a hostile one.
_LARGEST_SUMMARIZED = 300_000


class _Weights:
    """For each node: its characters of text, the noise of links and other noise, signs of comments."""

    def __init__(self, layout: Layout) -> None:
        self.text, self.links, self.other, self.signs = ([0.0] * len(layout.nodes) for _ in range(4))
        for block in layout.blocks:
            length = len(block.text)
            if block.linked * 2 > length:
                self.links[block.node] += length + _LINK_NOISE
            elif SENTENCE.search(block.text):
                self.text[block.node] += length
            elif layout.nodes[block.node].element.tag not in _CELLS:
                self.other[block.node] += _PLAIN_SHARE * (length + _PLAIN_NOISE)
                self.signs[block.node] += _OF_COMMENTS.search(block.text) is not None

    def add(self, node: int, parent: int) -> None:
        """Add a node's weights to those of the node around it."""
        for each in (self.text, self.links, self.other, self.signs):
            each[parent] += each[node]

    def take_for_noise(self, node: int) -> None:
        """Count the text of a node as noise."""
        self.other[node] += self.text[node]
        self.text[node] = 0.0

    def gain(self, node: int) -> float:
        """Return what a node has more of text than of noise."""
        return self.text[node] - self.links[node] - self.other[node]

    def is_card(self, node: int) -> bool:
        """Whether a node looks like a teaser or a comment."""
        return 0 < self.text[node] <= _LONGEST_CARD and (self.links[node] > 0 or self.signs[node] > 0)


def find_body(layout: Layout, title_at: int | None = None) -> Any | None:
    """Return the element that holds the article, or None if the page has no sentence.

    It is the one where text less noise is greatest, the innermost of equal ones: a larger one would
    add more noise than text, a smaller one lose text. Lists of teasers or comments and what stands
    around an article by its name are noise as a whole, unless the title is in them (`title_at` is the
    place of its block), or nothing else has any text.
    """
    title = None if title_at is None else layout.blocks[title_at].node
    around_title = set() if title is None else set(layout.around(title))
    best = _find_best(layout, title, around_title, around_title)
    if best is None:
        best = _find_best(layout, title, around_title, set(range(len(layout.nodes))))
    return None if best is None else layout.nodes[best].element


def _find_best(layout: Layout, title: int | None, around_title: set[int], kept: set[int]) -> int | None:
    """Return the node that gains most; those `kept` are never noise as a whole."""
    weights = _Weights(layout)
    left_out = _leave_out(layout, weights, kept)
    # from the last to the first, so that of equal ones the innermost comes first
    nodes = [at for at in range(len(layout.nodes) - 1, -1, -1) if weights.gain(at) > 0 and not left_out[at]]
    best = max(nodes, key=weights.gain, default=None)
    if best is None or title is None:
        return best
    if best in around_title:
        below = max((at for at in nodes if at not in around_title), key=weights.gain, default=best)
        return below if weights.text[below] >= _BELOW_TITLE * weights.text[best] else best
    return _first_below(layout, weights, nodes, title, best)


def _first_below(layout: Layout, weights: _Weights, nodes: list[int], title: int, best: int) -> int:
    """Return the first node between title and best that gains about as much as it, else the best."""
    least = _COMPARABLE * weights.gain(best)
    around_best = set(layout.around(best))
    between = [
        at for at in nodes if title < at < best and at not in around_best and weights.gain(at) >= least
    ]
    while between:
        best = max(between, key=weights.gain)
        around_best = set(layout.around(best))
        between = [at for at in between if at < best and at not in around_best]
    return best


def _leave_out(layout: Layout, weights: _Weights, kept: set[int]) -> list[bool]:
    """Sum the weights up to the root, and return which nodes are in what is noise as a whole."""
    nodes, total = layout.nodes, sum(weights.text)
    cards, children, left_out = [0] * len(nodes), [0] * len(nodes), [False] * len(nodes)
    for at in range(len(nodes) - 1, -1, -1):
        is_list = cards[at] >= _LEAST_CARDS and cards[at] >= _LEAST_CARD_SHARE * children[at]
        is_around = 0 < weights.text[at] < _MOST_AROUND * total and _is_around(nodes[at].element)
        is_card = weights.is_card(at)
        if (is_list or is_around) and at not in kept:
            left_out[at] = True
            weights.take_for_noise(at)
        if (parent := nodes[at].parent) >= 0:
            weights.add(at, parent)
            children[parent] += 1
            cards[parent] += is_card
    for at, node in enumerate(nodes):
        left_out[at] |= node.parent >= 0 and left_out[node.parent]
    return left_out


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
