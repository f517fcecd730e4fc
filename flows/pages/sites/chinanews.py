"""chinanews.com.cn and its provinces."""

from flows.pages.sites.site import Site

SITE = Site(
    name="chinanews",
    hosts=("chinanews.com", "chinanews.com.cn"),
    body=(".left_zw",),
    title=("h1.content_left_title", "#cont_1_1_2 > h1"),
    published=("#pubtime_baidu", ".content_left_time", ".left-t"),
    outlet=("#source_baidu", ".content_left_time", ".left-t"),
    author=("#author_baidu",),
    drop=(".adInContent", "#function_code_page", ".pictext"),
)
