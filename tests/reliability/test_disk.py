"""A full disk: a clear error, nothing lost, and the next run heals."""

import itertools
import shutil
from pathlib import Path

import pytest

from tests.reliability.conftest import Case, Material
from tests.reliability.harness import (
    assert_generation,
    assert_intact,
    assert_same_tables,
    at_stage,
    at_step,
    is_publishing,
    run,
    start,
)
from warehouse.home import Home
from warehouse.ledger import read_runs

MEGABYTE = 1 << 20


def fill(home: Home, leave: int) -> str:
    """Return code that fills the home's disk but for so many bytes."""
    return f"""
import os
with open({str(home.root.parent / "ballast")!r}, "wb") as file:
    free = os.statvfs(file.name).f_bavail * os.statvfs(file.name).f_bsize
    os.posix_fallocate(file.fileno(), 0, free - {leave})
"""


def points(home: Home) -> dict[str, str]:
    """Preludes that let the disk run full at each part of a run."""
    size = home.database.stat().st_size
    return {
        "load": at_stage("Loading seed files", fill(home, 4096)),
        "build": at_stage("Building core tables", fill(home, 4096)),
        "checks": at_stage("Checking", fill(home, 4096)),
        "checkpoint": at_stage("Publishing a generation", fill(home, 32 * 1024)),
        "copy": at_step("shutil.copyfile", "warehouse.duckdb", fill(home, size // 2)),
        "marts": at_step("shutil.copyfile", "warehouse.duckdb", fill(home, size + MEGABYTE)),
        "manifest": at_step("open", "manifest.json", fill(home, 0)),
        "run file": at_step("os.rename", ".current-", fill(home, 0)),
    }


@pytest.mark.parametrize(
    "point",
    [
        "load",
        "marts",
        *(
            pytest.param(point, marks=pytest.mark.slow)
            for point in ("build", "checks", "checkpoint", "copy", "manifest", "run file")
        ),
    ],
)
def test_a_disk_that_runs_full_during_a_run(tmp_path: Path, material: Material, mount, point: str) -> None:
    mount("-t", "tmpfs", "-o", "size=200m", "tmpfs", tmp_path)
    home = material.changed.make_home(tmp_path)
    generation = home.current_generation()
    told = run(home, *material.again, code=1, prelude=points(home)[point])
    assert_told(home, told)
    assert not is_publishing(home)
    if point != "run file":  # by then the new one is shown
        assert home.current_generation() == generation
    assert_generation(home.current_generation())
    (tmp_path / "ballast").unlink()
    assert_heals(home, material.changed, material.again)


@pytest.mark.slow
def test_a_disk_too_small_by_any_amount(tmp_path: Path, material: Material, mount) -> None:
    mount("-t", "tmpfs", "-o", "size=200m", "tmpfs", tmp_path)
    failed = 0
    for room in itertools.count(0, MEGABYTE):
        home = material.changed.make_home(tmp_path)
        exec(fill(home, room))
        process = start(home, *material.again)
        _, told = process.communicate()
        if process.returncode == 0:
            break
        failed += 1
        assert_told(home, told)
        assert_generation(home.current_generation())
        (tmp_path / "ballast").unlink()
        assert_heals(home, material.changed, material.again)
        shutil.rmtree(home.root)
    assert failed > 10


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_disk_too_small_for_an_export(tmp_path: Path, material: Material, mount, format_: str) -> None:
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path)
    home = material.changed.after
    run(home, "export", str(tmp_path), "--table", "freshness", "--format", format_)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    told = run(home, "export", str(tmp_path), "--core", "--format", format_, code=1)
    assert f"Error: No space is left for the export to {tmp_path}: " in told
    assert "Free some" in told
    assert "Traceback" not in told
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def assert_told(home: Home, told: str) -> None:
    """The error names the home and says what to do."""
    assert f"Error: No space is left for {home.root}: " in told
    assert "Free some" in told
    assert "Traceback" not in told


def assert_heals(home: Home, case: Case, again: list[str]) -> None:
    run(home, *again)
    assert_intact(home)
    assert_same_tables(home.current_generation() / "warehouse.duckdb", case.undisturbed)
    assert read_runs(home)[0]["status"] == "succeeded"
