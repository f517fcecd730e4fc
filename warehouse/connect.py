"""Opening DuckDB: the writer's file, a published file for people's SQL, and one in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from warehouse.trouble import explain_damaged_generation

# Readable by DuckDB 1.4 and later, and a third of the size of 1.5's own default.
STORAGE_VERSION = "v1.4.0"
TIMEZONE = "Asia/Shanghai"
# A row group that a batch fills is packed and written at once: its text goes through neither the log nor
# a second packing. Three full ones between two that are not keep DuckDB from merging them: a batch of
# 32,000 records or more lands at the price of a bare append. With smaller groups deletes take too much
# memory (256 kB a group that they touch), with larger ones a batch does not fill them.
ROW_GROUP = 8192
# Small batches share a checkpoint: each would pack the last row group again from its first row.
_CHECKPOINT_THRESHOLD = "1GB"
# A full row group is packed at once. Five of them, as DuckDB has it, wait in 100 MB, and nothing is gained.
_WAITING_ROW_GROUPS = 1
# Two that insert at once fail now and then in DuckDB 2.0.0, whatever its settings: 4 of some 300 loads of
# 65,000 records (`INTERNAL Error: ... old_block has multiple readers active`). They would save a fiftieth of
# the time.
_WRITING_THREADS = 1
# Plenty for a report, and no question can take the machine.
_READER_MEMORY = "2GB"
# Schemas in which people may leave out the schema's name, the most asked first.
SEARCH_PATH = "reporting,core,landing,ops"


def connect(
    database: Path | None = None, *, read_only: bool = False, timezone: str = TIMEZONE, **config: Any
) -> duckdb.DuckDBPyConnection:
    """Open a file, or an empty database in memory, for SQL of our own. The one place that opens DuckDB."""
    con = duckdb.connect(database or ":memory:", read_only=read_only, config=config)
    con.execute("SET enable_progress_bar = false")  # it would be drawn into whatever we print
    con.execute(f"SET TimeZone = '{timezone}'")
    return con


def connect_writer(database: Path, temporary: Path, *, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """Open the writer's file, making it if needed. The caller holds the run lock.

    `temporary` is where DuckDB puts what its buffers cannot hold, `memory_limit` their size ("256MB").
    """
    con = connect(
        timezone="UTC",
        memory_limit=memory_limit,
        threads=_WRITING_THREADS,
        preserve_insertion_order=False,
        temp_directory=str(temporary),
        checkpoint_threshold=_CHECKPOINT_THRESHOLD,
        write_buffer_row_group_count=_WAITING_ROW_GROUPS,
        block_allocator_memory=memory_limit,  # kept, not given back and taken again page by page
    )
    try:
        attach(con, database, "ainews", f"ROW_GROUP_SIZE {ROW_GROUP}")
        con.execute("USE ainews")
    except BaseException:  # of a damaged file, say: the blocks set aside would stay as long as the error
        con.close()
        raise
    return con


def attach(con: duckdb.DuckDBPyConnection, database: Path, name: str, *options: str) -> None:
    """Attach a file under a name, made in our storage version if it is not there yet."""
    path = str(database).replace("'", "''")
    wanted = ", ".join((f"STORAGE_VERSION '{STORAGE_VERSION}'", *options))
    con.execute(f"ATTACH '{path}' AS {name} ({wanted})")


def connect_published(database: Path, temporary: str = "", **config: Any) -> duckdb.DuckDBPyConnection:
    """Open a file of a generation for reading, with a place to spill to if need be.

    Raises HomeFailure if it is damaged.
    """
    try:
        # beside the file DuckDB's spill would lie in the generation, and be writable
        return connect(database, read_only=True, **{**config, "temp_directory": temporary})
    except duckdb.Error as error:
        raise explain_damaged_generation(database.parent, error) or error from error


def connect_reader(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a published file for anybody's SQL: no write, no file, no network, no setting."""
    con = connect_published(
        database,
        enable_external_access=False,
        autoinstall_known_extensions=False,
        memory_limit=_READER_MEMORY,
    )
    con.execute(f"SET search_path = '{SEARCH_PATH}'")
    con.execute("SET lock_configuration = true")
    return con


@contextmanager
def joins_as_written(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let joins keep their right side in memory: the small one, as our SQL is written.

    DuckDB takes lists that are unnested for small, and runs out of memory with their rows.
    """
    con.execute("SET disabled_optimizers = 'build_side_probe_side'")
    try:
        yield
    finally:
        con.execute("RESET disabled_optimizers")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block did, or nothing of it."""
    con.execute("BEGIN")
    try:
        yield
    except BaseException as error:
        try:
            con.execute("ROLLBACK")
        except duckdb.Error as also:  # DuckDB had to end it itself: the first error says why
            error.add_note(f"ROLLBACK: {also}")
        raise
    con.execute("COMMIT")
