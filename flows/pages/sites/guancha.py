"""guancha.cn, and what its users write on user.guancha.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="guancha",
    hosts=("guancha.cn",),
    body=(".content.all-txt", ".article-txt-content"),
    title=(".left-main > h3", ".article-content h1"),
    published=(".left-main .time", ".time1"),
    outlet=(".left-main .time",),
    author=(".user-nick a",),
)
