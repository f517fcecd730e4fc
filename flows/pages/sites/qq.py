"""qq.com: new.qq.com, whose window.DATA tells time and outlet, and the channels before it."""

from flows.pages.page import Page
from flows.pages.sites.site import Site
from flows.pages.stories import Story, read_assigned, text_at


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
    body=(
        "#ArticleContent",
        ".content-article",
        "#Cnt-Main-Article-QQ",
        "#article-content",
        ".rich_media_content",
    ),
    title=(".content-title h1", ".content-article h1", ".qq_conent .LEFT > h1", ".hd h1", "h1.title"),
    published=(
        r'script:"pubtime"\s*:\s*"([^"]+)"',
        "meta:apub:time",
        ".a_time",
        ".article-time",
        ".pubTime",
        ".media-meta .time",
    ),
    outlet=(r'script:"media"\s*:\s*"([^"\\]+)"', ".a_source", "[bosszone=jgname]", ".media-name"),
    drop=(
        "#Status",
        "#invideocon",
        ".rv-root-v2",
        ".rv-js-root",
        "#backqqcom",
        ".qq_articleFt",
        "#loading-img",
    ),
    read_story=read_story,
)
