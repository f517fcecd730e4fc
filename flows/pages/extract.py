"""The article of a page: title, body, time, author and outlet, each with the rule that found it.

EXTRACTOR_VERSION goes up whenever the same page may come out differently.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flows.pages.extracting.blocks import Layout, lay_out
from flows.pages.extracting.decode import UnreadablePageError, drop_unreadable
from flows.pages.extracting.general import SENTENCE, find_body, summarize
from flows.pages.extracting.judge import Standing, judge_content
from flows.pages.extracting.lines import clean_lines
from flows.pages.extracting.origins import find_author, find_outlet
from flows.pages.extracting.page import Page, parse_page, text_of
from flows.pages.extracting.parts import read_part, read_plainly
from flows.pages.extracting.stories import Story, read_any_story
from flows.pages.extracting.times import find_published
from flows.pages.extracting.titles import TITLE_ELEMENT, find_title, repeats_title
from flows.pages.extracting.values import find_values
from flows.pages.sites.registry import find_site
from flows.pages.sites.site import Site
from flows.text.clean import PARAGRAPH_BREAK, clean_body, clean_line
from flows.text.dates import Precision
from flows.text.identity import fold_text

EXTRACTOR_VERSION = 1

# Date, outlet and author stand within so many blocks above the title, or of the body's first.
_ABOVE_TITLE, _INTO_BODY = 12, 3
# With fewer characters found, the article may be there as data only; with so few, nothing was found.
_SHORT_BODY, _NO_BODY = 100, 40

_ANY_SITE = Site(name="")


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page says. A text is "" and anything else None where the page does not say it.

    `published_at` is an instant in Asia/Shanghai, at midnight where only the day is known; `rule`
    names for each value what found it.
    """

    title: str = ""
    body: str = ""
    published_at: datetime | None = None
    published_precision: Precision | None = None
    author: str | None = None
    outlet: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Body:
    """Lines found, the rule that found them, and the element or the data that they were in."""

    rule: str = ""
    lines: list[str] = field(default_factory=list)
    part: Any | None = None
    story: Story | None = None


def extract_page(
    content: bytes,
    url: str | None,
    *,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
) -> PageContent:
    """Return the article of a page; never raises, whatever the bytes are.

    A page that is blocked, gone or no text gives no value, and `rule` says so: `none: gone: ...`.
    `content_type` is the header's value; `fetched_at` bounds dates and completes those without a year.
    """
    try:
        page = parse_page(content, url, content_type=content_type, fetched_at=fetched_at)
    except UnreadablePageError as error:
        return PageContent(rule=f"none: unreadable: {error}")
    layout = lay_out(page.root)
    verdict = judge_content(page, layout)
    if verdict.standing is not Standing.PAGE:
        return PageContent(rule=f"none: {verdict.standing}: {verdict.sign}")
    # rules cost the square of the depth of a page
    site = None if page.is_excessive else find_site(page)
    return read_article(page, layout, site or _ANY_SITE)


def read_article(page: Page, layout: Layout, site: Site) -> PageContent:
    """Return the article of a parsed page by the rules of its site, else by the general way."""
    found = _by_site(page, site)
    title, title_rule = _find_title(page, site, layout, found.story)
    title_at = _place_of(layout, title)
    if not found.lines:
        found = _by_general_way(page, site, layout, title_at)
    kept = clean_lines([drop_unreadable(line) for line in found.lines], title)
    body = clean_body(PARAGRAPH_BREAK.join(kept))

    def told(rules: tuple[str, ...], value: str) -> list[tuple[str, str]]:
        by_rule = [(text, f"{site.name} {rule}") for text, rule in find_values(page, rules, between=" ")]
        return [*by_rule, *([(value, found.rule)] if value else [])]

    story = found.story or Story("")
    lines = [block.text for block in layout.blocks]
    head = _head_of(layout, title_at, found.part)
    published = find_published(page, told(site.published, story.published), lines, head)
    outlet, outlet_rule = find_outlet(page, told(site.outlet, story.outlet), lines[head])
    author, author_rule = find_author(told(site.author, story.author), lines[head])
    if body.author:
        author, author_rule = body.author, "byline"
    rules = {
        "title": title_rule,
        "body": found.rule,
        "published": published[1] if published else "",
        "outlet": outlet_rule,
        "author": author_rule,
        "damaged": f"{page.damaged} characters of {page.encoding}" if page.damaged else "",
    }
    return PageContent(
        title,
        body.text,
        published[0].at if published else None,
        published[0].precision if published else None,
        author,
        outlet,
        "; ".join(f"{name}={rule}" for name, rule in rules.items() if rule),
    )


def _by_site(page: Page, site: Site) -> _Body:
    for rule in site.body:
        if found := page.select(rule):
            part = max(found, key=lambda element: len(text_of(element)))
            lines = read_part(part, site.drop)
            if any(map(SENTENCE.search, lines)):  # else it is another thing of the same name
                return _Body(f"{site.name} {rule}", lines, part)
    if site.read_story and (story := site.read_story(page)):
        return _Body(f"{site.name} {story.rule}", read_part(story.body, site.drop), story=story)
    return _Body()


def _by_general_way(page: Page, site: Site, layout: Layout, title_at: int | None) -> _Body:
    part = find_body(layout, title_at)
    read = read_plainly if page.is_excessive else read_part
    found = _Body("general", read(part), part) if part is not None else _Body()
    length = sum(map(len, found.lines))
    is_short = length < _SHORT_BODY and not site.read_story  # which has looked already, and for the id too
    if is_short and (story := read_any_story(page)):
        return _Body(story.rule, read_part(story.body), story=story)
    if length < _NO_BODY:
        lines = read_part(summarize(page))
        if sum(map(len, lines)) > _SHORT_BODY and any(map(SENTENCE.search, lines)):
            return _Body("readability", lines, part)
    return found


def _find_title(page: Page, site: Site, layout: Layout, story: Story | None) -> tuple[str, str]:
    told = [(text, f"{site.name} {rule}") for text, rule in find_values(page, site.title)]
    if story and story.title:
        told.append((story.title, f"{site.name} {story.rule}"))
    title, rule = told[0] if told else find_title(page, layout)
    if told and not repeats_title(title, page):  # a slogan, if another heading is the title
        heading, heading_rule = find_title(page, layout)
        title, rule = (heading, heading_rule) if heading_rule != TITLE_ELEMENT else (title, rule)
    return clean_line(drop_unreadable(title)), rule


def _head_of(layout: Layout, title_at: int | None, part: Any | None) -> slice:
    """Return which blocks stand around the title and the beginning of the body."""
    body_at = layout.first_block_in(part)
    above = body_at if title_at is None else min(title_at, body_at)
    return slice(max(0, above - _ABOVE_TITLE), body_at + _INTO_BODY)


def _place_of(layout: Layout, title: str) -> int | None:
    """Return the place of the title's first block."""
    folded = fold_text(title)
    places = [at for at, block in enumerate(layout.blocks) if folded and fold_text(block.text) == folded]
    return places[0] if places else None
