"""Reading on two cores gives what reading on one gives, and ends with who needs it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from flows.processes import start_helpers
from flows.seedfiles.discover import Root, list_files
from flows.steps import reading
from flows.steps.reading import ReadingRules, open_reader
from flows.steps.rows import BatchCounts, ChangedFile
from tests.bench.seed_generator import SeedGenerator
from tests.reliability.harness import kill, start, wait_for
from warehouse.errors import Failure
from warehouse.home import Home

FILES = 60
SMALL_SLICES = "from flows.steps import reading; reading._SLICE_BYTES, reading._LEAST_BYTES = 20_000, 0"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import gzip

    folder = tmp_path_factory.mktemp("two") / "articles"
    SeedGenerator().write(folder, FILES)
    some = sorted(folder.rglob("*.txt"))
    some[7].with_suffix(".txt.gz").write_bytes(gzip.compress(some[7].read_bytes()))
    some[9].write_bytes(b"\n".join(path.read_bytes() for path in some[10:30]))  # larger than a slice
    return folder


@pytest.fixture
def batch(seeds: Path) -> list[ChangedFile]:
    files = list_files([Root("articles", seeds)]).files
    return [ChangedFile(file, None, is_known=number % 2 == 0) for number, file in enumerate(files)]


@pytest.fixture
def rules(labels, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingRules]:
    monkeypatch.setattr(reading, "_SLICE_BYTES", 20_000)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    return ReadingRules(labels, 256_000_000, 40_000_000, again=False, known_problems=frozenset())


def join(parts):
    tables = ("files", "records", "texts", "problems", "replaced", "touched")
    joined = {name: pa.concat_tables(getattr(part, name) for part in parts).to_pylist() for name in tables}
    # a text that stands in two parts is dropped by whoever lands them
    joined["texts"] = list({row["text_sha256"]: row for row in joined["texts"]}.values())
    return joined


def test_two_read_what_one_reads(batch: list[ChangedFile], rules: ReadingRules, tmp_path: Path) -> None:
    alone, together = BatchCounts(), BatchCounts()
    with open_reader(rules, 10**9, tmp_path) as reader:
        found = join(list(reader.read(batch, together)))
        helpers = multiprocessing.active_children()
    assert len(helpers) == 1
    assert not helpers[0].is_alive()
    assert found == join(list(rules.read(batch, alone)))
    assert together == alone


def test_batches_are_read_ahead_and_one_may_be_read_again(
    batch: list[ChangedFile], rules: ReadingRules, tmp_path: Path
) -> None:
    alone, together, spoiled = BatchCounts(), BatchCounts(), BatchCounts()
    batches = [batch[:25], batch[25:26], batch[26:]]
    found = []
    with open_reader(rules, 10**9, tmp_path) as reader:
        for each in reader.look_ahead(batches):
            list(reader.read(each, spoiled))  # a task that failed, and is tried again
            found += list(reader.read(each, together))
    assert join(found) == join([part for each in batches for part in rules.read(each, alone)])
    assert together == alone == spoiled


def test_little_is_read_by_one(batch: list[ChangedFile], rules: ReadingRules, tmp_path: Path) -> None:
    with open_reader(rules, 100_000, tmp_path) as reader:
        assert list(reader.read(batch, BatchCounts()))
        assert multiprocessing.active_children() == []


def test_a_killed_helper_is_a_clear_failure(
    batch: list[ChangedFile], rules: ReadingRules, tmp_path: Path
) -> None:
    def read_and_kill() -> None:
        with open_reader(rules, 10**9, tmp_path) as reader:
            parts = reader.read(batch, BatchCounts())
            next(parts)
            multiprocessing.active_children()[0].kill()
            list(parts)

    with pytest.raises(Failure, match="was killed"):
        read_and_kill()


def _die_in_the_middle_of_an_answer() -> None:
    def send(self: connection.Connection, data: bytes) -> None:
        os.write(self.fileno(), bytes(data)[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    connection.Connection._send = send


def test_half_an_answer_of_a_killed_helper_is_not_waited_for() -> None:
    with start_helpers(2) as helpers:
        half, whole, behind = (helpers.submit(task) for task in (_die_in_the_middle_of_an_answer, dict, list))
        assert whole.result(timeout=60) == {}
        for lost in (half, behind):
            with pytest.raises(BrokenProcessPool):
                lost.result(timeout=60)


def test_the_helper_ends_with_a_killed_run(tmp_path: Path, seeds: Path) -> None:
    # the helper is at work as soon as it is there; the run is not let further
    wait = "from warehouse import load; load._load_part = lambda *_: __import__('time').sleep(60)"
    prelude = f"import os; os.sched_getaffinity = lambda process: {{0, 1}}; {SMALL_SLICES}; {wait}"
    process = start(Home(tmp_path), "run", "--seeds", str(seeds), prelude=prelude)
    try:
        run = psutil.Process(process.pid)
        wait_for(lambda: run.children() or not run.is_running(), process)
        helpers = run.children(recursive=True)
        assert helpers
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        _, alive = psutil.wait_procs(helpers, timeout=30)
        assert alive == []
    finally:
        kill(process)
