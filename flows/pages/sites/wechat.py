"""mp.weixin.qq.com: the time is a Unix time in a script; `#publish_time` may say 昨天."""

from flows.pages.sites.site import Site

SITE = Site(
    name="wechat",
    hosts=("mp.weixin.qq.com", "weixin.qq.com"),
    body=("#js_content",),
    title=("#activity-name", "meta:og:title"),
    published=(r"script:\b(?:ct|create_?[tT]ime)\s*[=:]\s*['\"]?(\d{10})\b", "#publish_time"),
    outlet=("#js_name",),
    author=("#js_author_name", "meta:author"),
    drop=("#js_pc_qr_code", "mpvoice", "mpprofile", "#js_tags"),
)
