"""Ingest: what changed among the seed files lands, and core is built from it."""

from dataclasses import dataclass, field
from io import IOBase
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import duckdb
import pyarrow as pa

from flows.errors import UsageError
from flows.progress import Progress
from flows.seedfiles.discover import Listing, Root, read_roots, walk_files
from flows.seedfiles.labels import FieldLabels, read_labels
from flows.seedfiles.records import Problem
from flows.settings import VOCABULARY, Settings
from flows.steps.alerting import alerting
from flows.steps.batches import (
    MapBatches,
    group_files,
    map_in_process,
    read_unlisted,
)
from flows.steps.changes import ChangedFiles, find_changed, pack_listing
from flows.steps.labels import load_rules
from flows.steps.reading import ReadingRules, open_reader
from flows.steps.rows import BatchCounts, ChangedFile
from flows.steps.session import open_run
from flows.text.clean import CLEANER_VERSION
from flows.text.resemblance import measure_resemblance
from warehouse.arrow import make_table
from warehouse.buffers import count_touched_groups, empty_buffers, with_room
from warehouse.build import BuildSummary, build_core
from warehouse.errors import Failure
from warehouse.home import PROJECT
from warehouse.ledger import record_step
from warehouse.listing import (
    known_file_problems,
    mark_missing,
    paths_to_replay,
    settle_roots,
)
from warehouse.load import RECORDS, load_batch
from warehouse.parts import PATHS
from warehouse.session import Session
from warehouse.vocabulary import LabelRules
from warehouse.wording import count_of

MEGABYTE = 1_000_000
PART_MB = 40  # of text held in Python at once
# So much of the list of changed files, some 7,000 of them, stays in memory; a longer one goes to the disk.
_HELD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where seeds are, the labels of their form, and the vocabularies."""

    roots: list[Root]
    labels: FieldLabels
    rules: LabelRules


@dataclass(slots=True)
class IngestSummary:
    """What an ingest found and did, in files, records and articles."""

    listed: int = 0
    skipped: int = 0
    unchanged: int = 0
    missing: int = 0
    batches: BatchCounts = field(default_factory=BatchCounts)
    build: BuildSummary = field(default_factory=BuildSummary)

    def count(self) -> dict[str, int]:
        """Return the measures for the ledger."""
        return {
            "files_listed": self.listed,
            "files_loaded": self.batches.loaded,
            "files_unchanged": self.unchanged,
            "files_rejected": self.batches.rejected,
            "files_missing": self.missing,
            "records_loaded": self.batches.records,
            "problems_seen": sum(self.batches.problems.values()),
            "articles_added": self.build.added,
            "articles_changed": self.build.changed,
            "articles_removed": self.build.removed,
            "labels_resolved": self.build.labels_resolved,
        }


@alerting
def ingest(
    settings: Settings, progress: Progress, map_batches: MapBatches[Any, Any] = map_in_process
) -> IngestSummary:
    """Load what changed among the seed files, as a run of its own."""
    source = prepare(settings)
    with open_run(settings, progress, "ingest") as session:
        return ingest_seeds(session, source, settings, progress, map_batches)


def prepare(settings: Settings) -> Source:
    """Read what an ingest needs before it opens the warehouse.

    Raises UsageError for a seed path that is not there, Failure for a mistake in a vocabulary.
    """
    return Source(read_roots(settings.seeds), load_labels(), load_rules())


def ingest_seeds(
    session: Session,
    source: Source,
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    replay: bool = False,
) -> IngestSummary:
    """Load what changed among the seed files, within a run.

    With `replay` also files with open problems, and those cleaned by older rules, are read again.
    """
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps 40 MB, here and in a helper
    con = session.con
    _settle_roots(con, source.roots)
    summary = IngestSummary()
    with SpooledTemporaryFile(_HELD_BYTES, dir=str(session.home.root)) as store:
        changed, unlisted = _list_files(session, source.roots, store, summary, replay=replay)
        if len(changed):
            empty_buffers(con, settings.memory_limit)  # of what sorted a long listing
        known_problems = frozenset() if replay else known_file_problems(con)
        rules = ReadingRules(
            source.labels,
            most_bytes=settings.max_file_mb * MEGABYTE,
            part_bytes=PART_MB * MEGABYTE,
            again=replay,
            known_problems=known_problems,
        )

        def load_one(batch: list[ChangedFile]) -> BatchCounts:
            def load() -> BatchCounts:
                counts = BatchCounts()
                load_batch(con, reader.read(batch, counts), session.run.run_id)
                return counts

            known = sum(each.is_known for each in batch)
            counts, room = with_room(con, load, count_touched_groups(con, [RECORDS], known))
            counts.room = room
            empty_buffers(con, settings.memory_limit)  # the next batch asks little of what this one wrote
            return counts

        with (
            open_reader(rules, changed.size_bytes, session.home.temporary) as reader,
            progress.stage("Loading seed files", len(changed)) as advance,
        ):
            batches = reader.look_ahead(group_files(changed, settings.batch_mb * MEGABYTE))
            for counts in map_batches(load_one, batches):
                summary.batches.add(counts)
                advance(counts.loaded + counts.touched + counts.rejected)
    _load_unlisted(session, unlisted, known_problems, summary)
    summary.unchanged += summary.batches.touched
    with progress.stage("Building core tables", 1) as advance:
        summary.build = build_core(con, source.rules, measure_resemblance)
        advance(1)
    record_step(con, session.run.run_id, "ingest", summary.count())
    session.message = describe(summary)
    session.summary["ingest"] = {**summary.count(), "problems": summary.batches.problems}
    return summary


def load_labels() -> FieldLabels:
    """Read labels.csv. Raises Failure naming the line of a mistake."""
    try:
        return read_labels(VOCABULARY / "labels.csv")
    except (ValueError, OSError, KeyError) as error:
        raise Failure(f"seeds/vocabulary: {error}", "Mend the line; nothing was changed.") from error


def describe(summary: IngestSummary) -> str:
    """Say in one sentence what an ingest did."""
    build, batches = summary.build, summary.batches
    relabelled = (
        f", {count_of(build.labels_resolved, 'label')} resolved anew" if build.labels_resolved else ""
    )
    if not (batches.loaded or build.added or build.changed or build.removed or summary.missing):
        rejected = f", {batches.rejected:,} rejected" if batches.rejected else ""
        return f"nothing changed in {count_of(summary.listed, 'seed file')}{rejected}{relabelled}"
    room = max(batches.room, build.room)
    parts = [
        f"{count_of(build.added, 'article')} added, {build.changed:,} changed, {build.removed:,} removed",
        f"from {count_of(batches.records, 'record')} in {count_of(batches.loaded, 'new or changed file')}",
        f"{count_of(batches.rejected, 'file')} rejected" if batches.rejected else "",
        f"{count_of(summary.missing, 'file')} missing" if summary.missing else "",
        f"which took {room} times memory_limit" if room > 1 else "",
    ]
    return ", ".join(part for part in parts if part)


def _settle_roots(con: duckdb.DuckDBPyConnection, roots: list[Root]) -> None:
    """Refuse a root whose name another folder bore before: its files would replace that one's."""
    folders = {root.name: _tell_folder(root.folder) for root in roots}
    elsewhere = settle_roots(con, folders, moved=[root.name for root in roots if root.is_named])
    for name, before in elsewhere.items():
        raise UsageError(
            f"--seeds {folders[name]}: so far {name} was {before}, and its files would be replaced.",
            f"Give this folder a name of its own: --seeds NAME={folders[name]} "
            f"(or, if the folder has only moved: --seeds {name}={folders[name]}).",
        )


def _tell_folder(folder: Path) -> str:
    told = folder.relative_to(PROJECT) if folder.is_relative_to(PROJECT) else folder
    return str(told).encode("utf-8", "backslashreplace").decode()


def _list_files(
    session: Session, roots: list[Root], store: IOBase, summary: IngestSummary, *, replay: bool
) -> tuple[ChangedFiles, dict[str, Problem]]:
    """List the files, mark those that vanished, and return those to be read and what cannot be listed.

    `store` holds what is returned: of a long listing nothing stays in memory.
    """
    con = session.con
    listing = Listing()
    listed = pack_listing(walk_files(roots, listing))
    again = paths_to_replay(con, CLEANER_VERSION) if replay else []
    changed = find_changed(con, listed, store, again)
    summary.listed, summary.skipped = listed.num_rows, listing.skipped
    summary.unchanged = listed.num_rows - len(changed)
    unlisted = make_table(((path,) for path in listing.problems), PATHS)
    summary.missing = mark_missing(
        con,
        pa.concat_tables([listed.select(PATHS.names), unlisted]),
        sorted(listing.folders),
        sorted(listing.problems),
        session.run.run_id,
    )
    return changed, listing.problems


def _load_unlisted(
    session: Session, unlisted: dict[str, Problem], known: frozenset[str], summary: IngestSummary
) -> None:
    if not unlisted:
        return
    part, counts = read_unlisted(unlisted, known)
    summary.batches.add(counts)
    if part.files.num_rows:
        load_batch(session.con, [part], session.run.run_id)
