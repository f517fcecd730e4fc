"""ithome.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="ithome",
    hosts=("ithome.com",),
    body=("#paragraph", ".post_content", ".con-text"),
    title=("#dt h1", ".post_title h1", ".title h1"),
    published=("#pubtime_baidu", ".pt_info .time", ".news-time", ".info .time"),
    outlet=("#source_baidu", ".pt_info .source", ".news-author"),
    author=("#author_baidu strong", "#author_baidu"),
    drop=(".ad-tips", ".shareto", ".related_post", ".tougao-user"),
)
