"""When a page was published: what readers see at its head, and what its meta data say."""

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.pages.page import Page
from flows.pages.stories import Story
from flows.pages.values import find_values
from flows.text.dates import Moment, Precision, read_moment, read_timestamp

# Names of publication times, the surest first; baijiahao says dateUpdate and means it.
_METAS = (
    "article:published_time", "datepublished", "og:release_date", "pubdate", "publishdate", "firstpublishedtime",
    "og:time", "publish_time", "publishtime", "publish-date", "release_date", "bytedance:published_time",
    "weibo: article:create_at", "weibo:article:create_at", "apub:time", "date", "dc.date", "dc.date.issued", "dateupdate",
)  # fmt: skip
_LONGEST = 200  # characters of a block that tells date and source
_SENTENCE = re.compile("[。！？]|日[，,]")
_OTHER_TIME = re.compile("更新|修改|采集|今天是|截止|截至|活动时间|开庭")

_LABEL = re.compile(r"(?:发布|发表|发稿|上传|添加|录入)?(?:时间|日期)\s*[:：]")
_URL_DATE = re.compile(r"[/_t](20\d\d)[-/_]?(\d\d)[-/_]?(\d\d)(?!\d)")

Found = tuple[Moment, str]  # a moment and the rule that found it


def find_published(
    page: Page, rules: tuple[str, ...], told: tuple[Story, str], lines: Sequence[str], head: slice
) -> Found | None:
    """Return the time of publication and the rule that found it, or None if there is none.

    The site's `rules` come first, then what is `told` by the article's data (with its rule), then what
    is seen in those of the page's `lines` that are the article's `head`, then meta data, then a labelled time anywhere, then the URL. A coarser time is
    made finer by another that says the same.
    """
    story, rule = told
    by_rule = list(_read_all(page, [*find_values(page, rules, between=" "), (story.published, rule)]))
    declared = list(_declared(page))
    seen = list(_seen(page, lines[head]))
    if by_rule:
        found = by_rule[0]
    elif seen and (seen[0][0].precision is not Precision.DAY or not declared):
        found = seen[0]
    elif declared:
        found = declared[0]
    else:
        return next(_labelled(page, lines), None) or _in_url(page)
    for other in (*by_rule, *seen, *declared):
        if _is_finer(other[0], found[0]):
            found = other
    return found


def _is_finer(other: Moment, moment: Moment) -> bool:
    order = list(Precision)
    if order.index(other.precision) <= order.index(moment.precision) or other.day != moment.day:
        return False
    # seconds of 00 are what systems write that know none
    return moment.precision is Precision.DAY or (other.at != moment.at and other.at.replace(second=0) == moment.at)


def _read_all(page: Page, values: Iterable[tuple[str, str]]) -> Iterator[Found]:
    near = page.fetched_at.date() if page.fetched_at else None
    if declared := next(_declared(page), None):
        near = declared[0].day
    for text, rule in values:
        moment = read_moment(text, now=page.now, near=near) or read_timestamp(text, now=page.now)
        if moment:
            yield moment, rule


def _declared(page: Page) -> Iterator[Found]:
    for name in _METAS:
        if (text := page.metas.get(name)) and (moment := read_moment(text, now=page.now)):
            yield moment, f"meta:{name}"
    for name in ("datePublished", "pubDate"):
        if (text := page.json_ld.get(name)) and (moment := read_moment(str(text), now=page.now)):
            yield moment, f"json-ld:{name}"


def _seen(page: Page, head: Sequence[str]) -> Iterator[Found]:
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
        if len(line) <= _LONGEST and (label := _LABEL.search(line)):
            if moment := read_moment(line[label.end() :], now=page.now):
                yield moment, "labelled"


def _in_url(page: Page) -> Found | None:
    """Return the day that many sites write into their addresses: /2024-05/16/, /2024/0516/, t20240516_."""
    if match := _URL_DATE.search(page.url or ""):
        moment = read_moment("-".join(match.groups()), now=page.now)
        return (moment, "url") if moment else None
    return None
