"""huanqiu.com: the parts of an article stand in textareas that a script unpacks; before 2019 in the page."""

from flows.pages.page import Page
from flows.pages.sites.site import Site
from flows.pages.stories import Story


def read_story(page: Page) -> Story | None:
    """Return the article in the textareas."""
    found = {
        name: next((element.text or "" for element in page.select(f"textarea.article-{name}")), "").strip()
        for name in ("title", "content", "time", "source-name", "author")
    }
    if not found["content"]:
        return None
    return Story(
        "textarea", found["title"], found["content"], found["time"], found["author"], found["source-name"]
    )


SITE = Site(
    name="huanqiu",
    hosts=("huanqiu.com",),
    body=(".a-con", ".la_con", ".l-con", "article.article-content", "#text"),
    title=("h1.a-title", ".la_tool h1", ".t-container-title h3", ".conText h1"),
    published=(".a-info .time", ".la_tool .la_t_a", ".t-container .time", "#pubtime_baidu"),
    outlet=(".a-info .from", ".la_tool .la_t_b", ".t-container .source", "#source_baidu"),
    drop=(".reTopics", ".a-tag", ".editor", ".la_edit"),
    read_story=read_story,
)
