"""The run lock: one writer at a time, and who it is.

The operating system frees the lock of a dead process; what the file says is for people.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from filelock import FileLock, Timeout

from warehouse.errors import Locked
from warehouse.home import Home

PLAN = "plan"
_LONGEST_PLAN = 30.0  # seconds under the lock, a listing of a million files included


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock; `since` is an ISO time with its zone."""

    process_id: int
    host: str
    run_id: str
    command: str
    since: str


def read_owner(home: Home) -> Owner | None:
    """Return who is named in run.lock, or None if it names nobody."""
    try:
        return Owner(**json.loads(home.lock.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def find_writer(home: Home) -> Owner | None:
    """Return who is writing just now, without touching the lock: asking must not refuse a run.

    A name left by a process that died on this machine is nobody.
    """
    owner = read_owner(home)
    if owner and owner.host == socket.gethostname() and not _is_alive(owner.process_id):
        return None
    return owner


@contextmanager
def hold_lock(home: Home, run_id: str, command: str, now: datetime) -> Iterator[None]:
    """Hold the run lock for the block. Raises Locked at once if another run has it.

    A plan holds it for a moment only: that is waited for.
    """
    lock = FileLock(home.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        owner = read_owner(home)
        if not owner or owner.command != PLAN:
            raise _locked(home) from None
        try:
            lock.acquire(timeout=_LONGEST_PLAN)
        except Timeout:
            raise _locked(home) from None
    try:
        owner = Owner(os.getpid(), socket.gethostname(), run_id, command, now.isoformat(" ", "seconds"))
        home.lock.write_text(json.dumps(asdict(owner)) + "\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # the home may have vanished; the lock goes with the process
            os.truncate(home.lock, 0)
        lock.release()


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _locked(home: Home) -> Locked:
    owner = read_owner(home)
    who = "Another process"
    if owner:
        who = (
            f"`ainews {owner.command}` (process {owner.process_id} on {owner.host}, "
            f"run {owner.run_id}, since {owner.since})"
        )
    return Locked(
        f"{who} is writing to {home.root}.",
        "One run at a time: wait for it to end. Reading (query, status ...) goes on meanwhile.",
    )
