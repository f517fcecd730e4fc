"""gmw.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="gmw",
    hosts=("gmw.cn",),
    body=(".u-mainText", "#contentMain"),  # since 2018, to 2018
    title=("h1.u-title", "#articleTitle"),
    published=(".m-con-time", "#pubtime_baidu", "#pubTime"),
    outlet=(".m-con-source", "#source_baidu", "#source"),
    drop=("#contentLiability", ".liability"),
)
