"""The memory of DuckDB's buffers: given back between transactions, and more of it for one that needs more."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

import duckdb

from warehouse.connect import ROW_GROUP

T = TypeVar("T")
# What a connection needs whatever it does.
_EMPTY = "32MB"
# So many times their size buffers may take where one transaction needs it.
_MOST_ROOM = 8
# Bytes that deleted rows take for each row group that they stand in, until they are checkpointed. Short of
# them DuckDB 2.0 fails, and does not take the deletes back: until it is opened anew nobody can delete these
# rows (`Conflict on tuple deletion`).
_DELETES_IN_GROUP = 1 << 18
# So much of the buffers is left to them.
_SHARE_OF_DELETES = 0.5


def empty_buffers(con: duckdb.DuckDBPyConnection, memory_limit: str) -> None:
    """Give back the memory of blocks that are not in use: DuckDB keeps all that it has room for.

    `memory_limit` is how large the buffers may become again.
    """
    with suppress(duckdb.OutOfMemoryException):  # more than that is in use, and stays
        con.execute(f"SET memory_limit = '{_EMPTY}'")
    con.execute(f"SET memory_limit = '{memory_limit}'")


def with_room(
    con: duckdb.DuckDBPyConnection, work: Callable[[], T], touched_groups: int = 0
) -> tuple[T, int]:
    """Do the work, one transaction; return what it gives, and how many times the memory limit it took.

    `touched_groups` is the number of row groups in which it may delete rows: the buffers are made large
    enough for these before. If they are too small all the same, the work is done again with larger ones.
    """
    [(limit,)] = con.execute("SELECT current_setting('memory_limit')").fetchall()
    [(size,)] = con.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchall()
    room = 1
    while touched_groups * _DELETES_IN_GROUP > room * size * _SHARE_OF_DELETES:
        room *= 2
    while True:
        if room > 1:
            con.execute(f"SET memory_limit = '{room * size} bytes'")
        try:
            done = work()
        except duckdb.OutOfMemoryException:
            if room >= _MOST_ROOM:
                raise
            room *= 2
        else:
            if room > 1:
                con.execute("CHECKPOINT")
                empty_buffers(con, limit)
            return done, room


def count_touched_groups(con: duckdb.DuckDBPyConnection, tables: Iterable[str], changes: int) -> int:
    """Return in how many row groups of these tables so many changes may delete rows, at most."""
    [(groups,)] = con.execute(
        """
        SELECT coalesce(sum(least($changes, ceil(estimated_size / $size))), 0)::BIGINT
        FROM duckdb_tables() WHERE schema_name || '.' || table_name IN (SELECT unnest($tables))
        """,
        {"changes": changes, "size": ROW_GROUP, "tables": list(tables)},
    ).fetchall()
    return int(groups)
