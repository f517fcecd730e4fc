"""gov.cn and the sites made with TRS: ministries, provinces, cities, state companies."""

from flows.pages.sites.site import Site

SITE = Site(
    name="trs",
    hosts=("gov.cn",),
    marks=(".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", "meta[name=ArticleTitle]"),
    body=("#UCAP-CONTENT", ".trs_editor_view", ".TRS_UEDITOR", ".TRS_Editor", "#zoom", ".pages_content"),
    title=("meta:articletitle",),
    published=("meta:firstpublishedtime", "meta:pubdate", ".pages-date", "#pubtime_baidu"),
    outlet=("meta:contentsource", ".pages-date .font", "#source_baidu"),
    drop=("style", ".share", ".bdsharebuttonbox", ".editor", ".pchide", ".wzjs_bjs", ".fujian"),
)
