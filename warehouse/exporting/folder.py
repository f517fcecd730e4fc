"""An export into a folder: all files of it, or nothing.

Its datapackage.json comes last and says that it is whole. What is not finished lies in a
folder of its own below it; a killed export's goes with the next.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from warehouse.errors import Failure
from warehouse.exporting.datapackage import NAME, File, describe_export
from warehouse.exporting.files import COPIED, copy_table
from warehouse.exporting.outcome import Export, ExportedTable
from warehouse.exporting.spreadsheets import write_workbook
from warehouse.exporting.tables import Generation, Table, open_generation
from warehouse.files import put_in_place
from warehouse.home import Home
from warehouse.trouble import is_full

_UNFINISHED = ".ainews-export"
FORMATS = (*COPIED, "xlsx")


def export_folder(
    home: Home,
    relations: Sequence[str],
    format_: str,
    folder: Path,
    *,
    for_excel: bool,
    memory_limit: str,
    threads: int,
    begin: Callable[[int], Callable[[int], None]],
) -> Export:
    """Write relations of the current generation to `folder`, a file each, and their datapackage.json.

    `for_excel` concerns CSV alone. `begin` is called with the number of rows to come and gives what is
    called with the number of those just written. Raises Failure if the folder cannot be written.
    """
    current = home.current_generation()
    with (
        _making(folder) as making,
        open_generation(
            current, relations, making / "spill", memory_limit=memory_limit, threads=threads
        ) as generation,
    ):
        advance = begin(generation.rows)
        files = [
            _write(generation, table, making, format_, for_excel, advance) for table in generation.tables
        ]
        described = describe_export(
            generation.generation_id, generation.created_at, files, format_, has_mark=for_excel
        )
        text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
        (making / NAME).write_text(text, encoding="utf-8")
        names = [file.name for file in files]
        left = _list_former(folder).difference(names)
        (folder / NAME).unlink(missing_ok=True)
        for name in (*names, NAME):
            put_in_place(making / name, folder / name)
    tables = [ExportedTable(file.table.name, file.table.rows, file.changes) for file in files]
    return Export(str(folder), generation.generation_id, tables, sorted(left))


def _write(
    generation: Generation,
    table: Table,
    making: Path,
    format_: str,
    for_excel: bool,
    advance: Callable[[int], None],
) -> File:
    path = making / f"{table.name}.{format_}"
    sheets: Sequence[str] = ()
    if format_ == "xlsx":
        written = write_workbook(generation, table, path, advance)
        sheets, changes = written.sheets, written.changes
    else:
        changes = copy_table(generation, table, path, format_, for_excel=for_excel)
        advance(table.rows)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return File(table, path.name, path.stat().st_size, sha256, changes, sheets)


def _list_former(folder: Path) -> set[str]:
    """Return the files that an export before wrote here and that are still there."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # somebody else's datapackage.json, or none
        resources = json.loads((folder / NAME).read_text(encoding="utf-8"))["resources"]
        return {each["path"] for each in resources if (folder / each["path"]).exists()}
    return set()


@contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """Give the place for what is not finished, to one export at a time; tell what stopped it."""
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
            f"Another export is writing to {folder}.", "Wait for it, or give each a folder of its own."
        ) from error
    except (duckdb.Error, OSError, XlsxWriterException) as error:
        said = " ".join(str(error).split())
        if is_full(said):
            raise Failure(
                f"No space is left for the export to {folder}: {said}",
                "Free some, give another folder, or choose tables (--table); parquet takes the least.",
            ) from error
        raise Failure(
            f"Export to {folder} stopped: {said}", "Each file there is whole, the new or the old one."
        ) from error
