"""thepaper.cn: a page of its own until 2022, since then one with the article in __NEXT_DATA__ as well."""

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story, load_first, text_at, walk_objects
from flows.pages.sites.site import Site


def read_story(page: Page) -> Story | None:
    """Return the article in __NEXT_DATA__."""
    scripts = page.root.xpath("//script[@id='__NEXT_DATA__']")
    data = load_first((scripts[0].text or "").strip()) if scripts else None
    for each in walk_objects(data):
        if "contId" in each and text_at(each, "content"):
            return Story(
                "__NEXT_DATA__",
                text_at(each, "name"),
                text_at(each, "content"),
                text_at(each, "publishTime") or text_at(each, "pubTime"),
                text_at(each, "author"),
                text_at(each, "source"),
            )
    return None


SITE = Site(
    name="thepaper",
    hosts=("thepaper.cn",),
    body=("[class*=index_cententWrap]", ".news_txt"),  # since 2022, to 2022
    title=("h1[class*=index_title]", "h1.news_title"),
    published=(".news_about", "[class*=index_headerContent] [class*=ant-space]"),
    outlet=(".news_about", "[class*=index_headerContent]"),
    drop=(".go_app", "[class*=index_copyright]"),
    read_story=read_story,
)
