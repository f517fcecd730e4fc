"""A page, parsed once: what rules look at."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from cssselect import HTMLTranslator
from lxml import etree, html

from flows.pages.extracting.decode import UnreadablePageError, decode_page

# A page is larger only by accident or ill will: the parser needs about ten times its size.
LARGEST_PAGE = 32_000_000
# Attributes of one element cost their number squared: a tag with more text than this outside of
# quotes is left out. Smaller pages cannot cost much.
_LONGEST_TAG = 50_000
_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]++|"[^"]*+"|'[^']*+')*+>?""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
# Elements of one name inside each other cost their number squared, as soon as their texts are read.
_MOST_SELECTED = 20
_MOST_ELEMENTS = 50_000  # real pages have 6,000
_COUNT: Any = etree.XPath("count(//*)")
_SPACE = re.compile(r"\s+")
_COMPOUNDS = re.compile(r"(>?)\s*([^\s>]+)")  # of a selector, each with its combinator
_TRANSLATOR = HTMLTranslator()
_META_NAMES = ("name", "property", "itemprop", "http-equiv")


@dataclass
class Page:
    """A parsed page. No date on it can be later than `now`, which is when it was fetched if that is known."""

    source: str
    root: Any
    url: str | None
    now: datetime
    fetched_at: datetime | None = None
    encoding: str = "utf-8"
    damaged: int = 0
    is_excessive: bool = False  # far deeper or larger than any page that people read

    @cached_property
    def host(self) -> str:
        """Host of the URL, else of the page's own canonical link; lower case, "" if neither is known."""
        for url in (self.url, self.own_url):
            if host := _host_of(url):
                return host
        return ""

    @cached_property
    def own_url(self) -> str | None:
        """What the page calls its own address."""
        links = self.root.xpath("//link[@rel='canonical']/@href")
        return (links[0] if links else None) or self.metas.get("og:url")

    @cached_property
    def metas(self) -> dict[str, str]:
        """First content of each meta element, by its name, property or itemprop in lower case."""
        metas: dict[str, str] = {}
        for element in self.root.iter("meta"):
            content = (element.get("content") or "").strip()
            for attribute in _META_NAMES:
                if content and (name := element.get(attribute)):
                    metas.setdefault(name.strip().lower(), content)
        return metas

    @cached_property
    def head_title(self) -> str:
        """Text of the title element."""
        return one_line(next((text_of(element) for element in self.root.iter("title")), ""))

    @cached_property
    def json_ld(self) -> dict[str, Any]:
        """The object of schema.org that describes an article; empty if there is none."""
        for script in self.root.xpath("//script[@type='application/ld+json']"):
            for each in _objects(_load(script.text or "")):
                if "datePublished" in each or "pubDate" in each or "headline" in each:
                    return each
        return {}

    def select(self, css: str) -> list[Any]:
        """Return the elements that a CSS selector finds, in their order; only the first few."""
        found: list[Any] = _compile(css)(self.root)
        return found[:_MOST_SELECTED]


def parse_page(
    content: bytes, url: str | None, *, content_type: str | None = None, fetched_at: datetime | None = None
) -> Page:
    """Decode and parse a page. Raises UnreadablePageError if it is no text or far too large."""
    if len(content) > LARGEST_PAGE:
        raise UnreadablePageError(f"{len(content):,} bytes are more than {LARGEST_PAGE:,}")
    decoded = decode_page(content, content_type)
    source = decoded.text.replace("\0", "")
    if len(source) > 2 * _LONGEST_TAG:
        source = _drop_flooded_tags(source)
    root, is_excessive = _parse(source.encode("utf-8", "replace"))
    now = fetched_at or datetime.now(UTC)
    return Page(source, root, url, now, fetched_at, decoded.encoding, decoded.damaged, is_excessive)


def text_of(element: Any) -> str:
    """Return all text below an element."""
    return "".join(element.itertext())


def one_line(text: str) -> str:
    """Join a text's lines, single blanks between words."""
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=1024)
def _compile(css: str) -> Any:
    """Compile a selector so that it asks each element for what is around it.

    The usual form, which goes down from each, finds an element many times over in nested ones, and
    costs the square of the depth.
    """
    path = ""
    for is_child, compound in _COMPOUNDS.findall(css):
        step = _TRANSLATOR.css_to_xpath(compound, prefix="")
        path = f"{step}[{'parent' if is_child else 'ancestor'}::{path}]" if path else step
    return etree.XPath(f"descendant-or-self::{path}")


def _parse(content: bytes) -> tuple[Any, bool]:
    """Return the root of a document, and whether it is excessive.

    It is with so many elements, or if it goes beyond what libxml2 reads unless told to: a depth of 256
    elements, a text of 10 MB. Told to, it reads on to a depth of 2,048 and keeps what it has until then.
    """
    for is_huge in (False, True):
        parser = html.HTMLParser(encoding="utf-8", huge_tree=is_huge, remove_comments=True, remove_pis=True)
        try:
            root = html.document_fromstring(content, parser=parser)
        except etree.ParserError:  # nothing in it but blanks and comments
            root = html.document_fromstring("<html><body></body></html>")
        if not any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
            break
    return root, is_huge or _COUNT(root) > _MOST_ELEMENTS


def _drop_flooded_tags(source: str) -> str:
    for tag in _TAG.finditer(source):
        if len(tag[0]) > _LONGEST_TAG and len(_QUOTED.sub("", tag[0])) > _LONGEST_TAG:
            return _TAG.sub(lambda each: each[0] if len(each[0]) <= _LONGEST_TAG else "", source)
    return source


def _host_of(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield an object, or those of a list or of its @graph."""
    if isinstance(value, dict):
        yield value
        value = value.get("@graph")
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
