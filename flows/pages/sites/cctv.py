"""cctv.com and cctv.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cctv",
    hosts=("cctv.com", "cctv.cn", "cntv.cn"),
    body=("#content_area", "#text_area", ".cnt_bd", ".body"),
    title=("#title_area h1", ".title_area h1", ".cnt_bd h1"),
    published=(
        "#title_area .info1",
        "#title_area .info",
        ".cnt_bd .info",
        ".info",
        r'script:publishDate\s*=\s*"(\d{14})',
    ),
    outlet=("#title_area .info1", "#title_area .info", ".cnt_bd .info", ".info"),
    drop=("h1", ".info", ".function", ".zebian", ".relevance", "#searchkeywords", ".vspace"),
)
