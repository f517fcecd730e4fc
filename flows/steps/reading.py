"""Reading on two cores: a helper reads slices of a batch, and this process reads others while it waits.

The rows come in the order of the files, whoever read them. A few files are not worth a process.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import mkstemp

import pyarrow as pa

from flows.processes import start_helpers
from flows.seedfiles.labels import FieldLabels
from flows.steps.batches import group_files, read_parts
from flows.steps.rows import BatchCounts, ChangedFile
from warehouse.errors import Failure
from warehouse.parts import Part, read_part, write_part

# Half of what fills a part: a larger slice only takes more memory.
_SLICE_BYTES = 8_000_000
# Less is read here before a helper has started.
_LEAST_BYTES = 6 * _SLICE_BYTES
# Slices handed out and not landed yet; of these the helper has three to do, or it waits while others land.
_AHEAD, _TO_DO = 6, 3

# Gives the parts of a batch, and fills the counts on the way.
Read = Callable[[list[ChangedFile], BatchCounts], Iterator[Part]]
# What a helper gives: files with the parts of a slice, as its pickled rows took three copies, and counts.
HandedOver = tuple[list[Path], BatchCounts]
HandOut = Callable[[list[ChangedFile]], Future[HandedOver]]


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How files are read: what read_parts wants to know beside them."""

    labels: FieldLabels
    most_bytes: int
    part_bytes: int
    again: bool
    known_problems: frozenset[str]

    def read(self, files: Iterable[ChangedFile], counts: BatchCounts) -> Iterator[Part]:
        """Yield the parts of these files, read here one after the other."""
        return read_parts(
            files,
            self.labels,
            counts,
            most_bytes=self.most_bytes,
            part_bytes=self.part_bytes,
            again=self.again,
            known_problems=self.known_problems,
        )


@contextmanager
def open_reader(rules: ReadingRules, size_bytes: int, temporary: Path) -> Iterator[Read]:
    """Give what reads batches of so many bytes in all; its helper lives as long as the block.

    `temporary` is a folder for what the helper hands over. Raises Failure if somebody kills the helper.
    """
    if size_bytes < _LEAST_BYTES or len(os.sched_getaffinity(0)) == 1:
        yield rules.read
        return
    temporary.mkdir(exist_ok=True)
    with start_helpers(1, _prepare) as helper:
        try:
            yield lambda batch, counts: _read_on_two(
                batch, counts, rules, lambda files: helper.submit(_read_there, files, rules, temporary)
            )
        except BrokenProcessPool as error:
            raise Failure(
                "The process that helps to read seed files was killed (for want of memory?).",
                "What was committed stays, and nothing else was changed: run again.",
            ) from error
        finally:
            helper.shutdown(cancel_futures=True)


def _read_on_two(
    batch: list[ChangedFile], counts: BatchCounts, rules: ReadingRules, hand_out: HandOut
) -> Iterator[Part]:
    slices = deque(_cut(batch))
    order: deque[Iterator[Part] | Future[HandedOver]] = deque()
    while slices or order:
        if order and _is_ready(order[0]):
            yield from _collect(order.popleft(), counts)
            continue
        if not slices or len(order) == _AHEAD:
            yield from _collect(order.popleft(), counts)  # there is nothing to do but wait
            continue
        files = slices.popleft()
        if _is_unbounded(files[0]):
            order.append(rules.read(files, counts))  # when its turn comes, part by part
        elif sum(not _is_ready(each) for each in order) < min(_TO_DO, max(len(slices), 1)):
            order.append(hand_out(files))
        else:
            order.append(iter(list(rules.read(files, counts))))


def _prepare() -> None:
    """Prepare a helper as this process is."""
    gc.disable()
    pa.set_memory_pool(pa.system_memory_pool())


def _read_there(files: list[ChangedFile], rules: ReadingRules, temporary: Path) -> HandedOver:
    counts = BatchCounts()
    paths = []
    for part in rules.read(files, counts):
        descriptor, name = mkstemp(dir=temporary)
        os.close(descriptor)
        write_part(part, Path(name))
        paths.append(Path(name))
    return paths, counts


def _collect(item: Iterator[Part] | Future[HandedOver], counts: BatchCounts) -> Iterator[Part]:
    if not isinstance(item, Future):
        yield from item
        return
    paths, found = item.result()
    counts.add(found)
    for path in paths:
        part = read_part(path)
        path.unlink()
        yield part


def _is_ready(item: Iterator[Part] | Future[HandedOver]) -> bool:
    return not isinstance(item, Future) or item.done()


def _cut(batch: list[ChangedFile]) -> Iterator[list[ChangedFile]]:
    """Cut a batch into slices, in its order; files of unbounded size are not mixed with others."""
    for is_unbounded, files in groupby(batch, _is_unbounded):
        yield from [list(files)] if is_unbounded else group_files(files, _SLICE_BYTES)  # noqa: B031 - once


def _is_unbounded(each: ChangedFile) -> bool:
    """Whether a file may not fit into memory at once: a .gz can hold a thousand times its size."""
    return each.file.size_bytes > _SLICE_BYTES or each.file.path.endswith(".gz")
