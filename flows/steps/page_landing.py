"""Results of fetching to rows that landed: read on all cores, and committed in small transactions."""

import re
from collections.abc import Iterable
from functools import partial

from flows.errors import NotInArchive
from flows.pages.archive.reading import read_attempts
from flows.pages.archive.writing import Archive
from flows.pages.extracting.batch import StoredPage
from flows.pages.fetching.outcomes import Outcome
from flows.pages.fetching.records import Fetched, Place
from flows.progress import Progress
from flows.settings import Settings
from flows.steps.archived import open_stored, with_contents
from flows.steps.manners import make_due_policy
from flows.steps.page_rows import PageRows
from warehouse.ledger import record_step
from warehouse.pages import (
    Content,
    list_attempts,
    list_contents,
    list_landed,
    list_unlanded_runs,
    load_pages,
)
from warehouse.session import Session

# Attempts and contents that land in one transaction.
_LANDED_AT_ONCE = 200
_ARCHIVE_FILE = re.compile(r"ainews-(.+)-\d{5}\.warc\.gz(?:\.open)?")


class PageLanding:
    """Lands what came of pages. `read` counts contents read, `lost` names those not in the archive."""

    def __init__(self, session: Session, archive: Archive, settings: Settings) -> None:
        self.read = 0
        self.lost: list[str] = []
        self._con = session.con
        self._run_id = session.run.run_id
        self._archive = archive
        self._most_bytes = int(settings.max_page_mb * 1_000_000)
        self._rows = PageRows(make_due_policy(settings))

    def land(self, results: Iterable[Fetched], stale: Iterable[str] = ()) -> None:
        """Land results as they come; pages at `stale` addresses are read though they did not change."""
        for fetched, said in with_contents(results, partial(self._open_fetched, frozenset(stale))):
            self._rows.add_fetch(fetched)
            if said and fetched.content_sha256:
                self._rows.add_content(fetched.url, fetched.content_sha256, said)
                self.read += 1
            self._flush(_LANDED_AT_ONCE)
        self._flush()

    def land_rest(self, run_id: str) -> int:
        """Land what a run archived and did not land; return how many attempts that were."""
        landed = list_landed(self._con, run_id)
        rest = [each for each in read_attempts(self._archive.folder, run_id) if each.fetch_id not in landed]
        self.land(rest)
        return len(rest)

    def recover(self) -> int:
        """Land what killed runs left in the archive; return how many attempts that were."""
        files = map(_ARCHIVE_FILE.fullmatch, (path.name for path in self._archive.folder.glob("ainews-*")))
        archived = {file[1] for file in files if file} - {self._run_id}
        recovered = 0
        for run_id in list_unlanded_runs(self._con, archived):
            rest = self.land_rest(run_id)
            record_step(self._con, run_id, "refetch", {"pages_landed_later": rest})
            recovered += rest
        return recovered

    def clean_again(self, progress: Progress) -> None:
        """Read every archived content again."""
        contents = list_contents(self._con)
        with progress.stage("Reading archived pages", len(contents)) as advance:
            for each, said in with_contents(contents, self._open_content):
                if said:
                    self._rows.add_content(each.url, each.content_sha256, said)
                    self.read += 1
                self._flush(_LANDED_AT_ONCE)
                advance(1)
        self._flush()

    def _open_fetched(self, stale: frozenset[str], fetched: Fetched) -> StoredPage | None:
        is_wanted = fetched.outcome.brought_page or (
            fetched.outcome is Outcome.UNCHANGED and fetched.url in stale
        )
        if not (is_wanted and fetched.place):
            return None
        return self._open(fetched.place, fetched.final_url or fetched.url)

    def _open_content(self, content: Content) -> StoredPage | None:
        return self._open(Place(content.archive_file, content.archive_offset), content.final_url)

    def _open(self, place: Place, url: str) -> StoredPage | None:
        try:
            return open_stored(self._archive.folder, place, url, self._most_bytes)
        except NotInArchive as error:
            self.lost.append(f"{url}: {error.message}")
            return None

    def _flush(self, least: int = 1) -> None:
        """Commit the rows gathered, if there are at least so many."""
        if len(self._rows) < least:
            return
        self._archive.sync()  # no row may name what a power cut could still take
        load_pages(self._con, *self._rows.make_tables(partial(list_attempts, self._con)))
        self._rows.clear()
