"""guancha.cn and user.guancha.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="guancha",
    hosts=("guancha.cn",),
    body=(".content.all-txt", ".article-txt-content", ".article-content .article-txt", "#cmtContent"),
    title=(".left-main > h3", ".article-content h1", ".article-title"),
    published=(".left-main .time", ".user-box .time1", ".time1", ".time"),
    outlet=(".left-main .time",),
    author=(".author-intro p a", ".user-nick a"),
    drop=(".read-more", ".share-copyright", ".module-dashang", ".weixin-code"),
)
