"""sina.com.cn and the mobile sina.cn. The meta time can be hours after the one that readers see."""

from flows.pages.sites.site import Site

SITE = Site(
    name="sina",
    hosts=("sina.com.cn", "sina.cn"),
    body=("#artibody", ".art_content", "#article", ".article-body"),
    title=("h1.main-title", "#artibodyTitle", "h1.art_tit_h1", "#main_title"),
    published=(
        ".date-source .date",
        ".time-source",
        "#navtimeSource",
        "#pub_date",
        "meta:article:published_time",
        ".art_time",
    ),
    outlet=("meta:mediaid", ".date-source .source", ".weibo_user", "meta:article:author"),
    drop=(
        ".show_author",
        ".article-editor",
        "[class*=hqimg]",
        ".xb_new_finance_app",
        ".finance_app_zqtg",
        ".appendQr_wrap",
        "[class*=a-p-s-]",
        ".otherContent_01",
        ".wap_special",
        "#left_hzh_ad",
        ".tech-quotation",
        ".article-notice",
    ),
)
