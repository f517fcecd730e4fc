"""The demo's warehouse: a first load and weekly runs after it, by the ordinary steps, at invented times."""

import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.demo.cast import read_cast
from flows.demo.seeds import write_seeds, write_strays
from flows.demo.stories import Story, invent_stories
from flows.demo.web import InventedWeb
from flows.pages.archive.writing import Archive
from flows.pages.fetching.crawl import Crawl, start_crawl
from flows.pages.fetching.fetch import Policy
from flows.pages.fetching.pace import Manners
from flows.progress import Progress, Silent
from flows.settings import VERSION, Settings
from flows.steps.ingest import ingest_seeds, prepare
from flows.steps.publish import publish_generation
from flows.steps.refetch import refetch_pages
from flows.steps.session import open_run
from warehouse.home import Home
from warehouse.ledger import new_run, open_run_file

WEEKS = 9
_REVISITED = 400  # pages that a weekly run fetches at the most
# Weeks in which a run is stopped or killed, and begun again later; and one in which a file goes missing.
_STOPPED, _KILLED, _TIDIED = 3, 6, 5
_LATER = timedelta(minutes=40)
_DAILY = clock_time(2, 30)  # when runs begin in Shanghai
_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the home, and so many articles in so many seed files."""

    home: Path
    seeds: Path
    articles: int
    files: int


class _RunClock:
    """A clock that stands at the invented start of a run, and goes on from there as time does."""

    def __init__(self, start: datetime) -> None:
        self._start, self._began = start, time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)


def build_demo(settings: Settings, articles: int, seed: int, now: datetime, progress: Progress) -> Demo:
    """Build the warehouse of `settings.home` from invented articles; `now` is the end of its history."""
    starts = [_find_last_start(now) - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    folder = settings.home / "seeds" / "articles"
    settings = settings.model_copy(update={"seeds": [str(folder)], "host_pace_seconds": 0.0})
    with progress.stage("Inventing articles", articles) as advance:
        stories = invent_stories(read_cast(), articles, seed, starts[-1].date() - timedelta(days=1))
        advance(articles)
    write_strays(folder)
    _run(settings, folder, stories, starts[0], progress, most_pages=articles)
    with progress.stage("Weekly runs", WEEKS) as advance:
        for week, start in enumerate(starts[1:], start=1):
            if week == _TIDIED:
                min(folder.glob("*/*.txt")).unlink()
            if week in (_STOPPED, _KILLED):
                _break_off(settings, start, is_killed=week == _KILLED)
                start += _LATER
            most_pages = _REVISITED if week % 4 == 1 else 0
            _run(settings, folder, stories, start, Silent(), most_pages=most_pages)
            advance(1)
    files = sum(path.is_file() for path in folder.rglob("*"))
    return Demo(settings.home, folder, len(stories), files)


def _find_last_start(now: datetime) -> datetime:
    """Return when the last daily run before an instant began, if it is over."""
    local = now.astimezone(_ZONE)
    today = datetime.combine(local.date(), _DAILY, _ZONE)
    return today if local > today + _LATER else today - timedelta(days=1)


def _break_off(settings: Settings, start: datetime, *, is_killed: bool) -> None:
    """Begin a run that comes to nothing: stopped by somebody, or killed so that it cannot say so."""
    if is_killed:
        home = Home(settings.home)
        open_run_file(home, new_run(home, "run", start, VERSION))
    else:
        with suppress(KeyboardInterrupt), open_run(settings, Silent(), "run", _RunClock(start)):
            raise KeyboardInterrupt


def _run(
    settings: Settings,
    folder: Path,
    stories: list[Story],
    start: datetime,
    progress: Progress,
    *,
    most_pages: int,
) -> None:
    """Hand in the files that are there by then, and do what `ainews run` does; with pages also --refetch."""
    clock = _RunClock(start)
    told = [story for story in stories if story.published_at < start]
    write_seeds(folder, told, start)
    settings = settings.model_copy(update={"refetch_pages": most_pages})
    source = prepare(settings)
    with open_run(settings, progress, "run", clock) as session:
        ingest_seeds(session, source, settings, progress)
        if most_pages:
            open_crawl = partial(_open_crawl, InventedWeb(told, clock))
            refetch_pages(session, source.rules, settings, progress, open_crawl=open_crawl)
        publish_generation(session, settings, progress)


def _open_crawl(
    web: InventedWeb, policy: Policy, archive: Archive, **options: Any
) -> AbstractContextManager[Crawl]:
    """Open a fetcher that asks the invented web, which nobody has to spare."""
    policy = replace(policy, manners=Manners(pace=0, failure_pause=0))
    return start_crawl(policy, archive, client=web, **options)
