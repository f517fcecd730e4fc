"""A run with our settings: the warehouse's writing session."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from flows.progress import Progress
from flows.settings import VERSION, Settings
from warehouse.home import Home
from warehouse.session import Session, open_session

Clock = Callable[[], datetime]

# Who wants to know of a session as soon as it is open.
listener: ContextVar[Callable[[Session], None]] = ContextVar("listener", default=lambda session: None)


def read_clock() -> datetime:
    """Return the instant that it is now."""
    return datetime.now(UTC)


@contextmanager
def open_run(
    settings: Settings, progress: Progress, command: str, now: Clock = read_clock
) -> Iterator[Session]:
    """Open the session of one run, and say if it carries on from a crashed one."""
    with (
        _collector_paused(),
        open_session(
            Home(settings.home),
            command,
            now=now,
            version=VERSION,
            memory_limit=settings.memory_limit,
        ) as session,
    ):
        for notice in session.notices:
            progress.say(f"{notice}.")
        for run_id in session.crashed:
            progress.say(f"Run {run_id} had crashed; this run carries on from what it committed.")
        listener.get()(session)
        yield session


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cycle collector: rows form no cycles, and looking for them takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def collector_running() -> Iterator[None]:
    """Let the cycle collector work within a run: connections, tasks and parsed pages do form cycles."""
    gc.enable()
    try:
        yield
    finally:
        gc.disable()
