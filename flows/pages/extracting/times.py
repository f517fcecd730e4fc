"""When a page was published: what readers see at its head, and what its meta data say."""

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import text_at
from flows.text.dates import Moment, Precision, read_moment, read_timestamp

# Names of publication times in meta elements, the surest first.
_METAS = (
    *("article:published_time", "datepublished", "og:release_date", "pubdate", "publishdate"),
    *("firstpublishedtime", "og:time", "publish_time", "publishtime", "publish-date", "release_date"),
    *("bytedance:published_time", "weibo: article:create_at", "weibo:article:create_at", "apub:time"),
    *("date", "dc.date", "dc.date.issued"),
)
# baijiahao and sohu say dateUpdate; taken where nothing else is said, or to complete what is.
_UPDATED = ("dateupdate",)
_LONGEST = 200  # characters of a line that tells date and source
_SENTENCE = re.compile("[。！？]|日[，,]")
_OTHER_TIME = re.compile("更新|修改|采集|今天是|截止|截至|活动时间|开庭")
_LABEL = re.compile(r"(?:发布|发表|发稿|上传|添加|录入)?(?:时间|日期)\s*[:：]")
# Many sites write the day into their addresses: /2024-05/16/, /2024/0516/, t20240516_.
_URL_DATE = re.compile(r"[/_t](20\d\d)[-/_]?(\d\d)[-/_]?(\d\d)(?!\d)")

Found = tuple[Moment, str]  # a moment and the rule that found it


def find_published(
    page: Page, told: Iterable[tuple[str, str]], lines: Sequence[str], head: slice
) -> Found | None:
    """Return the time of publication and the rule that found it, or None if there is none.

    First comes what is `told` by the rules of the site (texts, each with its rule), then what is seen
    at the `head` of the article among the page's `lines`, then meta data, then a labelled time anywhere,
    then the URL. A coarse time is made finer by another that says the same.
    """
    read = list(_read(page, told))
    seen = list(_see(page, lines[head]))
    declared = list(_declared(page, _METAS))
    updated = list(_declared(page, _UPDATED))
    if seen and seen[0][0].precision is Precision.DAY and declared:
        order = (read, declared, seen, updated)
    else:
        order = (read, seen, declared, updated)
    found = next((each for kind in order for each in kind), None)
    if found is None:
        return next(_labelled(page, lines), None) or _in_url(page)
    for kind in order:
        for other in kind:
            if _is_finer(other[0], found[0]):
                found = other
    return found


def _is_finer(other: Moment, moment: Moment) -> bool:
    order = list(Precision)
    if order.index(other.precision) <= order.index(moment.precision) or other.day != moment.day:
        return False
    # seconds of 00 are what systems write that know none
    return moment.precision is Precision.DAY or (
        other.at != moment.at and other.at.replace(second=0) == moment.at
    )


def _read(page: Page, told: Iterable[tuple[str, str]]) -> Iterator[Found]:
    """Read texts; a date without a year takes it from meta data, else from when the page was fetched."""
    near = page.fetched_at.date() if page.fetched_at else None
    if declared := next(_declared(page, _METAS + _UPDATED), None):
        near = declared[0].day
    for text, rule in told:
        moment = read_moment(text, now=page.now, near=near) or read_timestamp(text, now=page.now)
        if moment:
            yield moment, rule


def _declared(page: Page, names: tuple[str, ...]) -> Iterator[Found]:
    for name in names:
        if moment := read_moment(page.metas.get(name, ""), now=page.now):
            yield moment, f"meta:{name}"
    for name in ("datePublished", "pubDate"):
        if moment := read_moment(text_at(page.json_ld, name), now=page.now):
            yield moment, f"json-ld:{name}"


def _see(page: Page, head: Sequence[str]) -> Iterator[Found]:
    """Yield the dates of the lines at the head: with a time before without, near the body before far."""
    found = []
    for index, line in enumerate(head):
        if len(line) > _LONGEST or _SENTENCE.search(line) or _OTHER_TIME.search(line):
            continue
        if moment := read_moment(line, now=page.now):
            found.append((moment.precision is Precision.DAY, -index, moment))
    yield from ((moment, "seen") for _, _, moment in sorted(found, key=lambda each: each[:2]))


def _labelled(page: Page, lines: Sequence[str]) -> Iterator[Found]:
    for line in lines:
        label = _LABEL.search(line) if len(line) <= _LONGEST else None
        if label and (moment := read_moment(line[label.end() :], now=page.now)):
            yield moment, "labelled"


def _in_url(page: Page) -> Found | None:
    if match := _URL_DATE.search(page.url or ""):
        moment = read_moment("-".join(match.groups()), now=page.now)
        return (moment, "url") if moment else None
    return None
