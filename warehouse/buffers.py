"""The memory of DuckDB's buffers: given back between transactions, and more of it for one that needs more."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import duckdb

T = TypeVar("T")
# What a connection needs whatever it does.
_EMPTY = "32MB"
# So many times their size buffers may take where one transaction needs it.
_MOST_ROOM = 8


def empty_buffers(con: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
    """Give back the memory of blocks that are not in use: DuckDB keeps all that it has room for.

    `memory_limit` is how large the buffers may become again.
    """
    with suppress(duckdb.OutOfMemoryException):  # more than that is in use, and stays
        con.execute(f"SET memory_limit = '{_EMPTY}'")
    con.execute(f"SET memory_limit = '{memory_limit}'")


def with_room(con: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> tuple[T, int]:
    """Do the work, one transaction; return what it gives, and how many times the memory limit it took.

    If DuckDB's buffers are too small for it, it is done again with larger ones. Deleted rows take 256 kB for
    each row group that they stand in until they are checkpointed: with 300,000 articles, of which some are
    changed here and there, 250 MB. A run that failed would fail again.
    """
    [(limit,)] = con.execute("SELECT current_setting('memory_limit')").fetchall()
    size, unit = limit.split()
    room = 1
    while True:
        try:
            done = work()
        except duckdb.OutOfMemoryException:
            if room == _MOST_ROOM:
                raise
            room *= 2
            con.execute(f"SET memory_limit = '{float(size) * room} {unit}'")
        else:
            con.execute("CHECKPOINT")
            if room > 1:
                empty_buffers(con, limit)
            return done, room
