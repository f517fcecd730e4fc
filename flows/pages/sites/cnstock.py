"""cnstock.com: 上海证券报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cnstock",
    hosts=("cnstock.com",),
    body=("#qmt_content_div",),
    title=("h1.title",),
    published=("span.timer",),
    outlet=("span.source",),
    author=("span.author",),
)
