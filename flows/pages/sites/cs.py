"""cs.com.cn: 中国证券报."""

from flows.pages.sites.site import Site

SITE = Site(
    name="cs",
    hosts=("cs.com.cn",),
    body=(
        ".artical_c",
        ".article-t",
        "article .cont_article",
        ".cont_article article section",
        "#ozoom1",
        ".Dtext",
    ),
    title=(".artical_t h1", ".cont_article header h1", "article h1"),
    published=(".artical_t .info", ".artical_t", ".cont_article .info", "article .info", ".info"),
    outlet=(".artical_t .info", ".artical_t", ".cont_article .info", "article .info", ".info"),
    author=(".artical_t .info", "article .info"),
    drop=(".artical_t", ".share", ".arti_share", ".xgyd", ".cs_source"),
)
