"""youth.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="youth",
    hosts=("youth.cn",),
    body=(".TRS_Editor",),
    title=(".page_bt .pbt",),
    published=(".page_bt .pwz",),
    outlet=(".page_bt .pwz",),
)
