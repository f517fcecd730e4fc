"""Plan: what a run would do. It reads the writer's file under the lock, briefly, and writes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import duckdb

from flows.progress import Progress
from flows.seedfiles.assess import assess
from flows.seedfiles.discover import Listing, list_files, read_roots
from flows.seedfiles.labels import FieldLabels
from flows.seedfiles.read import UnreadableError, parse_content, read_content
from flows.seedfiles.records import Problem
from flows.settings import Settings
from flows.steps.changes import find_changed, pack_listing
from flows.steps.due_links import list_due_links
from flows.steps.ingest import MEGABYTE, load_labels
from flows.steps.rows import ChangedFile
from flows.steps.session import Clock, read_clock
from warehouse.connect import connect
from warehouse.due import DueLink
from warehouse.home import Home
from warehouse.listing import KnownState, read_known_state
from warehouse.lock import PLAN, hold_lock
from warehouse.migrate import migrate, pending_migrations, read_migrations
from warehouse.publish import list_generations
from warehouse.trouble import explained

_MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A problem that a run would report, and where."""

    code: str
    place: str
    detail: str


@dataclass(slots=True)
class PlanSummary:
    """What a run would find and do, in files, records and articles; and which known pages are due.

    `sites` counts the due pages of each host, the most first. Links of articles that are still to
    be added are not among them.
    """

    files_listed: int = 0
    files_new: int = 0
    files_changed: int = 0
    files_missing: int = 0
    articles_added: int = 0
    articles_changed: int = 0
    articles_removed: int = 0
    pages_new: int = 0
    pages_again: int = 0
    sites: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    def to_data(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        return asdict(self)

    def count_due(self, links: Sequence[DueLink]) -> None:
        """Count the pages that are due, those never tried and those to be tried again."""
        self.pages_new = sum(link.is_new for link in links)
        self.pages_again = len(links) - self.pages_new
        self.sites = dict(Counter(link.site for link in links).most_common())

    def note(self, seed_path: str, problem: Problem) -> None:
        """Count a problem, and keep the first few as examples."""
        self.problems[problem.code] = self.problems.get(problem.code, 0) + 1
        if len(self.examples) < _MOST_EXAMPLES:
            line = f" line {problem.line_no}" if problem.line_no else ""
            self.examples.append(Example(problem.code, f"{seed_path}{line}", problem.detail))


def plan(settings: Settings, progress: Progress, now: Clock = read_clock) -> PlanSummary:
    """Return what a run with these settings would do.

    Raises Locked if a run is writing just now.
    """
    labels = load_labels()
    listing = list_files(read_roots(settings.seeds))
    with _open_state(Home(settings.home)) as con:
        changed = find_changed(con, pack_listing(listing.files), BytesIO())
        due = [] if pending_migrations(con, read_migrations()) else list_due_links(con, settings, now())
        state = read_known_state(con, [each.file.seed_path for each in changed])
    summary = PlanSummary(files_listed=len(listing.files))
    summary.count_due(due)
    summary.files_missing = _count_missing(listing, state)
    for seed_path, problem in listing.problems.items():
        summary.note(seed_path, problem)
    found: set[str] = set()
    changed_articles: set[str] = set()
    replaced: set[str] = set()
    with progress.stage("Reading changed seed files", len(changed)) as advance:
        for each in changed:
            seed_path = each.file.seed_path
            content = _read_articles(each, labels, settings, summary)
            if content is not None:
                replaced.add(seed_path)
                summary.files_new += not each.is_known
                summary.files_changed += each.is_known
                for record_no, article_id, digest in content:
                    found.add(article_id)
                    if state.records.get((seed_path, record_no)) != digest:
                        changed_articles.add(article_id)
            advance(1)
    summary.articles_added = len(found - state.articles)
    summary.articles_changed = len(changed_articles & state.articles)
    summary.articles_removed = sum(
        1 for article_id, paths in state.only_in.items() if article_id not in found and paths <= replaced
    )
    return summary


@contextmanager
def _open_state(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what the writer knows, read-only and under the lock; an empty one if there is none."""
    database = home.database
    if not database.exists() and (generations := list_generations(home)):
        database = home.published / generations[-1] / "warehouse.duckdb"  # a run would go on from it
    if not database.exists():
        con = connect()
        migrate(con)
        yield con
        con.close()
        return
    with explained(home), hold_lock(home, PLAN, PLAN, datetime.now(UTC)):
        con = connect(database, read_only=True)
        try:
            yield con
        finally:
            con.close()


def _read_articles(
    each: ChangedFile, labels: FieldLabels, settings: Settings, summary: PlanSummary
) -> list[tuple[int, str, str]] | None:
    """Return (record number, article id, record hash) of a file; None if it would not be loaded."""
    most_bytes = settings.max_file_mb * MEGABYTE
    try:
        content = read_content(each.file, most_bytes)
        if content.sha256 == each.sha256:
            return None
        parsed = parse_content(each.file, content.raw, labels, most_bytes)
    except UnreadableError as error:
        summary.note(each.file.seed_path, error.problem)
        return None
    articles = []
    for item in parsed.items:
        if isinstance(item, Problem):
            summary.note(each.file.seed_path, item)
            continue
        article, problems = assess(item)
        articles.append((item.record_no, article.article_id, article.record_sha256))
        for problem in problems:
            summary.note(each.file.seed_path, problem)
    return articles


def _count_missing(listing: Listing, state: KnownState) -> int:
    present = {file.seed_path for file in listing.files} | listing.problems.keys()
    gone = (p for p in state.files if p.partition("/")[0] in listing.folders and p not in present)
    return sum(1 for path in gone if not any(path.startswith(f"{closed}/") for closed in listing.problems))
