"""The general way to the article of a page of any site: the element with the most text and least noise."""

import re
from dataclasses import dataclass
from typing import Any

from flows.pages.blocks import Layout

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
# With more noise than this it may be a list of teasers: what stands below the title comes first then.
_MOST_NOISE = 0.3
_LEAST_TEXT = 60


@dataclass(slots=True)
class Weights:
    """For each node of a layout the characters of text in it, and its noise."""

    text: list[float]
    noise: list[float]

    def score(self, index: int) -> float:
        """What choosing this node would gain."""
        return self.text[index] - self.noise[index]


def find_body(layout: Layout, title_at: int | None = None) -> Any | None:
    """Return the element that holds the article, or None if the page has no sentence.

    `title_at` is the place of the title's block.
    """
    weights = _weigh(layout)
    best = _best_of(weights, range(len(layout.nodes)))
    if best is not None and title_at is not None and weights.noise[best] > _MOST_NOISE * weights.text[best]:
        best = _best_below(layout, weights, layout.blocks[title_at].node) or best
    return None if best is None else layout.nodes[best].element


def _best_of(weights: Weights, nodes: range | list[int]) -> int | None:
    """Return the node that gains most, the innermost of equal ones; None if none gains."""
    best = max(reversed(nodes), key=weights.score, default=None)
    return best if best is not None and weights.score(best) > 0 else None


def _best_below(layout: Layout, weights: Weights, node: int) -> int | None:
    """Return the best node of the smallest element around the title that has some text in it."""
    while node > 0 and weights.score(node) < _LEAST_TEXT:
        node = layout.nodes[node].parent
    return _best_of(weights, layout.inside(node))


def _weigh(layout: Layout) -> Weights:
    text = [0.0] * len(layout.nodes)
    noise = [0.0] * len(layout.nodes)
    for block in layout.blocks:
        length = len(block.text)
        if block.linked * 2 > length:
            noise[block.node] += length + _BLOCK_NOISE
        elif SENTENCE.search(block.text):
            text[block.node] += length
        elif layout.nodes[block.node].element.tag not in _CELLS:
            noise[block.node] += _PLAIN_NOISE * (length + _BLOCK_NOISE)
    total = sum(text)
    for index in range(len(layout.nodes) - 1, 0, -1):
        node = layout.nodes[index]
        if 0 < text[index] < _MOST_AROUND * total and _is_around(node.element):
            noise[index], text[index] = noise[index] + text[index], 0.0
        text[node.parent] += text[index]
        noise[node.parent] += noise[index]
    return Weights(text, noise)


def _is_around(element: Any) -> bool:
    if element.tag in _AROUND_TAGS:
        return True
    return _AROUND.search(f"{element.get('id') or ''} {element.get('class') or ''}") is not None
