"""163.com: news, money, tech and other channels, and the accounts of dy.163.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="163",
    hosts=("163.com",),
    body=(
        "#endText",  # to 2020
        ".post_body",  # since 2021
        "#content.content",  # accounts to 2020
    ),
    title=("h1.post_title", "#epContentLeft h1", ".article_title h2"),
    published=(".post_info", ".post_time_source", ".article_title .time"),
    outlet=(".post_info", ".post_time_source", ".article_title .colorA"),
    drop=(".otitle", ".ep-source", ".post_statement", ".gg200x300", ".special_ad", ".post_btmshare"),
)
