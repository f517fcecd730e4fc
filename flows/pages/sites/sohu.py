"""sohu.com: articles of its accounts."""

from flows.pages.sites.site import Site

SITE = Site(
    name="sohu",
    hosts=("sohu.com",),
    body=("article#mp-editor", "#contentText", "#articleContent", ".article-text"),
    title=(".text-title h1::text",),
    published=("#news-time@data-val", "#news-time", "meta:datepublished", "meta:og:release_date"),
    outlet=("meta:mediaid", ".original-link", "#user-info h4"),
    drop=("#backsohucom", ".backword", "[data-role=editor-name]", ".lookall-box", ".bottom-relate-wrap"),
)
