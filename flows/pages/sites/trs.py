"""gov.cn and the sites made with TRS: ministries, provinces, cities, state companies."""

from flows.pages.sites.site import Site

SITE = Site(
    name="trs",
    hosts=("gov.cn",),
    marks=(".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", "meta[name=ArticleTitle]"),
    body=("#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", "#zoom"),
    title=("meta:articletitle",),
    published=("meta:firstpublishedtime", "meta:pubdate", ".pages-date"),
    outlet=("meta:contentsource", ".pages-date .font"),
    drop=(".share", ".bdsharebuttonbox", ".editor"),
)
