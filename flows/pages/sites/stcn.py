"""stcn.com: 证券时报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="stcn",
    hosts=("stcn.com",),
    body=(".detail-content", "#ctrlfscont"),  # since 2022, to 2022
    title=(".detail-title", ".intal_tit h2"),
    published=(".detail-info", ".intal_tit .info"),
    outlet=(".detail-info", ".intal_tit .info"),
    drop=(".detail-content-editor", ".om"),
)
