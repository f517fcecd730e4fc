"""An export into a folder: all files of it, then the datapackage.json that names them, or nothing.

What is not finished lies in a folder of its own below it; a killed export's goes with the next.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import Failure
from warehouse.exporting.files import COPIED, copy_table
from warehouse.exporting.tables import open_generation
from warehouse.files import put_in_place
from warehouse.home import Home

_UNFINISHED = ".ainews-export"
FORMATS = tuple(COPIED)


def export_folder(
    home: Home,
    relations: Sequence[str],
    format_: str,
    folder: Path,
    *,
    memory_limit: str,
    threads: int,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Write relations of the current generation to `folder`, a file each; return the rows of each.

    `advance` is called with the number of rows just written. Raises Failure if the folder cannot be
    written.
    """
    rows = {}
    with (
        _making(folder) as making,
        open_generation(
            home.current_generation(),
            relations,
            making / "spill",
            memory_limit=memory_limit,
            threads=threads,
        ) as generation,
    ):
        for table in generation.tables:
            copy_table(generation, table, making / f"{table.name}.{format_}", format_)
            advance(table.rows)
        for table in generation.tables:
            name = f"{table.name}.{format_}"
            put_in_place(making / name, folder / name)
            rows[table.model.name] = table.rows
    return rows


@contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """Give the place for what is not finished, to one export at a time."""
    making = folder / _UNFINISHED
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            try:
                yield making
            finally:
                shutil.rmtree(making, ignore_errors=True)
        finally:
            os.close(descriptor)
    except BlockingIOError as error:
        raise Failure(
            f"Another export is writing to {folder}.", "Wait for it, or give a folder each."
        ) from error
    except (duckdb.Error, OSError) as error:
        raise Failure(
            f"Export to {folder} stopped: {error}", "Files that have their name are whole."
        ) from error
