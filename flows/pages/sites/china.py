"""china.com.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="china",
    hosts=("china.com.cn",),
    body=(
        ".content_left > .article",
        "#articleBody",
        "#fontzoom",
        "#artbody",
        "#chan_newsDetail",
        ".article",
    ),
    title=("h1.article_title", ".articleTitle"),
    published=("#pubtime_baidu", ".inform", ".pub_date", ".time", "meta:publishdate"),
    outlet=("#source_baidu", ".inform", ".source", ".pub_date"),
    author=("#author_baidu",),
    drop=("#keywords", ".edit", ".editor", ".pages", "#autopage"),
)
