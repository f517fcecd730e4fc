"""The run ledger: ops.run for SQL, and runs/<run>.json for `status`, failed runs included."""

import json
import os
import re
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import transaction
from warehouse.files import write_atomically
from warehouse.home import Home

RUNNING, SUCCEEDED, FAILED, CRASHED, UNKNOWN = "running", "succeeded", "failed", "crashed", "unknown"

_RUN_ID = re.compile(r"\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{4}")
# ops.run, in the order of its columns; a run file has these and more.
_COLUMNS = (
    "run_id",
    "command",
    "status",
    "started_at",
    "finished_at",
    "process_id",
    "host",
    "version",
    "message",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run that writes. `started_at` is an instant in UTC."""

    run_id: str
    command: str
    started_at: datetime
    version: str


def new_run(home: Home, command: str, now: datetime, version: str) -> Run:
    """Name a run after its start: ids sort by time, to the millisecond.

    If the clock was set back, its name comes right after the newest, for what is newest is found by name.
    """
    start, newest = now.astimezone(UTC), find_newest_run(home)
    if newest:
        last = datetime.strptime(newest[:19], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        start = max(start, last + timedelta(milliseconds=1))
    run_id = f"{start:%Y%m%dT%H%M%S}.{start.microsecond // 1000:03}Z-{secrets.token_hex(2)}"
    return Run(run_id, command, now, version)


def find_newest_run(home: Home) -> str:
    """Return the greatest run id that a run file or a generation bears; empty if there is none."""
    names = [path.stem for path in home.runs.glob("*.json")]
    names += [path.name.removeprefix("gen-") for path in home.published.glob("gen-*")]
    return max(filter(_RUN_ID.fullmatch, names), default="")


def open_run_file(home: Home, run: Run) -> list[str]:
    """Write the run's first file; return the runs whose file said running, now marked crashed.

    The caller holds the lock, so they are dead.
    """
    home.runs.mkdir(exist_ok=True)
    crashed = []
    for entry in read_runs(home):
        if entry["status"] == RUNNING:
            crashed.append(entry["run_id"])
            told = f"found dead by run {run.run_id}"
            _write_run_file(home, entry["run_id"], {**entry, "status": CRASHED, "message": told})
    _write_run_file(home, run.run_id, _entry(run, RUNNING))
    return sorted(crashed)


def enter_run(con: duckdb.DuckDBPyConnection, home: Home, run: Run) -> None:
    """Enter this run into ops.run, and what the files know better of others.

    A file says more than its row where a run died, where its end could not be entered, and
    where the writer's file is older.
    """
    recorded = dict(con.execute("SELECT run_id, status FROM ops.run").fetchall())
    with transaction(con):
        for entry in reversed(read_runs(home)):
            if entry["status"] != UNKNOWN and entry["status"] != recorded.get(entry["run_id"]):
                found = {"finished_at": run.started_at} if entry["status"] == CRASHED else {}
                row = [{**entry, **found}[name] for name in _COLUMNS]
                con.execute("DELETE FROM ops.run WHERE run_id = ?", [entry["run_id"]])
                con.execute("INSERT INTO ops.run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        con.execute(
            "UPDATE ops.run SET status = 'crashed' WHERE status = 'running' AND run_id <> ?", [run.run_id]
        )


def record_step(con: duckdb.DuckDBPyConnection, run_id: str, step: str, amounts: Mapping[str, int]) -> None:
    """Record what a step counted."""
    with transaction(con):
        con.executemany(
            "INSERT INTO ops.run_step VALUES (?, ?, ?, ?)",
            [[run_id, step, measure, amount] for measure, amount in amounts.items()],
        )


def finish_run(con: duckdb.DuckDBPyConnection, run: Run, status: str, message: str, now: datetime) -> None:
    """Enter the end of a run into the warehouse; `close_run_file` does so outside."""
    con.execute(
        "UPDATE ops.run SET status = ?, message = ?, finished_at = ? WHERE run_id = ?",
        [status, message, now, run.run_id],
    )


def close_run_file(
    home: Home, run: Run, status: str, message: str, now: datetime, summary: Mapping[str, Any]
) -> None:
    """Write the final runs/<run>.json."""
    _write_run_file(
        home,
        run.run_id,
        {
            **_entry(run, status),
            "finished_at": now.isoformat(),
            "message": message,
            "summary": dict(summary),
        },
    )


def add_to_run_file(home: Home, run_id: str, name: str, value: Any) -> None:
    """Add to the summary of a run that has ended what came after its end."""
    entry = _read_run_file(home.runs / f"{run_id}.json")
    if entry["status"] != UNKNOWN:
        _write_run_file(home, run_id, {**entry, "summary": {**entry["summary"], name: value}})


def note_due(con: duckdb.DuckDBPyConnection, reason: str) -> None:
    """Note in the caller's transaction that a new generation must be published."""
    con.execute(
        "INSERT INTO ops.publication_due SELECT $1 WHERE $1 NOT IN (SELECT reason FROM ops.publication_due)",
        [reason],
    )


def read_runs(home: Home, limit: int | None = None) -> list[dict[str, Any]]:
    """Return what the run files say, the newest first."""
    paths = sorted(home.runs.glob("*.json"), reverse=True)
    return [_read_run_file(path) for path in paths[:limit]]


def prune_run_files(home: Home, keep: int) -> None:
    """Remove the oldest run files; ops.run keeps every run."""
    for path in sorted(home.runs.glob("*.json"), reverse=True)[keep:]:
        path.unlink(missing_ok=True)
    for path in home.runs.glob(".*.tmp"):
        path.unlink(missing_ok=True)


def _entry(run: Run, status: str) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "command": run.command,
        "status": status,
        "started_at": run.started_at.isoformat(),
        "finished_at": None,
        "process_id": os.getpid(),
        "host": socket.gethostname(),
        "version": run.version,
        "message": None,
        "summary": {},
    }


def _write_run_file(home: Home, run_id: str, entry: Mapping[str, Any]) -> None:
    text = json.dumps(entry, ensure_ascii=False, indent=1) + "\n"
    write_atomically(home.runs / f"{run_id}.json", text)


def _read_run_file(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        entry = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(entry, dict) and entry.keys() >= set(_COLUMNS):
            return entry
    return {"run_id": path.stem, "status": UNKNOWN, "message": f"{path.name} is not readable"}
