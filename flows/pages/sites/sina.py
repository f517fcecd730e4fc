"""sina.com.cn and the mobile sina.cn. The meta time can be hours after the one that readers see."""

from flows.pages.sites.site import Site

SITE = Site(
    name="sina",
    hosts=("sina.com.cn", "sina.cn"),
    body=("#artibody", ".art_content", "#article"),  # to 2018, mobile, since 2017
    title=("h1.main-title", "#artibodyTitle", "h1.art_tit_h1"),
    published=(".date-source .date", ".time-source", "meta:article:published_time"),
    outlet=("meta:mediaid", ".date-source .source", ".weibo_user"),
    drop=(
        ".show_author",
        ".article-editor",
        "[class*=hqimg]",
        "[class*=finance_app]",
        ".appendQr_wrap",
        "[class*=a-p-s-]",
        ".otherContent_01",
        ".tech-quotation",
    ),
)
