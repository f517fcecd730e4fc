"""The run ledger: ops.run for SQL, and runs/<run>.json for `status`, failed runs included."""

import json
import os
import secrets
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.home import Home

RUNNING, SUCCEEDED, FAILED, CRASHED = "running", "succeeded", "failed", "crashed"


@dataclass(frozen=True, slots=True)
class Run:
    """One run that writes. `started_at` is an instant in UTC."""

    run_id: str
    command: str
    started_at: datetime
    version: str


def new_run(command: str, now: datetime, version: str) -> Run:
    """Name a run after its start: ids sort by time, to the millisecond."""
    start = now.astimezone(UTC)
    run_id = f"{start:%Y%m%dT%H%M%S}.{start.microsecond // 1000:03}Z-{secrets.token_hex(2)}"
    return Run(run_id, command, now, version)


def begin_run(con: duckdb.DuckDBPyConnection, home: Home, run: Run) -> list[str]:
    """Enter the run, after marking as crashed those found running: we hold the lock, they are dead.

    Returns the ids of the crashed runs.
    """
    crashed = [
        row[0]
        for row in con.execute(
            """
            UPDATE ops.run SET status = 'crashed', finished_at = ?,
                message = 'found dead by run ' || ?
            WHERE status = 'running' RETURNING run_id
            """,
            [run.started_at, run.run_id],
        ).fetchall()
    ]
    con.execute(
        "INSERT INTO ops.run VALUES (?, ?, 'running', ?, NULL, ?, ?, ?, NULL)",
        [run.run_id, run.command, run.started_at, os.getpid(), socket.gethostname(), run.version],
    )
    for path in home.runs.glob("*.json"):
        entry = _read_run_file(path)
        if entry["status"] == RUNNING:
            crashed.append(path.stem)
            _write_run_file(home, path.stem, {**entry, "status": CRASHED})
    con.execute("UPDATE ops.run SET status = 'crashed' WHERE list_contains(?, run_id)", [crashed])
    _write_run_file(home, run.run_id, _entry(run, RUNNING))
    return sorted(set(crashed))


def record_step(con: duckdb.DuckDBPyConnection, run_id: str, step: str, amounts: Mapping[str, int]) -> None:
    """Record what a step counted."""
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


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new content, never a part."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


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
    home.runs.mkdir(parents=True, exist_ok=True)
    text = json.dumps(entry, ensure_ascii=False, indent=1) + "\n"
    write_atomically(home.runs / f"{run_id}.json", text)


def _read_run_file(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        entry = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(entry, dict):
            return entry
    return {"run_id": path.stem, "status": "unknown", "message": f"{path.name} is not readable"}
