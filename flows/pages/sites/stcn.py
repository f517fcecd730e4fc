"""stcn.com: 证券时报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="stcn",
    hosts=("stcn.com",),
    body=(".detail-content", "#ctrlfscont", ".txt_con"),
    title=(".detail-title", ".intal_tit h2"),
    published=(".detail-info", ".intal_tit .info", ".info"),
    outlet=(".detail-info", ".intal_tit .info", ".info"),
    author=(".detail-info",),
    drop=(".detail-content-editor", ".social-bar", ".editor", ".om", ".detail-content-statement"),
)
