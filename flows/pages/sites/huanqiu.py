"""huanqiu.com: the parts of an article stand in textareas that a script unpacks; before 2019 in the page."""

from flows.pages.extracting.page import Page
from flows.pages.extracting.stories import Story
from flows.pages.sites.site import Site


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
    body=(".a-con", ".la_con"),  # mobile, to 2019
    title=("h1.a-title", ".la_tool h1", "h1.tle"),
    published=(".a-info .time", ".la_t_a"),
    outlet=(".a-info .from", ".la_t_b"),
    drop=(".la_edit", ".reTopics"),
    read_story=read_story,
)
