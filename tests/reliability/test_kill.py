"""kill -9 at any moment: the next run carries on, and nothing shows that there was a kill."""

import itertools
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from flows.progress import Silent
from flows.settings import load_settings
from flows.steps.ingest import describe
from flows.steps.run import run as run_here
from tests.reliability.conftest import Case, Material
from tests.reliability.harness import (
    assert_intact,
    assert_same_tables,
    at_step,
    is_begun,
    is_publishing,
    kill,
    measure,
    read_statuses,
    run,
    start,
    wait_for,
)
from warehouse.home import Home

QUICK, SLOW = 10, 100
DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def kill_run(home: Home, case: Case, moment: float, *, while_publishing: bool) -> bool:
    """Start a run and kill it; return whether it was alive until then.

    `moment` is how far it has come, from 0 to 1: in time, or in the bytes of the generation.
    """
    process = start(home, *case.arguments)
    if while_publishing:
        most_bytes = int(moment * measure(case.after.current_generation()))
        wait_for(lambda: is_publishing(home, most_bytes), process)
    else:
        wait_for(lambda: is_begun(home), process)
        time.sleep(moment * case.seconds)
    kill(process)
    return process.returncode == -signal.SIGKILL


def find_dead(home: Home) -> set[str]:
    return {run_id for run_id, status in read_statuses(home).items() if status == "running"}


def assert_recovers(home: Home, case: Case, dead: set[str], again: list[str]) -> None:
    run(home, *again)
    statuses = read_statuses(home)
    assert {statuses[run_id] for run_id in dead} <= {"crashed"}
    current = home.current_generation()
    assert_same_tables(current / "warehouse.duckdb", case.undisturbed)
    summary = run_here(load_settings({"home": home.root, "seeds": again[2:]}), Silent())
    assert describe(summary.ingest).startswith("nothing changed")
    assert home.current_generation() == current
    assert_intact(home)


def moments(number: int) -> list[tuple[str, float, bool]]:
    """Kills of the three kinds in turn, spread over the run of each; every second one twice."""
    draw = random.Random(number)
    kinds = ("first", "changed", "published")
    return [(kinds[i % 3], (i + draw.random()) / number, i % 2 == 1) for i in range(number)]


def kill_and_recover(folder: Path, material: Material, kind: str, moment: float, is_double: bool) -> None:
    case: Case = getattr(material, kind)
    home = case.make_home(folder)
    while not kill_run(home, case, moment, while_publishing=kind == "published"):
        shutil.rmtree(home.root)  # it was quicker than the one that was measured
        case.make_home(folder)
        moment *= 0.8
    dead = find_dead(home)
    if is_double:
        kill_run(home, case, 1 - moment, while_publishing=False)
        dead |= find_dead(home)
    assert_recovers(home, case, dead, material.again)


@pytest.mark.parametrize(("kind", "moment", "is_double"), moments(QUICK))
def test_a_killed_run_leaves_no_trace(
    tmp_path: Path, material: Material, kind: str, moment: float, is_double: bool
) -> None:
    kill_and_recover(tmp_path, material, kind, moment, is_double)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "moment", "is_double"), moments(SLOW))
def test_a_killed_run_leaves_no_trace_at_many_moments(
    tmp_path: Path, material: Material, kind: str, moment: float, is_double: bool
) -> None:
    kill_and_recover(tmp_path, material, kind, moment, is_double)


@pytest.mark.parametrize(
    ("event", "path"),
    [
        ("os.symlink", ".current-gen"),
        pytest.param("os.rename", ".making-gen", marks=pytest.mark.slow),
        pytest.param("os.rename", ".current-gen", marks=pytest.mark.slow),
    ],
)
def test_a_run_killed_between_the_steps_of_showing_a_generation(
    tmp_path: Path, material: Material, event: str, path: str
) -> None:
    home = material.changed.make_home(tmp_path)
    run(home, *material.again, code=-signal.SIGKILL, prelude=at_step(event, path, DIE))
    dead = find_dead(home)
    assert len(dead) == 1
    assert_recovers(home, material.changed, dead, material.again)


@pytest.mark.slow
def test_a_run_killed_before_each_thing_that_it_does_with_a_file(tmp_path: Path, material: Material) -> None:
    events = "'os.mkdir', 'os.rename', 'os.symlink', 'os.remove', 'os.truncate', 'shutil.copyfile', 'open'"
    for number in itertools.count(1):
        home = material.changed.make_home(tmp_path / str(number))
        count = f"""
import os, signal, sys
def step(event, arguments, seen=[]):
    if event in ({events}) and {str(home.root)!r} in str(arguments[0]):
        seen.append(True)
        if len(seen) == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
"""
        process = start(home, *material.again, prelude=count)
        process.communicate()
        if process.returncode == 0:
            break
        assert_recovers(home, material.changed, find_dead(home), material.again)
        shutil.rmtree(home.root)
    assert number > 20
