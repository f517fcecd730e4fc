"""36kr.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="36kr",
    hosts=("36kr.com",),
    body=("div.articleDetailContent", ".article-content", "section.textblock"),
    title=("h1.article-title",),
    published=(
        r'script:"publishTime"\s*:\s*"?(\d{13})',
        ".article-title-icon .item-time",
        ".title-icon-item.item-time",
    ),
    outlet=(),
    author=(".article-title-icon .item-a", ".title-icon-item.item-a"),
    drop=(".article-footer-txt", ".summary-tip", ".article-statement"),
)
