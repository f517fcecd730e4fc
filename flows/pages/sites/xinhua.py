"""xinhuanet.com and news.cn. Year, day and time of the date stand in spans of their own."""

from flows.pages.sites.site import Site

SITE = Site(
    name="xinhua",
    hosts=("xinhuanet.com", "news.cn"),
    body=(
        "span#detailContent",
        "#detail",
        "#p-detail",
        "#content .article",
        ".main-aticle",
        "#article .content",
    ),
    title=(".head-line h1 .title", ".h-title", "#title", ".head-line h1", ".mheader h1"),
    published=(
        ".header-time",
        ".h-time",
        ".header .info",
        ".mheader .info",
        ".info",
        ".source .time",
        ".time",
    ),
    outlet=(
        "#source",
        ".header-cont .source",
        ".mheader .info",
        ".h-info",
        ".info",
        ".aticle-src",
        "meta:source",
    ),
    drop=(
        ".tiyi1",
        "#articleEdit",
        ".editor",
        ".p-jc",
        ".p-tags",
        ".zan-wap",
        ".nextpage",
        "#pcBtnGroup",
        ".domPC .zy",
    ),
)
