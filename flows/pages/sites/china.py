"""china.com.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="china",
    hosts=("china.com.cn",),
    body=("#articleBody", ".content_left > .article"),
    title=("h1.article_title", ".articleTitle"),
    published=("#pubtime_baidu", ".inform"),
    outlet=("#source_baidu", ".inform"),
    author=("#author_baidu",),
    drop=("#keywords", ".edit", ".editor"),
)
