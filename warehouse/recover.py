"""What a run mends before it begins: a lost file of the writer, a lost link, what a dead run left."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse.errors import HomeFailure
from warehouse.files import put_in_place
from warehouse.home import Home
from warehouse.publish import list_generations, read_current, show_generation


def provide_database(home: Home, connect: Callable[[Path], duckdb.DuckDBPyConnection]) -> list[str]:
    """Make the writer's file if it is not there; return what there is to tell.

    It is a copy of the newest generation, or a new warehouse made by `connect` if nothing was
    published yet. It gets its name when it is whole: no kill leaves half a database.
    """
    if home.database.exists():
        return []
    making = home.root / f".making-{home.database.name}"
    making.unlink(missing_ok=True)
    generations = list_generations(home)
    try:
        if generations:
            shutil.copyfile(home.published / generations[-1] / "warehouse.duckdb", making)
            notice = f"The writer's file was gone and was made again from {generations[-1]}"
        else:
            connect(making).close()
            notice = f"A new warehouse begins in {home.root}"
        home.database_log.unlink(missing_ok=True)  # of the lost file: it cannot be applied to another
        put_in_place(making, home.database)
    finally:
        making.unlink(missing_ok=True)
    return [notice]


def restore_current(home: Home) -> list[str]:
    """Let `current` show the newest whole generation; return what there is to tell.

    It does not where the link was lost, where its generation was deleted or damaged, and where a
    run died after it had made the generation and before it showed it.
    """
    if home.current.is_dir() and not home.current.is_symlink():
        raise HomeFailure(
            f"{home.current} is a folder and not a link: was the home copied without its links?",
            "Remove that folder and run again: the run makes the link.",
        )
    generations = list_generations(home)
    if not generations:
        home.current.unlink(missing_ok=True)
        return []
    if read_current(home) == generations[-1]:
        return []
    show_generation(home, generations[-1])
    return [f"The link `current` was restored and shows {generations[-1]}"]
