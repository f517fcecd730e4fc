"""Trouble with the home's files, told so that a person knows what to do.

The operating system and DuckDB have many ways to say that a disk is full; the words in them decide.
"""

import errno
import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.errors import Failure, HomeFailure, Locked
from warehouse.home import Home

_FULL = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), "max_temp_directory_size")
_READ_ONLY = (os.strerror(errno.EROFS),)
_DENIED = (os.strerror(errno.EACCES), os.strerror(errno.EPERM))
_IN_USE = ("Could not set lock on file",)
_LOG_DAMAGED = ("Failure while replaying WAL file",)
_DAMAGED = ("not a valid DuckDB database file", "Could not read enough bytes", "Corrupt database file")


@contextmanager
def explained(home: Home) -> Iterator[None]:
    """Raise what the block raises; if the home is the reason, as a HomeFailure that says what to do."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if failure := explain_trouble(home, error):
            raise failure from error
        raise


def explain_trouble(home: Home, error: BaseException) -> Failure | None:
    """Return what is wrong with the home and what to do, or None if the error has another reason."""
    if isinstance(error, OSError) and not str(error.filename or home.root).startswith(str(home.root)):
        return None
    said = " ".join(str(error).split())
    if is_full(said):
        return HomeFailure(
            f"No space is left for {home.root}: {said}",
            "Free some (publishing needs about the size of ainews.duckdb), then run again. Nothing is lost: "
            "the last generation stays current, what was committed stays, and the next run carries on.",
        )
    if _says(said, _READ_ONLY):
        return HomeFailure(
            f"{home.root} is read-only: {said}",
            "Mount it for writing, or give another --home. Reading goes on (query, status, export ...).",
        )
    if _says(said, _DENIED):
        return HomeFailure(
            f"{home.root} may not be written: {said}",
            "Run as the user who owns it, or give this user the right to write there.",
        )
    if _says(said, _IN_USE):
        return Locked(
            f"Another program has {home.database} open: {said}",
            "Close it: only ainews opens this file. BI tools open published/current/marts.duckdb.",
        )
    if _says(said, _LOG_DAMAGED):
        return _explain_damage(
            [home.database_log],
            said,
            "the run goes on from what ainews.duckdb holds and loads the rest again",
        )
    if _says(said, _DAMAGED):
        return _explain_damage(
            [home.database, home.database_log],
            said,
            "the run goes on from the newest generation, if there is one, and loads the rest again",
        )
    if not home.root.is_dir():
        return _explain_absence(home, said)
    return None


def explain_damaged_generation(folder: Path, error: duckdb.Error) -> HomeFailure | None:
    """Return what to do about a damaged generation, or None if the error has another reason."""
    said = " ".join(str(error).split())
    if not _says(said, _DAMAGED):
        return None
    return HomeFailure(
        f"Generation {folder.name} is damaged: {said}",
        f"Remove it (rm -r {_quoted(folder.resolve())}) and run `ainews publish`: it makes a new one.",
    )


def is_full(said: str) -> bool:
    """Whether an error's words say that a disk is full."""
    return _says(said, _FULL)


def _says(said: str, words: tuple[str, ...]) -> bool:
    return any(each in said for each in words)


def _explain_damage(paths: list[Path], said: str, then: str) -> HomeFailure:
    away = "; ".join(f"mv {_quoted(path)} {_quoted(path)}.damaged" for path in paths if path.exists())
    return HomeFailure(
        f"{paths[0]} is damaged: {said}", f"Move it away ({away}) and run again: {then}. Reading goes on."
    )


def _explain_absence(home: Home, said: str) -> HomeFailure:
    if home.root.exists() or os.strerror(errno.ENOTDIR) in said:
        return HomeFailure(
            f"{home.root} cannot be a home: it, or a part of its path, is a file.", "Give another --home."
        )
    return HomeFailure(
        f"The home {home.root} vanished during the run: {said}",
        "Bring it back (is its disk mounted?) and run again: the run carries on from what was committed.",
    )


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
