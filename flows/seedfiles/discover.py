"""Which seed files there are: folders, single files and globs, listed once with size and time."""

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flows.errors import UsageError
from flows.seedfiles.records import Code, Problem
from flows.text.surrogates import has_surrogates, show_surrogates

SUFFIXES = (".txt", ".jsonl", ".csv")
_ENDINGS = tuple(suffix + packed for suffix in SUFFIXES for packed in ("", ".gz"))


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or a file to take seeds from, and the name that its seed paths begin with.

    `is_named` tells that the user gave the name, NAME=PATH.
    """

    name: str
    path: Path
    is_named: bool = False

    @property
    def folder(self) -> Path:
        """The folder itself, or that of the file."""
        return self.path if self.path.is_dir() else self.path.parent


class ListedFile(NamedTuple):
    """A file as listed: seed path, where it is, size in bytes, time in nanoseconds."""

    seed_path: str
    path: str
    size_bytes: int
    modified_ns: int


@dataclass(slots=True)
class Listing:
    """Files found, sorted by seed path; what could not be listed; how many others stood there.

    `folders` names the roots that are folders: below these a file not listed has vanished.
    """

    files: list[ListedFile] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    skipped: int = 0


def read_roots(arguments: Iterable[str]) -> list[Root]:
    """Read `--seeds` values: PATH, a glob, or NAME=PATH.

    Raises UsageError for a path that is not there, a file of no known kind, and two places
    with one name.
    """
    roots: dict[Path, Root] = {}
    for argument in arguments:
        name, rest = _split_name(argument)
        if has_surrogates(name):
            raise UsageError(
                f"--seeds {show_surrogates(argument)}: the name is no text in UTF-8.",
                "Give another: --seeds NAME=PATH.",
            )
        matches = [rest] if os.path.lexists(rest) else sorted(glob.glob(rest, recursive=True))
        if not matches:
            raise UsageError(
                f"--seeds {argument}: there is no such file or folder.",
                "Give a folder, a file, or a glob in quotes ('seeds/*.jsonl').",
            )
        for match in matches:
            path = Path(os.path.abspath(match))  # noqa: PTH100 - resolve() would follow links
            if not path.is_dir() and not path.name.endswith(_ENDINGS):
                if len(matches) > 1:
                    continue
                raise UsageError(
                    f"--seeds {argument}: not a seed file.",
                    f"Seed files end in {', '.join(SUFFIXES)}, each also with .gz behind it.",
                )
            folder = path if path.is_dir() else path.parent
            roots[path] = Root(name or _printable(folder.name) or "root", path, is_named=bool(name))
    _refuse_shared_names(roots.values())
    return list(roots.values())


def make_absolute(argument: str) -> str:
    """Return a `--seeds` value that means the same in whatever folder it is read."""
    name, rest = _split_name(argument)
    path = os.path.abspath(rest)  # noqa: PTH100 - resolve() would follow links
    return f"{name}={path}" if name else path


def list_files(roots: Iterable[Root]) -> Listing:
    """List the seed files below these roots. Each folder is listed once, by whatever name."""
    listing = Listing()
    listing.files = sorted(walk_files(roots, listing), key=lambda file: file.seed_path)
    return listing


def walk_files(roots: Iterable[Root], listing: Listing) -> Iterator[ListedFile]:
    """Yield the seed files below these roots, each once, in no order; the listing gets all else."""
    single: set[str] = set()
    folders = []
    for root in roots:
        if root.path.is_dir():
            folders.append(root)
            continue
        for file in _list_one(root, listing):
            single.add(file.seed_path)
            yield file
    for root in folders:
        listing.folders.add(root.name)
        files = _walk(root.path, root.name, listing)
        yield from (file for file in files if file.seed_path not in single) if single else files


def _split_name(argument: str) -> tuple[str, str]:
    """Split NAME=PATH; the name is empty if none was given."""
    name, separator, rest = argument.partition("=")
    if not separator or os.path.lexists(argument) or "/" in name:
        return "", argument
    return name, rest


def _refuse_shared_names(roots: Iterable[Root]) -> None:
    folders: dict[str, Path] = {}
    for root in roots:
        folder = root.folder
        if folders.setdefault(root.name, folder) != folder:
            raise UsageError(
                f"--seeds: {folders[root.name]} and {folder} would share the name {root.name}.",
                f"Tell them apart: --seeds NAME={folder}",
            )


def _walk(root: Path, name: str, listing: Listing) -> Iterator[ListedFile]:
    """Yield the files below a folder, however deep."""
    here = root.stat()
    seen = {(here.st_dev, here.st_ino): name}
    waiting = [(str(root), name)]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                children = list(entries)
        except OSError as error:
            listing.problems[prefix] = _unlisted(f"The folder cannot be listed: {error.strerror}.")
            continue
        for entry in children:
            seed_path = f"{prefix}/{_printable(entry.name)}"
            try:
                if not entry.is_dir():
                    yield from _list_entry(entry, seed_path, listing)
                    continue
                inside = entry.stat()
            except OSError as error:
                listing.problems[seed_path] = _unlisted(_describe(entry, error))
                continue
            first = seen.setdefault((inside.st_dev, inside.st_ino), seed_path)
            if first == seed_path:
                waiting.append((entry.path, seed_path))
            else:
                listing.problems[seed_path] = _unlisted(
                    f"The link leads to {first}: it was not followed; its files stand there."
                )


def _list_entry(entry: os.DirEntry[str], seed_path: str, listing: Listing) -> Iterator[ListedFile]:
    """Yield the file of an entry that is no folder, or note why there is none."""
    if not entry.name.endswith(_ENDINGS):
        listing.skipped += 1
        return
    found = entry.stat()
    if stat.S_ISREG(found.st_mode):
        yield ListedFile(seed_path, entry.path, found.st_size, found.st_mtime_ns)
    else:
        listing.problems[seed_path] = _unlisted("Not a regular file.")


def _describe(entry: os.DirEntry[str], error: OSError) -> str:
    if entry.is_symlink():
        return f"The link leads to {_printable(os.readlink(entry.path))}: {error.strerror}."
    return f"The file cannot be read: {error.strerror}."


def _list_one(root: Root, listing: Listing) -> Iterator[ListedFile]:
    seed_path = f"{root.name}/{_printable(root.path.name)}"
    try:
        found = root.path.stat()
    except OSError as error:
        listing.problems[seed_path] = _unlisted(f"The file cannot be read: {error.strerror}.")
        return
    if not stat.S_ISREG(found.st_mode):
        listing.problems[seed_path] = _unlisted("Not a regular file.")
        return
    yield ListedFile(seed_path, str(root.path), found.st_size, found.st_mtime_ns)


def _unlisted(detail: str) -> Problem:
    return Problem(Code.FILE_UNREADABLE, detail)


def _printable(name: str) -> str:
    """Return a file name as text; bytes that are no UTF-8 become \\xNN."""
    name = name.replace("\\", "\\\\")
    return name if name.isascii() else show_surrogates(name)
