"""Runs of the real program that can be killed, and what must be true of a home afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse.home import Home

# One file more than fits in a batch of a megabyte makes a second batch: a kill can fall between two.
ENVIRONMENT = {**os.environ, "AINEWS_BATCH_MB": "1"}
_LONGEST = 60.0  # seconds that a run of a few hundred files may take on a busy machine
# A shell's background jobs ignore Ctrl-C, and so would a run that tests start in one.
_HEAR_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
_NAMES_RUNS_OR_TIMES = (
    "column_name LIKE '%run_id' OR column_name = 'generation_id' "
    "OR data_type LIKE 'TIMESTAMP%' OR data_type = 'DATE'"
)


def start(home: Home, *arguments: str, prelude: str = "") -> subprocess.Popen[str]:
    """Start ainews in a process group of its own; `prelude` is Python that runs before it."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{_HEAR_INTERRUPTS}{prelude}\nfrom flows.start import main; main()",
            *arguments,
        ],
        env={**ENVIRONMENT, "AINEWS_HOME": str(home.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(home: Home, *arguments: str, code: int = 0, prelude: str = "") -> str:
    """Run ainews to its end and return what it said."""
    process = start(home, *arguments, prelude=prelude)
    try:
        out, err = process.communicate(timeout=_LONGEST)
    finally:
        kill(process)
    assert process.returncode == code, out + err
    return out + err


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9 of the whole process group; it may have ended already."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(seen: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until something is seen, or the process has ended."""
    end = time.monotonic() + _LONGEST
    while not seen() and (process is None or process.poll() is None):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.001)


def at_stage(title: str, code: str) -> str:
    """Return a prelude that runs code when the run begins a stage of its work."""
    return f"""
from flows import progress
def stage(self, title, total, begin=progress.Told.stage):
    if title == {title!r}:
        exec({code!r})
    return begin(self, title, total)
progress.Told.stage = stage
"""


def at_step(event: str, path: str, code: str) -> str:
    """Return a prelude that runs code just before the run does something with a file.

    `event` is Python's name for it in its table of audit events, `path` a part of a file's path.
    """
    return f"""
import sys
def step(event, arguments, seen=[]):
    if event == {event!r} and not seen and any({path!r} in str(each) for each in arguments[:2]):
        seen.append(True)
        exec({code!r})
sys.addaudithook(step)
"""


@contextmanager
def held_at(title: str, home: Home, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a run that waits where a stage begins until the block has ended, and then ends well."""
    waits, goes_on = home.root.parent / "waits", home.root.parent / "goes_on"
    wait = f"""
import pathlib, time
pathlib.Path({str(waits)!r}).touch()
while not pathlib.Path({str(goes_on)!r}).exists():
    time.sleep(0.01)
"""
    process = start(home, *arguments, prelude=at_stage(title, wait))
    try:
        wait_for(waits.exists, process)
        yield process
        goes_on.touch()
        _, told = process.communicate(timeout=_LONGEST)
    finally:
        kill(process)
    assert process.returncode == 0, told


def is_begun(home: Home) -> bool:
    """Whether a run holds the lock and has said so."""
    return home.lock.exists() and home.lock.stat().st_size > 0


def is_publishing(home: Home, most_bytes: int = 0) -> bool:
    """Whether a generation is being made, and so much of it is there."""
    making = list(home.published.glob(".making-*"))
    return bool(making) and measure(making[0]) >= most_bytes


def measure(folder: Path) -> int:
    """Return the bytes of all files in a folder; they may come and go meanwhile."""
    size = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


def read_statuses(home: Home) -> dict[str, str]:
    """Run ids with what their files say of them."""
    return {path.stem: json.loads(path.read_text())["status"] for path in home.runs.glob("*.json")}


def assert_intact(home: Home) -> None:
    """No stray file, every generation whole and true to its manifest, the ledgers of one mind."""
    stray = [p for p in home.root.rglob("*") if p.name.startswith(".") or p.suffix in (".tmp", ".wal")]
    assert stray == []
    generations = {path.name for path in home.published.iterdir()} - {"current"}
    assert all(name.startswith("gen-") for name in generations)
    assert os.readlink(home.current) == max(generations)
    for name in generations:
        assert_generation(home.published / name)
    with duckdb.connect(home.database, read_only=True) as con:
        assert dict(con.execute("SELECT run_id, status FROM ops.run").fetchall()) == read_statuses(home)
        newest = con.execute("SELECT max(generation_id) FROM ops.generation").fetchone()
    assert newest == (max(generations),)
    assert "running" not in read_statuses(home).values()


def assert_generation(folder: Path) -> None:
    """A generation is what its manifest says, and can be read."""
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["generation_id"] == folder.name
    assert {name: (folder / name).stat().st_size for name in manifest["files"]} == manifest["files"]
    with duckdb.connect() as con:
        for name in ("warehouse", "marts"):
            attach(con, folder / f"{name}.duckdb", name)
            newest = con.execute(f"SELECT max(generation_id) FROM {name}.ops.generation").fetchone()
            assert newest == (folder.name,)
        for relation, rows in manifest["reporting_rows"].items():
            for name in ("warehouse", "marts"):
                assert con.execute(f"SELECT count(*) FROM {name}.{relation}").fetchone() == (rows,), relation


def assert_same_tables(database: Path, undisturbed: Path) -> None:
    """Every table and view of landing, core and reporting has the same rows as in the other file.

    Columns that name runs and times are left out, and run_history with them.
    """
    wanted, found = digest_undisturbed(undisturbed), digest_tables(database)
    assert len(wanted) > 35
    different = [each for each in wanted if wanted[each] != found.get(each)]
    for relation, columns in different:
        rows = [read_rows(path, relation, columns) for path in (database, undisturbed)]
        assert rows[0] == rows[1], relation
    assert not different


def read_rows(database: Path, relation: str, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        attach(con, database, "file")
        return con.execute(f"SELECT {columns} FROM file.{relation} ORDER BY ALL").fetchall()


def digest_tables(database: Path) -> dict[tuple[str, str], tuple[int, int]]:
    """Return for each relation, with its columns, the number of rows and the sum of their hashes."""
    with duckdb.connect() as con:
        attach(con, database, "file")
        relations = con.execute(f"""
            SELECT schema_name || '.' || table_name, string_agg(column_name, ', ' ORDER BY column_index)
            FROM duckdb_columns()
            WHERE database_name = 'file' AND schema_name IN ('landing', 'core', 'reporting')
                AND table_name <> 'run_history' AND NOT ({_NAMES_RUNS_OR_TIMES})
            GROUP BY ALL ORDER BY ALL
            """).fetchall()
        return {
            (relation, columns): con.execute(
                f"SELECT count(*), sum(CAST(hash({columns}) AS HUGEINT)) FROM file.{relation}"
            ).fetchone()
            for relation, columns in relations
        }


digest_undisturbed = cache(digest_tables)


def attach(con: duckdb.DuckDBPyConnection, database: Path, name: str) -> None:
    path = str(database).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
