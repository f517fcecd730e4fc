"""Which flow runs, and which schedule, are alive: the operating system frees the locks of the dead.

prefect/schedule.lock            is held, and says by whom, as long as a schedule lives
prefect/running/<flow run>.lock  is held as long as the run's process lives
prefect/running/<flow run>.json  is there from the run's begin to its end
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from flows.server import prefect_home
from warehouse.errors import Locked


@contextmanager
def hold_schedule(home: Path, now: datetime) -> Iterator[None]:
    """Be this home's one schedule for the block. Raises Locked if there is another."""
    path = prefect_home(home) / "schedule.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Locked(
            f"`ainews schedule` ({path.read_text(encoding='utf-8').strip()}) serves {home} already.",
            "One schedule a home: stop that one first, or give another --home.",
        ) from None
    try:
        path.write_text(f"process {os.getpid()} on {socket.gethostname()}, since {now:%Y-%m-%d %H:%M:%S}\n")
        yield
    finally:
        lock.release()


@contextmanager
def mark_alive(home: Path, flow_run_id: str) -> Iterator[None]:
    """Mark this flow run as alive for the block."""
    folder = _running(home)
    folder.mkdir(parents=True, exist_ok=True)
    mark, lock = folder / f"{flow_run_id}.json", FileLock(folder / f"{flow_run_id}.lock")
    with lock:
        mark.write_text(json.dumps({"process_id": os.getpid(), "host": socket.gethostname()}) + "\n")
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)  # before the lock goes: a free lock with a mark is a dead run
            Path(lock.lock_file).unlink(missing_ok=True)


def find_dead(home: Path) -> list[str]:
    """Return the flow runs of this home whose process died before their end."""
    return [mark.stem for mark in _running(home).glob("*.json") if not _is_held(mark) and mark.exists()]


def is_alive(home: Path, flow_run_id: str) -> bool:
    """Whether the process of a flow run of this home lives."""
    mark = _running(home) / f"{flow_run_id}.json"
    return mark.exists() and _is_held(mark)


def forget(home: Path, flow_run_id: str) -> None:
    """Remove what a dead flow run left."""
    for suffix in (".json", ".lock"):
        (_running(home) / f"{flow_run_id}{suffix}").unlink(missing_ok=True)


def _running(home: Path) -> Path:
    return prefect_home(home) / "running"


def _is_held(mark: Path) -> bool:
    try:
        with FileLock(mark.with_suffix(".lock"), timeout=0):
            return False
    except Timeout:
        return True
