"""Publishing a generation: a copy that never changes once it is visible, and one rename to show it.

gen-<run>/warehouse.duckdb   the whole copy, with live views
gen-<run>/marts.duckdb       the reporting relations as tables, for BI
gen-<run>/dashboard.html     the page for people, filled from the marts
gen-<run>/dictionary.html    what tables and columns mean
gen-<run>/manifest.json      what it is and how large
"""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import STORAGE_VERSION, transaction
from warehouse.dashboard.write import hash_sources, write_dashboard
from warehouse.dictionary_page import write_dictionary
from warehouse.files import flush, put_in_place, write_atomically
from warehouse.home import Home
from warehouse.marts import fill_marts

KEPT_GENERATIONS = 3
_PREFIX = "gen-"
_UNFINISHED = ".making-"


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation: its id, folder, sizes in bytes, and what its dashboard cannot show."""

    generation_id: str
    folder: Path
    warehouse_bytes: int
    marts_bytes: int
    dashboard_faults: tuple[str, ...] = ()


def is_publication_due(con: duckdb.DuckDBPyConnection, home: Home) -> bool:
    """Whether the current generation is out of date, gone, or another than the newest entered."""
    if con.execute("SELECT 1 FROM ops.publication_due LIMIT 1").fetchone():
        return True
    newest = con.execute("SELECT max(generation_id) FROM ops.generation").fetchone()
    if newest != (read_current(home),) or newest == (None,):
        return True
    return read_manifest(home.current).get("dashboard_sha256") != hash_sources()


def enter_generation(con: duckdb.DuckDBPyConnection, home: Home, run_id: str, now: datetime) -> str:
    """Enter the generation to come and empty the work list; return its id.

    If the process dies before the generation is visible, the next run publishes another and
    takes this one off the record.
    """
    generation_id = f"{_PREFIX}{run_id}"
    with transaction(con):
        con.execute("DELETE FROM ops.generation WHERE generation_id > ?", [read_current(home) or ""])
        con.execute("DELETE FROM ops.publication_due")
        con.execute("INSERT INTO ops.generation VALUES (?, ?, ?)", [generation_id, run_id, now])
    return generation_id


def make_visible(home: Home, generation_id: str, now: datetime, *, memory_limit: str) -> Generation:
    """Copy the closed and checkpointed database, fill the marts, and swing `current` to it.

    The writer's connection must be closed: opening the live file here would drop its lock.
    """
    home.published.mkdir(exist_ok=True)
    making = home.published / f"{_UNFINISHED}{generation_id}"
    making.mkdir()
    try:
        return _make_generation(home, generation_id, making, now, memory_limit)
    except BaseException:  # what is left would fill the disk until the next run
        shutil.rmtree(making, ignore_errors=True)
        raise


def list_generations(home: Home) -> list[str]:
    """Return the names of the generations that are whole, the newest last."""
    return sorted(path.name for path in home.published.glob(f"{_PREFIX}*") if _is_whole(path))


def read_current(home: Home) -> str | None:
    """Return the name of the generation that `current` shows, be it there or not."""
    return os.readlink(home.current) if home.current.is_symlink() else None


def show_generation(home: Home, generation_id: str) -> None:
    """Swing `current` to a generation, in one step."""
    temporary = home.published / f".current-{generation_id}"
    temporary.symlink_to(generation_id, target_is_directory=True)
    temporary.replace(home.current)
    flush(home.published)


def _make_generation(
    home: Home, generation_id: str, making: Path, now: datetime, memory_limit: str
) -> Generation:
    copy = making / "warehouse.duckdb"
    shutil.copyfile(home.database, copy)
    rows = fill_marts(copy, making / "marts.duckdb", memory_limit)
    write_dictionary(copy, making / "dictionary.html")
    faults = write_dashboard(making / "marts.duckdb", making / "dashboard.html")
    manifest = {
        "generation_id": generation_id,
        "created_at": now.isoformat(),
        "duckdb_version": duckdb.__version__,
        "storage_version": STORAGE_VERSION,
        "files": {path.name: path.stat().st_size for path in sorted(making.iterdir())},
        "reporting_rows": rows,
        "dashboard_sha256": hash_sources(),
        "dashboard_faults": faults,
    }
    write_atomically(making / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    for path in making.iterdir():
        flush(path)
    folder = home.published / generation_id
    put_in_place(making, folder)
    show_generation(home, generation_id)
    files: dict[str, int] = manifest["files"]  # type: ignore[assignment]  # a dict of mixed values
    return Generation(generation_id, folder, files["warehouse.duckdb"], files["marts.duckdb"], tuple(faults))


def remove_leftovers(home: Home) -> list[str]:
    """Remove half-written generations and those older than the last kept; return their names."""
    if not home.published.is_dir():
        return []
    current = read_current(home)
    finished = sorted((p for p in home.published.glob(f"{_PREFIX}*") if p.is_dir()), reverse=True)
    stale = [path for path in finished[KEPT_GENERATIONS:] if path.name != current]
    stale += [*home.published.glob(f"{_UNFINISHED}*"), *home.published.glob(".current-*")]
    for path in stale:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [path.name for path in stale]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a generation says of itself, nothing if that cannot be read."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return manifest if isinstance(manifest, dict) else {}
    except (OSError, ValueError):
        return {}


def _is_whole(folder: Path) -> bool:
    manifest = read_manifest(folder)
    try:
        sizes = {name: (folder / name).stat().st_size for name in manifest["files"]}
        return bool(manifest["generation_id"] == folder.name and manifest["files"] == sizes)
    except (OSError, KeyError):
        return False
