"""chinanews.com.cn and its provinces."""

from flows.pages.sites.site import Site

SITE = Site(
    name="chinanews",
    hosts=("chinanews.com", "chinanews.com.cn", "ecns.cn"),
    body=(".left_zw", ".content_desc", "#ad0"),
    title=("h1.content_left_title", "#cont_1_1_2 > h1", "h1.page_title"),
    published=("#pubtime_baidu", ".content_left_time", ".left-time .left-t", ".left-t"),
    outlet=("#source_baidu", ".content_left_time", ".left-time .left-t"),
    author=("#author_baidu",),
    drop=(".adInContent", "#function_code_page", ".left_name", ".adEditor", "#yspchannel"),
)
