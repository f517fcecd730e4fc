"""Who a page says it comes from: the outlet (来源) and the author named at the head of the article."""

import re
from collections.abc import Sequence
from typing import Any

from flows.pages.page import Page
from flows.pages.stories import Story
from flows.pages.values import find_values
from flows.text.bylines import join_names
from flows.text.clean import clean_line

_NEXT_LABEL = (
    r"(?=[\s|｜/]*(?:作者|记者|编辑|责编|责任编辑|发布|时间|日期|浏览|点击|阅读|字[号体]|评论|分享|打印|人气|审核|校对|摄影|"
    r"我要|参与|举报|\d{4}[-年/])|\s|[|｜）)】\]]|$)"
)
_OUTLET = re.compile(
    rf"(?:来\s*源|出处|稿源|信息来源|文章来源|新闻来源)\s*[:：丨]\s*(?P<name>[^\s:：|｜）)】\]]{{2,30}}?){_NEXT_LABEL}"
)
_AUTHOR = re.compile(
    rf"(?:(?:作\s*者|记\s*者|撰\s*文)\s*[:：丨|｜/]|(?:^|[\s（(])文\s*[丨|｜/])\s*(?!责任|编辑|责编)(?P<name>[^\s:：|｜）)】\]/]{{2,20}}?){_NEXT_LABEL}"
)
_OUTLET_METAS = ("source", "mediaid", "contentsource", "og:article:source")
# `方　敏`: a name of two characters, set as wide as one of three.
_SPACED_NAME = re.compile("(?<![\u4e00-\u9fff])([\u4e00-\u9fff])\\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")

Found = tuple[str | None, str]  # a name and the rule that found it

_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·•\-—－_.&《》()（）\[\] ]{2,30}")
_LABEL = re.compile(r"^(?:.*?(?:来\s*源|作\s*者|记\s*者|发布者)\s*[:：]|(?:本报|本网|本刊)?记者\s+)?\s*")


def find_outlet(page: Page, rules: tuple[str, ...], told: tuple[Story, str], head: Sequence[str]) -> Found:
    """Return the outlet and the rule that found it, or (None, "").

    The site's `rules` come first, then what is `told` by the article's data (with its rule), then the
    lines at the article's `head`, then meta data.
    """
    story, rule = told
    values = [*find_values(page, rules, between=" "), (story.outlet, rule)]
    declared = [(page.metas.get(name, ""), f"meta:{name}") for name in _OUTLET_METAS]
    return _find([values, head, declared], _OUTLET)


def find_author(page: Page, rules: tuple[str, ...], told: tuple[Story, str], head: Sequence[str]) -> Found:
    """Return the author and the rule that found it, or (None, ""), as find_outlet does.

    Meta data are not asked: `author` in them is the site or its editor.
    """
    story, rule = told
    values = [*find_values(page, rules, between=" "), (story.author, rule)]
    name, rule = _find([values, head, []], _AUTHOR)
    name = _SPACED_NAME.sub(r"\1\2", name or "")
    return (join_names(name), rule) if name else (None, "")


def _find(places: list[Any], label: re.Pattern[str]) -> Found:
    values, head, declared = places
    for text, rule in values:
        match = label.search(text)
        if name := tidy_name(match["name"] if match else text):
            return name, rule
    for line in head:
        if (match := label.search(line)) and (name := tidy_name(match["name"])):
            return name, "seen"
    for text, rule in declared:
        if name := tidy_name(text):
            return name, rule
    return None, ""


def tidy_name(text: str) -> str | None:
    """Return the name of an outlet or author without its label, or None if it is no name."""
    name = clean_line(_LABEL.sub("", clean_line(text)))
    return name if _NAME.fullmatch(name) and not name.isdigit() else None
