"""Repairing the archive: files that a dead writer left open are finished, what is torn is cut off."""

import fcntl
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from flows.pages.archive.reading import OPEN

_TORN = ".torn"
_BLOCK = 1_048_576


@dataclass(frozen=True, slots=True)
class Repair:
    """A file that its writer left open, and how many bytes of a torn record were cut off."""

    archive_file: str
    cut_bytes: int


def repair_archive(folder: Path) -> list[Repair]:
    """Finish the files of dead writers; those of living ones are locked and left alone.

    Cut bytes are set aside as `.torn`. No row names them: rows are committed after `Archive.sync`.
    """
    paths = sorted(folder.glob(f"*.warc.gz{OPEN}"))
    repairs = [repair for path in paths if (repair := _finish(path))]
    if repairs:
        sync_folder(folder)
    return repairs


def sync_folder(folder: Path) -> None:
    """Put names of new files and renames on the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _finish(path: Path) -> Repair | None:
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None  # its writer lives
        sound, size = _find_sound_length(path), path.stat().st_size
        final = path.with_suffix("")
        if sound < size:
            file.seek(sound)
            final.with_name(final.name + _TORN).write_bytes(file.read())
            file.truncate(sound)
            os.fsync(file.fileno())
        if sound:
            path.rename(final)
        else:
            path.unlink()
    return Repair(final.name, size - sound)


def _find_sound_length(path: Path) -> int:
    """Return the length of the whole records at the beginning, their checksums right; bytes."""
    sound = read = 0
    member, rest = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    with path.open("rb") as file:
        while block := rest or file.read(_BLOCK):
            try:
                member.decompress(block)
            except zlib.error:
                break
            rest = member.unused_data
            read += len(block) - len(rest)
            if member.eof:
                sound, member = read, zlib.decompressobj(zlib.MAX_WBITS | 16)
    return sound
