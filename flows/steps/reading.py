"""Reading on two cores: a helper reads slices of a batch, and this process reads others while it waits.

The rows come in the order of the files, whoever read them. A few files are not worth a process.
"""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
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

Files = list[ChangedFile]
# What a helper gives: files with the parts of a slice, as its pickled rows took three copies, and counts.
HandedOver = tuple[list[Path], BatchCounts]


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


class Reader:
    """Reads batches here, one file after the other."""

    def __init__(self, rules: ReadingRules) -> None:
        self.rules = rules

    def look_ahead(self, batches: Iterable[Files]) -> Iterable[Files]:
        """Pass the batches on: who reads on two cores begins with the next one early."""
        return batches

    def read(self, batch: Files, counts: BatchCounts) -> Iterator[Part]:
        """Yield the parts of a batch; counts are filled on the way."""
        return self.rules.read(batch, counts)


class ReaderOnTwo(Reader):
    """Reads slices of a batch here while a helper reads others, or those of the next batch at its end."""

    def __init__(self, rules: ReadingRules, helper: Executor, temporary: Path) -> None:
        super().__init__(rules)
        self._helper, self._temporary = helper, temporary
        self._following: deque[Files] = deque()
        self._early: dict[ChangedFile, Future[HandedOver]] = {}  # of the next batch, by the first of a slice

    def look_ahead(self, batches: Iterable[Files]) -> Iterator[Files]:
        """Pass the batches on, and keep the slices of the one behind."""
        waiting = iter(batches)
        batch = next(waiting, None)
        while batch is not None:
            following = next(waiting, None)
            self._following = deque(_cut(following or []))
            yield batch
            batch = following

    def read(self, batch: Files, counts: BatchCounts) -> Iterator[Part]:
        """Yield the parts of a batch in the order of its files; counts are filled on the way."""
        slices = deque(_cut(batch))
        order: deque[Iterator[Part] | Future[HandedOver]] = deque()
        while slices or order:
            waiting = sum(not _is_ready(item) for item in (*order, *self._early.values()))
            if (
                not slices
                and self._following
                and waiting < _TO_DO
                and not _is_unbounded(self._following[0][0])
            ):
                files = self._following.popleft()
                self._early[files[0]] = self._hand_out(files)
            elif order and (_is_ready(order[0]) or not slices or len(order) == _AHEAD):
                yield from _collect(order.popleft(), counts)
            else:
                files = slices.popleft()
                order.append(self._begin(files, waiting, len(slices) + len(self._following), counts))

    def _hand_out(self, files: Files) -> Future[HandedOver]:
        return self._helper.submit(_read_there, files, self.rules, self._temporary)

    def _begin(
        self, files: Files, waiting: int, behind: int, counts: BatchCounts
    ) -> Iterator[Part] | Future[HandedOver]:
        """Hand a slice out, or read it here; `behind` it are so many, and `waiting` for the helper."""
        if early := self._early.pop(files[0], None):
            return early
        if _is_unbounded(files[0]):
            return self.rules.read(files, counts)  # when its turn comes, part by part
        if waiting < min(_TO_DO, max(behind, 1)):  # at the end neither is to wait long for the other
            return self._hand_out(files)
        return iter(list(self.rules.read(files, counts)))


@contextmanager
def open_reader(rules: ReadingRules, size_bytes: int, temporary: Path) -> Iterator[Reader]:
    """Give what reads batches of so many bytes in all; its helper lives as long as the block.

    `temporary` is a folder for what the helper hands over. Raises Failure if somebody kills the helper.
    """
    if size_bytes < _LEAST_BYTES or len(os.sched_getaffinity(0)) == 1:
        yield Reader(rules)
        return
    temporary.mkdir(exist_ok=True)
    with start_helpers(1, _prepare) as helper:
        try:
            yield ReaderOnTwo(rules, helper, temporary)
        except BrokenProcessPool as error:
            raise Failure(
                "The process that helps to read seed files was killed (for want of memory?).",
                "What was committed stays, and nothing else was changed: run again.",
            ) from error
        finally:
            helper.shutdown(cancel_futures=True)


def _prepare() -> None:
    """Prepare a helper as this process is."""
    gc.disable()
    pa.set_memory_pool(pa.system_memory_pool())


def _read_there(files: Files, rules: ReadingRules, temporary: Path) -> HandedOver:
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


def _cut(batch: Files) -> Iterator[Files]:
    """Cut a batch into slices, in its order; files of unbounded size are not mixed with others."""
    for is_unbounded, files in groupby(batch, _is_unbounded):
        yield from [list(files)] if is_unbounded else group_files(files, _SLICE_BYTES)  # noqa: B031 - once


def _is_unbounded(each: ChangedFile) -> bool:
    """Whether a file may not fit into memory at once: a .gz can hold a thousand times its size."""
    return each.file.size_bytes > _SLICE_BYTES or each.file.path.endswith(".gz")
