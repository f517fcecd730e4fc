"""ifeng.com. Class names end in hashes since 2019; allData can belong to another article and is not read."""

from flows.pages.sites.site import Site

SITE = Site(
    name="ifeng",
    hosts=("ifeng.com",),
    body=("[class*=index_text_]", "[class^=text-]", "#main_content", "#articleCont", ".yc_con_txt"),
    title=("h1[class*=topic]", "#artical_topic", ".yc_tit h1"),
    published=(
        "[class*=index_info] [class*=time]",
        "p[class^=time]",
        "#artical_sth .ss01",
        "meta:og:time",
        ".yc_tit p",
    ),
    outlet=("[class*=index_source]", "[class^=source]", "#artical_sth .ss03", ".yc_tit p"),
    drop=("[class*=index_end]", "[class^=end-]", ".ss_none", ".picIntro"),
)
