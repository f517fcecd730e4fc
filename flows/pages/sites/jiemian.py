"""jiemian.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="jiemian",
    hosts=("jiemian.com",),
    body=(".article-content",),
    title=(".article-header h1",),
    published=("[data-article-publish-time]@data-article-publish-time", ".article-info .date"),
    author=(".article-info .author",),
    drop=(".article-copyright", ".article-header"),
)
