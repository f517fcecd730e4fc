"""Published tables as files: Parquet, CSV or JSON lines. A half export never bears its final name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.connect import connect_published
from warehouse.errors import Failure
from warehouse.files import put_in_place
from warehouse.home import Home
from warehouse.models import read_models

_UNFINISHED = ".ainews-export"
FORMATS = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json",
}


def list_relations(*, with_core: bool) -> list[str]:
    """Return the relations to export: reporting, and core on request."""
    folders = ("reporting", "core") if with_core else ("reporting",)
    names = [model.name for model in read_models(*folders) if not model.name.endswith("_base")]
    return sorted(names, key=lambda name: (not name.startswith("reporting."), name))


def export_relations(
    home: Home, relations: list[str], format_: str, folder: Path, done: Callable[[str, int], None]
) -> dict[str, int]:
    """Write each relation of the current generation to `folder`; return the rows of each.

    What is not finished lies in a folder of its own below it; a killed export's goes with the next.
    `done` is called after each file with its name and rows. Raises Failure if the folder cannot
    be written, and for a relation that is not there.
    """
    generation = home.current_generation()
    making = folder / _UNFINISHED
    con = connect_published(generation / "warehouse.duckdb", temporary=str(making / "spill"))
    rows = {}
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        for relation in relations:
            name = f"{relation.removeprefix('reporting.')}.{format_}"
            target = str(making / name).replace("'", "''")
            result = con.execute(
                f"COPY (SELECT * FROM {relation} ORDER BY ALL) TO '{target}' ({FORMATS[format_]})"
            ).fetchone()
            put_in_place(making / name, folder / name)
            rows[relation] = int(result[0]) if result else 0
            done(name, rows[relation])
    except (duckdb.Error, OSError) as error:
        raise Failure(
            f"Export to {folder} stopped: {error}", "Files that have their name are whole."
        ) from error
    finally:
        con.close()
        shutil.rmtree(making, ignore_errors=True)
    return rows
