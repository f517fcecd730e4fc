"""README in two languages: the same outline, code, figures and links, block by block; no dead link."""

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from warehouse.home import PROJECT

ENGLISH, CHINESE = PROJECT / "README.md", PROJECT / "README.zh-CN.md"


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, table cell, code block or piece of HTML."""

    line: int
    kind: str  # the elements that it stands in: h2, p, table tbody tr td, ul li p, code
    text: str
    shared: dict[str, list[str]]  # what a translation leaves as it is, each sort sorted: word order differs


def read_blocks(page: Path) -> list[Block]:
    """Return the page's blocks in their order."""
    blocks: list[Block] = []
    inside: list[str] = []
    line = 0
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else line
        if token.nesting:
            inside = [*inside, token.tag] if token.nesting == 1 else inside[:-1]
        elif token.type in ("inline", "html_block"):
            parts = token.children or [token]
            words = " ".join(part.content for part in parts if part.type == "text")
            links = [str(part.attrs.get("href") or part.attrs.get("src")) for part in parts if part.attrs]
            for part in parts:
                if part.type.startswith("html"):
                    links += re.findall(r'(?:href|src|srcset)="([^"]+)"', part.content)
            shared = {
                "code": sorted(part.content for part in parts if part.type == "code_inline"),
                "numbers": sorted(re.findall(r"\d+(?:[.,:]\d+)*", words)),
                "links": sorted(unquote(link) for link in links),
            }
            blocks.append(Block(line, " ".join(inside) or "html", token.content, shared))
        else:
            blocks.append(
                Block(line, token.tag, token.content, {"links": [], "content": [token.info, token.content]})
            )
    return blocks


def list_anchors(blocks: list[Block]) -> list[str]:
    """Return the anchors that GitHub gives to the headings."""
    headings = [block.text.lower() for block in blocks if re.fullmatch(r"h\d", block.kind)]
    return [re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings]


def find_first_difference(english: list[Block], chinese: list[Block]) -> str | None:
    """Return where the two drift apart and in what, None if they do not."""
    for one, other in zip_longest(_name_links_alike(english), _name_links_alike(chinese)):
        if one is None or other is None:
            return f"only {CHINESE.name if one is None else ENGLISH.name} goes on, {_show(one or other)}"
        differing = [sort for sort in one.shared if one.shared[sort] != other.shared.get(sort)]
        if one.kind != other.kind or differing:
            told = [f"{sort}: {one.shared[sort]} or {other.shared.get(sort)}" for sort in differing]
            return "\n".join([f"{ENGLISH.name} {_show(one)}", f"{CHINESE.name} {_show(other)}", *told])
    return None


def _name_links_alike(blocks: list[Block]) -> list[Block]:
    """Give anchors the number of their heading, and the page in the other language one name."""
    names = {f"#{anchor}": f"heading {number}" for number, anchor in enumerate(list_anchors(blocks))}
    names |= dict.fromkeys((ENGLISH.name, CHINESE.name), "the other language")
    return [
        replace(
            block,
            shared=block.shared | {"links": sorted(names.get(link, link) for link in block.shared["links"])},
        )
        for block in blocks
    ]


def _show(block: Block) -> str:
    return f"line {block.line} ({block.kind}): {block.text[:200]}"


def test_both_say_the_same() -> None:
    """Numbers stay digits, code and links stay as they are, table cells in their places."""
    difference = find_first_difference(read_blocks(ENGLISH), read_blocks(CHINESE))
    assert difference is None, difference


@pytest.mark.parametrize("page", [ENGLISH, CHINESE], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for block in read_blocks(page):
        for link in block.shared["links"]:
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            is_found = target.exists() and (not anchor or anchor in list_anchors(read_blocks(target)))
            if not is_found and not re.match(r"[a-z]+:", link):
                lost.append(f"{page.name} line {block.line}: {link}")
    assert not lost
