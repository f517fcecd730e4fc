"""The run lock: one writer at a time, and who it is.

The operating system frees the lock of a dead process; what the file says is for people.
"""

import fcntl
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
_LONGEST_QUESTION = 0.5  # seconds that find_writer may hold it, on a busy machine


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds the lock; `since` is an ISO time with its zone."""

    process_id: int
    host: str
    run_id: str
    command: str
    since: str


_UNNAMED = Owner(0, "unknown host", "", "unknown command", "")


def read_owner(home: Home) -> Owner | None:
    """Return who is named in run.lock, or None if it names nobody."""
    try:
        return Owner(**json.loads(home.lock.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def find_writer(home: Home) -> Owner | None:
    """Return who is writing just now: who holds the lock, whatever name a dead process left in it.

    Asking holds the lock itself for a moment, which hold_lock waits for.
    """
    try:
        descriptor = os.open(home.lock, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return read_owner(home) or _UNNAMED
    finally:
        os.close(descriptor)
    return None


@contextmanager
def hold_lock(home: Home, run_id: str, command: str, now: datetime) -> Iterator[None]:
    """Hold the run lock for the block. Raises Locked if another run has it.

    Questions and plans hold it for a moment only: that is waited for.
    """
    lock = FileLock(home.lock)
    try:
        lock.acquire(timeout=_LONGEST_QUESTION)
    except Timeout:
        owner = read_owner(home)
        if not owner or owner.command != PLAN:
            raise explain_locked(home) from None
        try:
            lock.acquire(timeout=_LONGEST_PLAN)
        except Timeout:
            raise explain_locked(home) from None
    try:
        owner = Owner(os.getpid(), socket.gethostname(), run_id, command, now.isoformat(" ", "seconds"))
        home.lock.write_text(json.dumps(asdict(owner)) + "\n", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # the home may have vanished; the lock goes with the process
            os.truncate(home.lock, 0)
        lock.release()


def explain_locked(home: Home) -> Locked:
    """Return who is writing to a home, and what to do."""
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
