"""A writing session: the lock, the connection and the ledger, from begin to end of one run."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from warehouse import ledger
from warehouse.connect import connect_writer
from warehouse.errors import Failure, Locked
from warehouse.home import Home
from warehouse.lock import hold_lock
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models
from warehouse.publish import remove_leftovers
from warehouse.recover import provide_database, restore_current
from warehouse.trouble import explain_trouble, explained

KEPT_RUN_FILES = 500


@dataclass(slots=True)
class Session:
    """What the steps of one run work with. `message` and `summary` go into the ledger.

    `crashed` are runs found dead, `notices` what had to be mended before this one could begin.
    """

    home: Home
    run: ledger.Run
    connect: Callable[[Path], duckdb.DuckDBPyConnection]
    now: Callable[[], datetime]
    crashed: list[str]
    notices: list[str] = field(default_factory=list)
    message: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    is_finished: bool = False
    _con: duckdb.DuckDBPyConnection | None = None

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The writer's connection, opened when first asked for and after it was closed."""
        if self._con is None:
            if not self.home.database.exists():  # DuckDB would begin an empty one
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.home.database))
            self._con = self.connect(self.home.database)
        return self._con

    @property
    def told(self) -> str:
        """The message with the notices before it."""
        return "; ".join(filter(None, [*self.notices, self.message]))

    def open_cursor(self) -> duckdb.DuckDBPyConnection:
        """Open a second connection to the writer's file, for another thread; the caller closes it."""
        cursor = self.con.cursor()
        cursor.execute("USE ainews")  # a cursor does not inherit it
        return cursor

    def finish(self, status: str) -> None:
        """Enter the end of the run, also when its file was closed for copying."""
        ledger.finish_run(self.con, self.run, status, self.told, self.now())
        self.is_finished = True

    def close(self) -> None:
        """Close the file, if it is open."""
        if self._con is not None:
            self._con.close()
            self._con = None

    def finish_and_close(self) -> None:
        """Enter success and close the file with nothing left in its log, so that it can be copied."""
        self.finish(ledger.SUCCEEDED)
        self.con.execute("CHECKPOINT")
        self.close()


@contextmanager
def open_session(
    home: Home,
    command: str,
    *,
    now: Callable[[], datetime],
    version: str,
    memory_limit: str,
) -> Iterator[Session]:
    """Hold the lock, mend what is half done, enter the run, and see it to its end.

    Raises Locked if another process is writing, MigrationChanged if the schema is not ours, and
    HomeFailure if the home is full, read-only, gone or damaged. An exception of the block is
    entered as the run's failure and raised again.
    """
    connect = partial(connect_writer, temporary=home.temporary, memory_limit=memory_limit)
    with explained(home):
        home.root.mkdir(parents=True, exist_ok=True)
        run = ledger.new_run(home, command, now(), version)
        with hold_lock(home, run.run_id, command, run.started_at):
            if ledger.find_newest_run(home) > run.run_id:
                raise Locked("Another run began and ended while this one waited.", "Run again.")
            session = Session(home, run, connect, now, ledger.open_run_file(home, run))
            try:
                with _entered_in_ledger(session):
                    _prepare(session)
                    yield session
            finally:
                session.close()


def _prepare(session: Session) -> None:
    """Mend what is half done or lost, and bring the database up to date."""
    home = session.home
    shutil.rmtree(home.temporary, ignore_errors=True)
    session.notices += provide_database(home, session.connect)
    con = session.con  # locked by DuckDB too: what is removed now is no living run's
    remove_leftovers(home)
    session.notices += restore_current(home)
    migrate(con)
    create_views(con, read_models("core", "reporting"))
    ledger.enter_run(con, home, session.run)


@contextmanager
def _entered_in_ledger(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        session.message = _tell(error, session.home)
        for enter in (session.finish, partial(_close_run_file, session)):
            try:
                enter(ledger.FAILED)
            except (duckdb.Error, OSError) as also:  # a full disk, say: the first error matters more
                error.add_note(f"The end of run {session.run.run_id} could not be entered: {also}")
        raise
    if not session.is_finished:
        session.finish(ledger.SUCCEEDED)
    _close_run_file(session, ledger.SUCCEEDED)
    ledger.prune_run_files(session.home, KEPT_RUN_FILES)


def _close_run_file(session: Session, status: str) -> None:
    ledger.close_run_file(session.home, session.run, status, session.told, session.now(), session.summary)


def is_stop(error: BaseException) -> bool:
    """Whether somebody stopped the run: Ctrl-C or SIGTERM, also in the middle of SQL."""
    return not isinstance(error, Exception) or "Query interrupted" in str(error)


def _tell(error: BaseException, home: Home) -> str:
    failure = error if isinstance(error, Failure) else explain_trouble(home, error)
    if failure:
        return failure.message
    if is_stop(error):
        return "stopped from outside; what was committed stays"
    return f"{type(error).__name__}: {error}"
