"""cs.com.cn: 中国证券报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cs",
    hosts=("cs.com.cn",),
    body=(".artical_c",),
    title=(".artical_t h1",),
    published=(".artical_t",),
    outlet=(".artical_t",),
)
