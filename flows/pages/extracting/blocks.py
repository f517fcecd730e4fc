"""The blocks of text of a whole page: what the general way weighs, and where dates are looked for."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

# Text flows on through these; every other element begins a block of its own.
INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s", "samp"),
        *("small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
# What these hold is not read.
UNREAD = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "video", "audio"),
        *("canvas", "map", "select", "option", "datalist", "button", "textarea", "head", "title", "meta"),
        *("link", "input", "img"),
    )
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Node:
    """A block-level element: its place among all, and that of the one around it (-1: none)."""

    element: Any
    parent: int


@dataclass(slots=True)
class Block:
    """A run of text between two block-level borders; `linked` of its characters are in links."""

    node: int
    text: str
    linked: int


@dataclass(slots=True)
class Layout:
    """A page as blocks: nodes before those inside them, blocks in the order of reading."""

    nodes: list[Node]
    blocks: list[Block]

    def inside(self, index: int) -> list[int]:
        """Return the places of a node and of all nodes inside it."""
        found = [index]
        inside = set(found)
        for place in range(index + 1, len(self.nodes)):
            if self.nodes[place].parent not in inside:
                break
            inside.add(place)
            found.append(place)
        return found

    def around(self, index: int) -> list[int]:
        """Return the places of a node and of all nodes around it, from the inside out."""
        found = []
        while index >= 0:
            found.append(index)
            index = self.nodes[index].parent
        return found

    def first_block_in(self, element: Any) -> int:
        """Return the place of the first block inside an element, or 0 if there is none."""
        for index, node in enumerate(self.nodes):
            if node.element is element:
                inside = set(self.inside(index))
                return next((at for at, block in enumerate(self.blocks) if block.node in inside), 0)
        return 0


def lay_out(root: Any) -> Layout:
    """Return the page's block-level elements and its blocks of text; hidden ones left out."""
    layout = Layout([Node(root, -1)], [])
    open_nodes = [0]
    pieces: list[str] = []
    linked: list[str] = []
    links = 0  # how many links are open

    def end_block() -> None:
        if pieces:
            text = _SPACE.sub(" ", "".join(pieces)).strip()
            if text:
                layout.blocks.append(Block(open_nodes[-1], text, len(_SPACE.sub("", "".join(linked)))))
            pieces.clear()
            linked.clear()

    def read(text: str | None) -> None:
        if text:
            pieces.append(text)
            if links:
                linked.append(text)

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNREAD or is_hidden(element):
                walk.skip_subtree()
                continue
            if tag in INLINE:
                links += tag == "a"
            else:
                end_block()
                if tag != "br":
                    layout.nodes.append(Node(element, open_nodes[-1]))
                    open_nodes.append(len(layout.nodes) - 1)
            read(element.text)
        else:
            if tag in UNREAD or is_hidden(element):
                pass
            elif tag in INLINE:
                links -= tag == "a"
            elif tag != "br":
                end_block()
                open_nodes.pop()
            if element is not root:
                read(element.tail)
    return layout


def is_hidden(element: Any) -> bool:
    """Whether an element of lxml or BeautifulSoup is not shown."""
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None
