"""The run lock: one writer, whatever a dead one left, and questions that refuse nobody."""

import json
import os
import subprocess
import threading
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Workshop
from tests.reliability.conftest import Material
from tests.reliability.harness import assert_intact, assert_same_tables, held_at, run
from warehouse.errors import HomeFailure, Locked
from warehouse.lock import Owner, find_writer, hold_lock
from warehouse.status import read_status

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HERE = Owner(os.getpid(), os.uname().nodename, "20260101T000000.000Z-beef", "run", str(NOW))
LEFT = {
    "number of another process now": json.dumps(asdict(HERE)),
    "of another host": json.dumps({**asdict(HERE), "host": "elsewhere", "process_id": 1}),
    "garbage": "\x00\xff{",
    "another program's": '["pid", 1]',
    "empty": "",
}


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_what_a_dead_process_left_in_the_lock_stops_nobody(workshop: Workshop, left: str) -> None:
    workshop.home.root.mkdir()
    workshop.home.lock.write_text(left, encoding="utf-8")
    assert find_writer(workshop.home) is None
    assert read_status(workshop.home, 1)["writing"] is None
    with hold_lock(workshop.home, HERE.run_id, "run", NOW):
        assert find_writer(workshop.home) == HERE


def test_a_held_lock_counts_whatever_stands_in_it(workshop: Workshop) -> None:
    workshop.run()
    with hold_lock(workshop.home, HERE.run_id, "run", NOW):
        assert find_writer(workshop.home) == HERE
        workshop.home.lock.write_text("garbage")
        assert "unknown command" in read_status(workshop.home, 1)["writing"]
        with pytest.raises(Locked, match="Another process is writing"):
            workshop.run()


def test_asking_who_writes_refuses_no_run(workshop: Workshop) -> None:
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            find_writer(workshop.home)

    workshop.home.root.mkdir()
    asker = threading.Thread(target=ask)
    asker.start()
    try:
        for _ in range(3):
            workshop.run()
    finally:
        stop.set()
        asker.join()


def test_of_two_runs_at_once_one_is_refused_and_nothing_is_hurt(tmp_path: Path, material: Material) -> None:
    home = material.changed.make_home(tmp_path)
    with held_at("Publishing a generation", home, *material.again) as first:
        told = run(home, *material.again, code=1)
        assert f"`ainews run` (process {first.pid} on" in told
        assert "Reading (query, status ...) goes on meanwhile." in told
    assert_intact(home)
    assert_same_tables(home.current_generation() / "warehouse.duckdb", material.changed.undisturbed)


@pytest.mark.slow
def test_the_file_is_locked_too_should_somebody_delete_run_lock(tmp_path: Path, material: Material) -> None:
    home = material.changed.make_home(tmp_path)
    with held_at("Building core tables", home, *material.again):
        home.lock.unlink()
        told = run(home, *material.again, code=1)
        assert f"Another program has {home.database} open" in told
    run(home, *material.again)
    assert_intact(home)
    assert_same_tables(home.current_generation() / "warehouse.duckdb", material.changed.undisturbed)


def test_a_lock_that_may_not_be_written_is_named(workshop: Workshop, mount) -> None:
    workshop.run()
    mount("--bind", str(workshop.home.lock), workshop.home.lock)
    subprocess.run(["mount", "-o", "remount,ro,bind", workshop.home.lock], check=True)
    with pytest.raises(HomeFailure, match=r"is read-only: .*run\.lock"):
        workshop.run()
