"""youth.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="youth",
    hosts=("youth.cn",),
    body=(".page_text .TRS_Editor", ".TRS_Editor", ".page_text", "#container .article"),
    title=(".page_bt .pbt", ".page_title h1", "#con_t1"),
    published=(".page_bt .pwz", ".pwz", ".page_title .time", "meta:publishdate"),
    outlet=(".page_bt .pwz", ".pwz", "#source_baidu", "meta:source"),
    drop=("style", "#page_right", ".editor"),
)
