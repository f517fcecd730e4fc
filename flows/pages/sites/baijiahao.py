"""baijiahao.baidu.com, the main source: three layouts since 2018, and its JSON in recent ones.

Class names are hashed since 2021, so that their stems and data-testid are what can be relied on. Scripts
hold recommended articles of the same form: the article's id must be that of the URL.
"""

import re
from typing import Any

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story, list_at, read_assigned, text_at
from flows.pages.sites.site import Site

_ID = re.compile(r"\d{9,}")


def read_story(page: Page) -> Story | None:
    """Return the article in window.jsonData if it is that of the page's URL."""
    data = read_assigned(page.source, "window.jsonData")
    if not isinstance(data, dict):
        return None
    article = data.get("bsData", data)
    wanted = set(_ID.findall(page.url or ""))
    if wanted and not wanted & _ids_of(article):
        return None
    for item in list_at(article, "superlanding"):
        if sections := list_at(item, "itemData", "sections"):
            times = (text_at(article, name) for name in ("displaytime", "timestamp", "datetime"))
            name = text_at(item, "itemData", "infoBaiJiaHao", "name")
            return Story(
                "window.jsonData",
                text_at(item, "itemData", "header") or text_at(article, "title"),
                "".join(f"<p>{_text_of(section)}</p>" for section in sections),
                next(filter(None, times), ""),
                name,
                name,
            )
    return None


def _ids_of(article: Any) -> set[str]:
    texts = text_at(article, "nid"), text_at(article, "profitLog", "contentUrl")
    return {number for text in texts for number in _ID.findall(text)}


def _text_of(section: Any) -> str:
    if text_at(section, "type") != "text":
        return ""
    return text_at(section, "data_html") or text_at(section, "content")


SITE = Site(
    name="baijiahao",
    hosts=("baijiahao.baidu.com", "mbd.baidu.com"),
    marks=("#ssr-content", ".article-source-bjh"),
    body=(
        "[data-testid=article]",  # since 2023-06
        "[class*=index-module_articleWrap]",  # 2021-05 to 2023
        "#article .article-content",  # 2018 to 2021-01
    ),
    title=("[class*=index-module_articleTitle]", "#article .article-title h2"),
    published=(
        "[data-testid=updatetime]",
        "[class*=index-module_articleSource]",
        ".article-source",
        "meta:dateupdate",
    ),
    outlet=("[data-testid=author-name]", "[class*=index-module_authorName]", ".author-name"),
    author=("[data-testid=author-name]", "[class*=index-module_authorName]", ".author-name"),
    drop=("[class*=index-module_reportBtn]", "[class*=mediaWrap]", "video"),
    read_story=read_story,
)
