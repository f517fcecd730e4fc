"""A signal in the middle of SQL does what it does elsewhere."""

import os
import signal
import threading

import duckdb
import pytest

from warehouse.binding import signals_kept


class StoppedError(BaseException):
    pass


@pytest.fixture
def stopping():
    """SIGTERM raises StoppedError, as a run's does something of its own."""

    def stop(*_: object) -> None:
        raise StoppedError

    before = signal.signal(signal.SIGTERM, stop)
    yield
    signal.signal(signal.SIGTERM, before)


def test_the_handler_has_its_way(stopping: None) -> None:
    con = duckdb.connect()
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
    with pytest.raises(StoppedError), signals_kept():
        con.execute("SELECT sum(sqrt(i)) FROM range(500_000_000) AS numbers (i)")
    con.close()


def test_errors_of_other_kinds_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="no interrupt"), signals_kept():
        raise RuntimeError("no interrupt came")
