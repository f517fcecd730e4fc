"""A writing session: the lock, the connection and the ledger, from begin to end of one run."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import duckdb

from warehouse import ledger
from warehouse.connect import connect_writer
from warehouse.errors import Failure
from warehouse.home import Home
from warehouse.lock import hold_lock
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models
from warehouse.publish import forget_unseen, remove_leftovers

KEPT_RUN_FILES = 500


@dataclass(slots=True)
class Session:
    """What the steps of one run work with. `message` and `summary` go into the ledger."""

    home: Home
    run: ledger.Run
    connect: Callable[[], duckdb.DuckDBPyConnection]
    con: duckdb.DuckDBPyConnection
    now: Callable[[], datetime]
    crashed: list[str]
    message: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    is_finished: bool = False

    def open_cursor(self) -> duckdb.DuckDBPyConnection:
        """Open a second connection to the writer's file, for another thread; the caller closes it."""
        cursor = self.con.cursor()
        cursor.execute("USE ainews")  # a cursor does not inherit it
        return cursor

    def finish(self, status: str) -> None:
        """Enter the end of the run, also when its file was closed for copying."""
        if self.is_finished:
            self.con = self.connect()
        ledger.finish_run(self.con, self.run, status, self.message, self.now())
        self.is_finished = True

    def close(self) -> None:
        """Close the file, if it is open."""
        self.con.close()

    def finish_and_close(self) -> None:
        """Enter success and close the file with nothing left in its log, so that it can be copied."""
        self.finish(ledger.SUCCEEDED)
        self.con.execute("CHECKPOINT")
        self.con.close()


@contextmanager
def open_session(
    home: Home,
    command: str,
    *,
    now: Callable[[], datetime],
    version: str,
    memory_limit: str,
    threads: int,
) -> Iterator[Session]:
    """Hold the lock, bring the database up to date, enter the run, and see it to its end.

    Raises Locked if another process is writing, MigrationChanged if the schema is not ours.
    An exception of the block is entered as the run's failure and raised again.
    """
    run = ledger.new_run(command, now(), version)
    home.root.mkdir(parents=True, exist_ok=True)
    with hold_lock(home, run.run_id, command, run.started_at):
        remove_leftovers(home)
        shutil.rmtree(home.temporary, ignore_errors=True)
        connect = partial(
            connect_writer, home.database, home.temporary, memory_limit=memory_limit, threads=threads
        )
        con = connect()
        session = None
        try:
            migrate(con)
            create_views(con, read_models("core", "reporting"))
            forget_unseen(con, home)
            crashed = ledger.begin_run(con, home, run)
            session = Session(home, run, connect, con, now, crashed)
            with _entered_in_ledger(session):
                yield session
        finally:
            (session or con).close()


@contextmanager
def _entered_in_ledger(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        session.message = _tell(error)
        try:
            session.finish(ledger.FAILED)
            _close_run_file(session, ledger.FAILED)
        except (duckdb.Error, OSError) as also:  # a full disk, say: the first error matters more
            error.add_note(f"The end of run {session.run.run_id} could not be entered: {also}")
        raise
    if not session.is_finished:
        session.finish(ledger.SUCCEEDED)
    _close_run_file(session, ledger.SUCCEEDED)
    ledger.prune_run_files(session.home, KEPT_RUN_FILES)


def _close_run_file(session: Session, status: str) -> None:
    ledger.close_run_file(session.home, session.run, status, session.message, session.now(), session.summary)


def _tell(error: BaseException) -> str:
    if isinstance(error, Failure):
        return error.message
    if isinstance(error, KeyboardInterrupt):
        return "stopped from outside; what was committed stays"
    return f"{type(error).__name__}: {error}"
