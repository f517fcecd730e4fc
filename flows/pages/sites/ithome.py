"""ithome.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="ithome",
    hosts=("ithome.com",),
    body=("#paragraph",),
    title=("#dt h1",),
    published=("#pubtime_baidu",),
    outlet=("#source_baidu",),
    author=("#author_baidu strong",),
    drop=(".ad-tips",),
)
