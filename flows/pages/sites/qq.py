"""qq.com: new.qq.com, whose window.DATA tells time and outlet, and the channels before it."""

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story, read_assigned, text_at
from flows.pages.sites.site import Site


def read_story(page: Page) -> Story | None:
    """Return the article in window.DATA."""
    data = read_assigned(page.source, "window.DATA")
    body = text_at(data, "originContent", "text") or text_at(data, "content")
    if not body:
        return None
    media = text_at(data, "media")
    return Story("window.DATA", text_at(data, "title"), body, text_at(data, "pubtime"), "", media)


SITE = Site(
    name="qq",
    hosts=("qq.com",),
    body=(".content-article", "#Cnt-Main-Article-QQ", "#ArticleContent"),  # since 2017, to 2016, to 2014
    title=(".qq_conent .LEFT > h1", ".hd h1"),
    published=(r'script:"pubtime"\s*:\s*"([^"]+)"', "meta:apub:time", ".pubTime", ".a_time"),
    outlet=(r'script:"media"\s*:\s*"([^"\\]+)"', "[bosszone=jgname]", ".a_source"),
    drop=("#Status", "#invideocon", ".rv-root-v2", ".rv-js-root", "#backqqcom", ".qq_articleFt"),
    read_story=read_story,
)
