"""xinhuanet.com and news.cn. Year, day and time of the date stand in spans of their own."""

from flows.pages.sites.site import Site

SITE = Site(
    name="xinhua",
    hosts=("xinhuanet.com", "news.cn"),
    body=("span#detailContent", "#detail", "#p-detail"),  # the provinces, since 2020, to 2020
    title=(".head-line h1 .title", ".h-title", "#title"),
    published=(".header-time", ".h-time", ".mheader .info", ".info"),
    outlet=(".header-cont .source", ".mheader .info", ".h-info", "#source"),
    drop=("#articleEdit", ".tiyi1", ".editor", ".p-jc", ".p-tags", ".zan-wap", ".nextpage"),
)
