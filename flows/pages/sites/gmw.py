"""gmw.cn."""

from flows.pages.sites.site import Site

SITE = Site(
    name="gmw",
    hosts=("gmw.cn",),
    body=(".u-mainText", "#contentMain", "#ArticleContent", "#articleBox .content", "#article_inbox"),
    title=("h1.u-title", "#articleTitle", "#ArticleTitle"),
    published=(".m-con-time", "#pubtime_baidu", "#pubTime", "#ArticlePubTime", "meta:publishdate"),
    outlet=(".m-con-source", "#source_baidu", "#source", "#ArticleSource"),
    author=(".u-con-author", "#author_baidu"),
    drop=("#contentLiability", "#articleLiability", ".m-zbTool", "#m_tips", ".liability", ".page-pagination"),
)
