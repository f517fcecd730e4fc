"""The general way to the article of a page of any site: the element with the most text and least noise."""

import re
from typing import Any

from flows.pages.blocks import Layout

_SENTENCE = re.compile("[，。！？；,!?;]")
# Names that sites give to what stands around an article.
_AROUND = re.compile(
    r"comment|recommend|relat|sidebar|side-?bar|aside|foot|share|hot|rank|nav|menu|crumb|copyright|advert|login|"
    r"qrcode|toolbar|pagination|subscribe|hidden|popup|dialog|modal|banner|friend|statement|disclaimer|declare",
    re.IGNORECASE,
)
_AROUND_TAGS = frozenset({"nav", "footer", "aside", "header", "form"})
# What bears such a name and still holds so much of the page's text is the article nevertheless.
_MOST_AROUND = 0.5
# Noise counts this much more than text.
_NOISE = 1.0


def find_body(layout: Layout) -> Any | None:
    """Return the element that holds the article, or None if the page has no sentence."""
    text = [0.0] * len(layout.nodes)
    noise = [0.0] * len(layout.nodes)
    for block in layout.blocks:
        length = len(block.text)
        if block.linked * 2 > length:
            noise[block.node] += length
        elif _SENTENCE.search(block.text):
            text[block.node] += length
        else:
            noise[block.node] += length / 2
    total = sum(text)
    if not total:
        return None
    best, best_score = None, 0.0
    for index in range(len(layout.nodes) - 1, -1, -1):
        node = layout.nodes[index]
        if text[index] and text[index] < _MOST_AROUND * total and _is_around(node.element):
            noise[index], text[index] = noise[index] + text[index], 0.0
        score = text[index] - _NOISE * noise[index]
        if score > best_score:
            best, best_score = node.element, score
        if node.parent >= 0:
            text[node.parent] += text[index]
            noise[node.parent] += noise[index]
    return best


def _is_around(element: Any) -> bool:
    if element.tag in _AROUND_TAGS:
        return True
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return _AROUND.search(names) is not None
