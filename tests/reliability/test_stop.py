"""SIGTERM and Ctrl-C: a clear message, an exit code, and the guarantee of a kill."""

import json
import signal
from pathlib import Path

import pytest

from tests.reliability.conftest import Material
from tests.reliability.harness import (
    assert_intact,
    assert_same_tables,
    at_stage,
    at_step,
    is_publishing,
    kill,
    run,
    start,
    wait_for,
)
from warehouse.home import Home
from warehouse.ledger import read_runs

# The signal comes a moment after the stage has begun: in the middle of SQL, of reading, of copying.
SEND = "import os, threading; threading.Timer({delay}, os.kill, (os.getpid(), {number:d})).start()"


@pytest.mark.parametrize(
    ("stage", "number", "code"),
    [
        ("Building core tables", signal.SIGTERM, 143),
        ("Publishing a generation", signal.SIGINT, 130),
        pytest.param("Loading seed files", signal.SIGTERM, 143, marks=pytest.mark.slow),
        pytest.param("Loading seed files", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("Building core tables", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("Checking", signal.SIGTERM, 143, marks=pytest.mark.slow),
        pytest.param("Checking", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("Publishing a generation", signal.SIGTERM, 143, marks=pytest.mark.slow),
    ],
)
def test_a_stopped_run_says_so_and_loses_nothing(
    tmp_path: Path, material: Material, stage: str, number: signal.Signals, code: int
) -> None:
    home = material.changed.make_home(tmp_path)
    current = home.current_generation()
    prelude = at_stage(stage, SEND.format(delay=0.02, number=number))
    told = run(home, *material.again, code=code, prelude=prelude)
    assert told.strip() == "Stopped. What was committed stays; the next run carries on from there."
    assert (read_runs(home)[0]["status"], read_runs(home)[0]["message"]) == (
        "failed",
        "stopped from outside; what was committed stays",
    )
    assert home.current_generation() == current
    assert not is_publishing(home)
    run(home, *material.again)
    assert_intact(home)
    assert_same_tables(home.current_generation() / "warehouse.duckdb", material.changed.undisturbed)


@pytest.mark.parametrize(
    ("module", "told"), [("typer.main", ""), ("flows.cli", ""), ("flows.settings", "Stopped.\n")]
)
def test_ctrl_c_while_modules_load_leaves_no_traceback(tmp_path: Path, module: str, told: str) -> None:
    waits = tmp_path / "waits"
    hold = f"""
import sys, time
from pathlib import Path
class Hold:
    def find_spec(self, name, *_):
        if name == {module!r}:
            Path({str(waits)!r}).touch()
            time.sleep(60)
sys.meta_path.insert(0, Hold())"""
    process = start(Home(tmp_path / "home"), "status", prelude=hold)
    try:
        wait_for(waits.exists, process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        kill(process)
    assert (process.returncode, out + err) == (130, told)


def test_a_stopped_export_leaves_whole_files_only(tmp_path: Path, material: Material) -> None:
    home, folder = material.changed.after, tmp_path / "out"
    prelude = at_step("os.rename", ".ainews-export", SEND.format(delay=0, number=signal.SIGTERM))
    told = run(home, "export", str(folder), "--core", "--format", "jsonl", code=143, prelude=prelude)
    assert "Stopped." in told
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    for path in folder.iterdir():
        assert all(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
