"""ifeng.com. Class names end in hashes since 2019; allData can belong to another article and is not read."""

from flows.pages.sites.site import Site

SITE = Site(
    name="ifeng",
    hosts=("ifeng.com",),
    body=(
        "[class*=index_text_]",  # since 2021
        "[class^=text-]",  # 2019 to 2021
        "#main_content",  # to 2018
        ".yc_con_txt",  # accounts to 2019
    ),
    title=("h1[class*=topic]", "#artical_topic", ".yc_tit h1"),
    published=("[class*=index_time]", "p[class^=time]", "#artical_sth .ss01", ".yc_tit p"),
    outlet=("[class*=index_source]", "[class^=source]", "#artical_sth .ss03", ".yc_tit p a"),
    drop=("[class*=index_end]", "[class^=end-]", ".picIntro"),
)
