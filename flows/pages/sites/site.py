"""What is known of a family of sites: where its pages keep their article, as data."""

from collections.abc import Callable
from dataclasses import dataclass

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story


@dataclass(frozen=True, slots=True)
class Site:
    """Rules for a family. Each tuple is tried in its order, newest layout first; the first hit wins.

    A rule is a CSS selector; with `@name` behind it, an attribute of what it finds, with `::text` only
    the text that is not in elements of its own. `meta:name` is the content of a meta element,
    `script:pattern` the first group of a pattern in the page's source.
    """

    name: str
    hosts: tuple[str, ...] = ()  # a domain stands for all hosts below it
    marks: tuple[str, ...] = ()  # CSS that shows the software of pages whose host no family has
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()  # CSS: what stands in the body and is none of it
    read_story: Callable[[Page], Story | None] | None = None  # asked where the selectors find no body
