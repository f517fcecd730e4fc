"""36kr.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="36kr",
    hosts=("36kr.com",),
    body=(".articleDetailContent",),
    title=("h1.article-title",),
    published=(r'script:"publishTime"\s*:\s*"?(\d{13})', ".title-icon-item.item-time"),
    author=(".title-icon-item.item-a",),
)
