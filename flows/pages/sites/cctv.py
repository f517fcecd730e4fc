"""cctv.com and cctv.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cctv",
    hosts=("cctv.com", "cctv.cn", "cntv.cn"),
    body=("#content_area", ".cnt_bd"),  # since 2018, to 2018
    title=("#title_area h1", ".cnt_bd h1"),
    published=("#title_area .info1", ".cnt_bd .info"),
    outlet=("#title_area .info1", ".cnt_bd .info"),
    drop=("h1", ".info", ".function", ".zebian"),
)
