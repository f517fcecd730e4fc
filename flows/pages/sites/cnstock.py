"""cnstock.com: 上海证券报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cnstock",
    hosts=("cnstock.com",),
    body=("#qmt_content_div", ".article-content", ".details-content", "#content .content"),
    title=(".main-content h1.title", "h1.title", "#pager-content > h1"),
    published=("span.timer", ".details-time", ".bullet .timer"),
    outlet=("span.source", ".details-source"),
    author=("span.author",),
    drop=(".qr-code", ".des", ".share", "#fujian", ".relate"),
)
