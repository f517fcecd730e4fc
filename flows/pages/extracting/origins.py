"""Who a page says it comes from: the outlet (来源) and the author named at the head of the article."""

import re
from collections.abc import Iterable, Iterator, Sequence

from flows.pages.extracting.decode import drop_unreadable
from flows.pages.extracting.page import Page
from flows.text.bylines import join_names, take_byline
from flows.text.clean import clean_line

# A name ends where the next label begins, or at a blank or bracket.
_NEXT_LABEL = (
    r"(?=[\s|｜/]*(?:作者|来源|记者|编辑|责编|责任编辑|发布|时间|日期|浏览|点击|阅读|字[号体]|评论|分享|打印|人气|"
    r"审核|校对|摄影|我要|参与|举报|\d{4}[-年/])|\s|[|｜）)】\]]|$)"
)
_OUTLET = re.compile(
    r"(?:来\s*源|出处|稿源|信息来源|文章来源|新闻来源)\s*[:：丨]\s*"
    rf"(?P<name>[^\s:：|｜）)】\]]{{2,30}}?){_NEXT_LABEL}"
)
_AUTHOR = re.compile(
    r"(?:(?:作\s*者|记\s*者|撰\s*文)\s*[:：丨|｜/]|(?:^|[\s（(])文\s*[丨|｜/])\s*(?!责任|编辑|责编)"
    rf"(?P<name>[^\s:：|｜）)】\]/]{{2,20}}?){_NEXT_LABEL}"
)
_OUTLET_METAS = ("source", "mediaid", "contentsource", "og:article:source")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·•\-—－_.&《》()（）\[\] ]{2,30}")
_LABEL = re.compile(r"^(?:.*?(?:来\s*源|作\s*者|记\s*者|发布者)\s*[:：]|(?:本报|本网|本刊)?记者\s+)?\s*")
_NOBODY = re.compile("(?:网络|综合|佚名|未知|匿名|本站|管理员|admin).*|.*(?:特约|整理)", re.IGNORECASE)
# `方　敏`: a name of two characters, set as wide as one of three.
_SPACED_NAME = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")

Found = tuple[str | None, str]  # a name and the rule that found it


def find_outlet(page: Page, told: Iterable[tuple[str, str]], head: Sequence[str]) -> Found:
    """Return the outlet and the rule that found it, or (None, "").

    First comes what is `told` by the rules of the site (texts, each with its rule), then what is seen
    in the lines at the `head` of the article, then meta data.
    """
    metas = ((page.metas.get(name, ""), f"meta:{name}") for name in _OUTLET_METAS)
    return next(_find(told, head, metas, _OUTLET), (None, ""))


def find_author(told: Iterable[tuple[str, str]], head: Sequence[str]) -> Found:
    """Return the author and the rule that found it, or (None, ""), as find_outlet does.

    Meta data are not asked: `author` in them is the site or its editor.
    """
    for name, rule in _find(told, head, (), _AUTHOR):
        if names := join_names(_SPACED_NAME.sub(r"\1\2", name)):
            return names, rule
    for line in head:
        _, names = take_byline([line, ""])
        if names:
            return names, "seen"
    return None, ""


def _find(
    told: Iterable[tuple[str, str]],
    head: Sequence[str],
    metas: Iterable[tuple[str, str]],
    label: re.Pattern[str],
) -> Iterator[tuple[str, str]]:
    for text, rule in told:
        match = label.search(text)
        if name := tidy_name(match["name"] if match else text):
            yield name, rule
    for line in head:
        if (match := label.search(line)) and (name := tidy_name(match["name"])):
            yield name, "seen"
    for text, rule in metas:
        if name := tidy_name(text):
            yield name, rule


def tidy_name(text: str) -> str | None:
    """Return the name of an outlet or author without its label, or None if it is no name."""
    name = clean_line(_LABEL.sub("", clean_line(drop_unreadable(text))))
    return name if _NAME.fullmatch(name) and not name.isdigit() and not _NOBODY.fullmatch(name) else None
