"""Refetch: the pages that are due are fetched, archived, read and landed, and core is built from them."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import duckdb

from flows.pages.archive.repair import Repair
from flows.pages.archive.writing import Archive
from flows.pages.extracting.judge import judge_page
from flows.pages.fetching.crawl import Crawl, start_crawl
from flows.pages.fetching.fetch import NO_PAGES_LEFT
from flows.pages.fetching.grouping import split_batches
from flows.pages.fetching.records import PageRequest, Place
from flows.progress import Progress
from flows.settings import Settings
from flows.steps.alerting import alerting
from flows.steps.batches import MapBatches, map_in_process
from flows.steps.due_links import list_due_links, make_request
from flows.steps.harvest import Harvest, Watch
from flows.steps.labels import load_rules
from flows.steps.manners import make_policy
from flows.steps.page_landing import PageLanding
from flows.steps.session import Clock, collector_running, open_run, read_clock
from flows.text.resemblance import measure_resemblance
from warehouse.build import BuildSummary, build_core
from warehouse.ledger import record_step
from warehouse.page_articles import count_page_problems
from warehouse.pages import find_copy, list_landed
from warehouse.session import Session
from warehouse.vocabulary import LabelRules
from warehouse.wording import count_of

# Pages of a batch; a site with more is a batch of its own.
_BATCH_PAGES = 500
# How the fetcher of a run is opened: like start_crawl.
OpenCrawl = Callable[..., AbstractContextManager[Crawl]]


@dataclass(slots=True)
class RefetchSummary:
    """What a refetch found and did, in pages and articles.

    `due` pages were due; `outcomes` and `left` count those that were tried, and those that were not,
    by the reason. `recovered` attempts were archived by a killed run and landed now; `read`
    contents were read, `lost` ones are not in the archive; `problems` of pages are open, by code.
    """

    due: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    recovered: int = 0
    read: int = 0
    lost: list[str] = field(default_factory=list)
    build: BuildSummary = field(default_factory=BuildSummary)
    problems: dict[str, int] = field(default_factory=dict)

    @property
    def is_rejecting(self) -> bool:
        """Whether a page was not taken for the article that it should be, or was lost."""
        return bool(self.lost or self.problems.get("text_differs_from_page"))

    def count(self) -> dict[str, int]:
        """Return the measures for the ledger."""
        return {
            "pages_due": self.due,
            "pages_fetched": self.outcomes.total(),
            "pages_left": self.left.total(),
            "pages_recovered": self.recovered,
            "pages_read": self.read,
            "pages_lost": len(self.lost),
            "articles_changed_by_pages": self.build.changed,
            **{f"outcome_{name}": number for name, number in sorted(self.outcomes.items())},
        }


@alerting
def refetch(
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    from_archive: bool = False,
    host: str | None = None,
    now: Clock = read_clock,
) -> RefetchSummary:
    """Fetch the pages that are due, as a run of its own; or read all archived ones again."""
    make_policy(settings)  # a wrong setting is told before anything is opened
    rules = load_rules()
    with open_run(settings, progress, "refetch", now) as session:
        build_core(session.con, rules, measure_resemblance)  # what a killed run left on the work list
        return refetch_pages(
            session, rules, settings, progress, map_batches, from_archive=from_archive, host=host
        )


def refetch_pages(
    session: Session,
    rules: LabelRules,
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    from_archive: bool = False,
    host: str | None = None,
    open_crawl: OpenCrawl = start_crawl,
) -> RefetchSummary:
    """Fetch the pages that are due, of one `host` or of all, within a run.

    What a killed run archived and did not land is landed first. With `from_archive` nothing is
    fetched: every archived content is read again. `open_crawl` opens what fetches.
    """
    summary = RefetchSummary()
    policy = make_policy(settings)
    with collector_running(), closing(session.open_cursor()) as cursor:
        archive = Archive(
            session.home.archive,
            session.run.run_id,
            user_agent=policy.user_agent,
            file_bytes=settings.archive_file_mb * 1_000_000,
            find_copy=_make_finder(cursor),
        )
        with archive:
            for repair in archive.repairs:
                progress.say(_describe_repair(repair))
            landing = PageLanding(session, archive, settings)
            summary.recovered = landing.recover()
            if from_archive:
                landing.clean_again(progress)
            else:
                opening = open_crawl(
                    policy, archive, run_id=session.run.run_id, judge=judge_page, now=session.now
                )
                _fetch_due(session, settings, progress, map_batches, host, opening, landing, summary)
            summary.read, summary.lost = landing.read, landing.lost
    with progress.stage("Building core tables", 1) as advance:
        summary.build = build_core(session.con, rules, measure_resemblance)
        advance(1)
    summary.problems = count_page_problems(session.con)
    record_step(session.con, session.run.run_id, "refetch", summary.count())
    session.message = "; ".join(filter(None, (session.message, describe(summary))))
    session.summary["refetch"] = {**summary.count(), "left": dict(summary.left)}
    return summary


def describe(summary: RefetchSummary) -> str:
    """Say in one sentence what a refetch did."""
    told = ", ".join(f"{name} {number:,}" for name, number in summary.outcomes.most_common())
    parts = [
        f"{summary.outcomes.total():,} of {count_of(summary.due, 'page')} due fetched" if summary.due else "",
        f"({told})" if told else "",
        f"{count_of(summary.recovered, 'attempt')} of a killed run landed" if summary.recovered else "",
        f"{count_of(summary.read, 'page')} read" if summary.read else "",
        f"{count_of(summary.build.changed, 'article')} changed" if summary.build.changed else "",
    ]
    return ", ".join(part for part in parts if part).replace(", (", " (") or "no page was due"


def _fetch_due(
    session: Session,
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any],
    host: str | None,
    opening: AbstractContextManager[Crawl],
    landing: PageLanding,
    summary: RefetchSummary,
) -> None:
    """Fetch what is due: new links first, then by age, within the budget of the run."""
    run_id = session.run.run_id
    links = list_due_links(session.con, settings, session.now(), host)
    summary.due = len(links)
    if len(links) > settings.refetch_pages:
        summary.left[NO_PAGES_LEFT] = len(links) - settings.refetch_pages
        links = links[: settings.refetch_pages]
    if not links:
        return
    stale = {link.url for link in links if link.is_stale}
    requests = [make_request(link) for link in links]
    # in one batch pages are read while others come; more are for whoever shows them one by one
    count = 1 if map_batches is map_in_process else -(-len(requests) // _BATCH_PAGES)
    batches = sorted(split_batches(requests, count), key=len)
    with (
        opening as crawl,
        progress.stage("Fetching pages", len(links)) as advance,
        closing(crawl.fetch(requests)) as stream,  # type: ignore[type-var]  # it is a generator
    ):
        watch = Watch(progress, advance, crawl, summary.outcomes, len(links))
        harvest = Harvest(batches, watch.count(stream))

        def land_batch(batch: list[PageRequest]) -> None:
            landing.land(harvest.take(batch), stale)

        for _ in map_batches(land_batch, batches):
            pass
        summary.left += crawl.left
    if len(list_landed(session.con, run_id)) < summary.outcomes.total():
        landing.land_rest(run_id)  # a batch that failed and was tried again had lost results in hand


def _make_finder(cursor: duckdb.DuckDBPyConnection) -> Callable[[str], Place | None]:
    """Return what tells the archive where it holds a content; its threads call it."""
    lock = Lock()

    def find(content_sha256: str) -> Place | None:
        with lock:
            found = find_copy(cursor, content_sha256)
        return Place(*found) if found else None

    return find


def _describe_repair(repair: Repair) -> str:
    cut = f", {count_of(repair.cut_bytes, 'byte')} of a torn record cut off" if repair.cut_bytes else ""
    return f"Archive file {repair.archive_file} was left open by a process that died{cut}."
