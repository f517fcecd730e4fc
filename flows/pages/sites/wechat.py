"""mp.weixin.qq.com: the time is a Unix time in a script; `#publish_time` may say 昨天."""

from flows.pages.sites.site import Site

SITE = Site(
    name="wechat",
    hosts=("mp.weixin.qq.com", "weixin.qq.com"),
    body=("#js_content", ".rich_media_content"),
    title=("#activity-name", "meta:og:title", r'script:var msg_title = [\'"]([^\'"]+)'),
    published=(r'script:(?:var ct|\bct|create_?[tT]ime)\s*[=:]\s*[\'"]?(\d{10})\b', "#publish_time"),
    outlet=("#js_name", ".profile_nickname", r'script:var nickname = (?:htmlDecode\()?"([^"]+)"'),
    author=("#js_author_name", "meta:author"),
    drop=("#js_pc_qr_code", ".qr_code_pc_outer", "mpvoice", "mpprofile", "#js_tags", ".rich_media_meta_list"),
)
