"""The demo's stories: always the same ones, all of them invented, in labels that the vocabularies know."""

from datetime import UTC, date, datetime

from flows.demo.cast import read_cast
from flows.demo.pages import make_page
from flows.demo.stories import invent_stories
from flows.labels.resolve import Resolver
from flows.labels.vocabulary import Kind, read_vocabulary
from flows.pages.extract import extract_page
from flows.settings import VOCABULARY

CAST = read_cast()
STORIES = invent_stories(CAST, 400, 1, date(2026, 3, 1))


def test_the_same_arguments_give_the_same_stories() -> None:
    assert invent_stories(CAST, 400, 1, date(2026, 3, 1)) == STORIES
    assert invent_stories(CAST, 400, 2, date(2026, 3, 1)) != STORIES


def test_three_years_of_readable_and_marked_texts() -> None:
    days = [story.published_at.date() for story in STORIES]
    assert (days[-1] - days[0]).days > 1000
    for story in STORIES:
        assert story.outlet.host.endswith(".example")
        assert story.paragraphs[-1] == CAST.note
        told = "".join((story.title, *story.paragraphs, story.event_summary))
        assert not set("{}") & set(told)


def test_a_page_says_what_its_story_says() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for layout in ("meta", "info", "line"):
        story = next(each for each in STORIES if each.outlet.layout == layout)
        page = extract_page(make_page(story, now), story.url)
        assert page.title == story.title
        assert page.body.split("\n\n") == list(story.tell(now))
        assert page.outlet == f"{story.outlet.name}·演示"
        assert page.published_at is not None
        assert page.published_at.date() == story.published_at.date()


def test_vocabularies_know_all_labels_but_those_that_are_to_be_unknown() -> None:
    resolver = Resolver(read_vocabulary(VOCABULARY))
    known = {Kind.TECHNOLOGY: CAST.technologies, Kind.INDUSTRY: [each.name for each in CAST.industries]}
    for kind, field in ((Kind.TECHNOLOGY, "technologies"), (Kind.INDUSTRY, "industries")):
        for label in known[kind]:
            rules = [each.rule for each in resolver.resolve(kind, label)]
            assert rules in (["name"], ["alias"], ["affix"]), label
        for label in CAST.unknown[field]:
            assert [each.rule for each in resolver.resolve(kind, label)] == ["unknown"], label
