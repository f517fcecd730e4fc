"""sohu.com: articles of its accounts, and the channels before 2017."""

from flows.pages.sites.site import Site

SITE = Site(
    name="sohu",
    hosts=("sohu.com",),
    body=("article#mp-editor", "#contentText"),
    title=(".text-title h1::text",),
    published=("#news-time@data-val", "#news-time", "#pubtime_baidu", "meta:datepublished"),
    outlet=("meta:mediaid", "#media_span"),
    drop=("#backsohucom", ".backword", "[data-role=editor-name]"),
)
