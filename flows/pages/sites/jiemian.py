"""jiemian.com."""

from flows.pages.sites.site import Site

SITE = Site(
    name="jiemian",
    hosts=("jiemian.com",),
    body=(".article-content", ".article-main .main-container"),
    title=(".article-header h1",),
    published=(
        ".article-info [data-article-publish-time]@data-article-publish-time",
        ".article-info .date",
        ".article-info",
    ),
    outlet=(".article-source", ".article-copyright .source"),
    author=(".article-info .author",),
    drop=(
        ".article-copyright",
        ".article-img .caption-tip",
        ".share-view",
        ".report-view",
        ".article-header",
    ),
)
