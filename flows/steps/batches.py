"""Files to batches bounded by bytes, and a batch to the rows that land."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from flows.seedfiles.discover import ListedFile
from flows.seedfiles.labels import FieldLabels
from flows.seedfiles.read import UnreadableError, parse_content, read_content
from flows.seedfiles.records import Code, Problem
from flows.steps.rows import BatchCounts, ChangedFile, Rows
from warehouse.parts import PART_RECORDS, Part

T = TypeVar("T")
R = TypeVar("R")
# How a step hands out work: a plain loop by default, Prefect's tasks when a flow passes them.
MapBatches = Callable[[Callable[[T], R], Iterable[T]], Iterable[R]]

# A file in .gz counts as this many times its size: news text packs to a third or less.
_UNPACKED = 4


def map_in_process(function: Callable[[T], R], batches: Iterable[T]) -> Iterable[R]:
    """Do one batch after another, here."""
    return map(function, batches)


def group_files(files: Iterable[ChangedFile], most_bytes: int) -> Iterator[list[ChangedFile]]:
    """Group files to batches of about `most_bytes`; a larger file is a batch of its own."""
    batch: list[ChangedFile] = []
    size = 0
    for each in files:
        weight = each.file.size_bytes * (_UNPACKED if each.file.path.endswith(".gz") else 1)
        if batch and size + weight > most_bytes:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += weight
    if batch:
        yield batch


def read_parts(
    batch: Iterable[ChangedFile],
    labels: FieldLabels,
    counts: BatchCounts,
    *,
    most_bytes: int,
    part_bytes: int,
    again: bool = False,
    known_problems: frozenset[str] = frozenset(),
) -> Iterator[Part]:
    """Read a batch's files and yield their rows; counts are filled on the way.

    `most_bytes` is the largest file taken, `part_bytes` about the text held at once. With
    `again` a file is parsed even if its content is the recorded one. A file that cannot be
    read for one of the `known_problems` gives no new row.
    """
    rows = Rows(counts, known_problems)
    for each in batch:
        digest = None
        try:
            content = read_content(each.file, most_bytes)
            digest = content.sha256
            if digest == each.sha256 and not again:
                rows.touch(each.file.seed_path, content)
                continue
            parsed = parse_content(each.file, content.raw, labels, most_bytes)
        except UnreadableError as error:
            # what another limit or a mended disk may cure is tried again, even with the same bytes
            tried = None if error.problem.code is Code.FILE_UNREADABLE else digest
            rows.reject(each.file, error.problem, tried)
            continue
        rows.begin_file(each, content._replace(raw=b""), parsed.encoding)
        del content  # of a large file the bytes are not needed any more
        for item in parsed.items:
            rows.add(item)
            if rows.record_count == PART_RECORDS or rows.text_bytes >= part_bytes:
                yield rows.take()
        rows.end_file()
    yield rows.take()


def read_unlisted(
    problems: Mapping[str, Problem], known_problems: frozenset[str]
) -> tuple[Part, BatchCounts]:
    """Return the rows for what could not even be listed: dangling links, loops, closed folders."""
    counts = BatchCounts()
    rows = Rows(counts, known_problems)
    for seed_path, problem in problems.items():
        rows.reject(ListedFile(seed_path, "", 0, 0), problem, None)
    return rows.take(), counts
