"""One seed file: its bytes, their hash, its records and problems. Every file has one outcome."""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from flows.seedfiles.decode import BinaryContentError, decode
from flows.seedfiles.discover import ListedFile
from flows.seedfiles.labels import FieldLabels
from flows.seedfiles.parse_tables import parse_csv, parse_jsonl
from flows.seedfiles.parse_text import parse_text
from flows.seedfiles.records import Code, Problem, Record
from flows.seedfiles.writers import is_being_written

_PARSERS = {".txt": parse_text, ".jsonl": parse_jsonl, ".csv": parse_csv}
_TRIES = 3


class UnreadableError(Exception):
    """The file gave no content; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Content(NamedTuple):
    """The bytes of a file as they lie on disk, their hash, size in bytes and time in nanoseconds."""

    raw: bytes
    sha256: str
    size_bytes: int
    modified_ns: int


@dataclass(slots=True)
class Parsed:
    """What is in a file: a stream of records and problems, and the encoding it was read with."""

    encoding: str
    items: Iterator[Record | Problem] = field(repr=False)


def read_content(file: ListedFile, most_bytes: int) -> Content:
    """Read a file whole, and again if it changed meanwhile.

    Raises UnreadableError if it cannot be opened, is larger than `most_bytes`, is open for
    writing elsewhere, or keeps changing.
    """
    for _ in range(_TRIES):
        try:
            raw, before, after = _read_between_looks(file.path, most_bytes)
        except FileNotFoundError:
            raise UnreadableError(
                Problem(Code.FILE_UNREADABLE, "The file vanished before it was read.")
            ) from None
        except OSError as error:
            raise UnreadableError(
                Problem(Code.FILE_UNREADABLE, f"The file cannot be read: {error.strerror}.")
            ) from error
        if (before.st_size, before.st_mtime_ns) == (len(raw), after.st_mtime_ns):
            return Content(raw, sha256(raw).hexdigest(), len(raw), after.st_mtime_ns)
    raise UnreadableError(
        Problem(Code.FILE_TORN, "The file kept changing while it was read: the next run tries again.")
    )


def _read_between_looks(path: str, most_bytes: int) -> tuple[bytes, os.stat_result, os.stat_result]:
    """Return a file's bytes and what it looked like before and after; os.open is twice as fast as open."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        before = os.fstat(descriptor)
        if is_being_written(descriptor, before.st_dev):
            raise UnreadableError(
                Problem(Code.FILE_TORN, "The file is still being written: the next run tries again.")
            )
        if before.st_size > most_bytes:
            raise UnreadableError(_too_large(before.st_size, most_bytes))
        raw = os.read(descriptor, before.st_size + 1)  # a short read looks like a change: it is tried again
        return raw, before, os.fstat(descriptor)
    finally:
        os.close(descriptor)


def parse_content(file: ListedFile, raw: bytes, labels: FieldLabels, most_bytes: int) -> Parsed:
    """Unpack, decode and parse a file's bytes; records come lazily.

    Raises UnreadableError if the bytes are a torn archive or no text.
    """
    name, content = file.path, raw
    if name.endswith(".gz"):
        name, content = name.removesuffix(".gz"), _unpack(raw, most_bytes)
    try:
        decoded = decode(content, labels)
    except BinaryContentError as error:
        raise UnreadableError(
            Problem(Code.FILE_BINARY, f"Not text in UTF-8, UTF-16 or GB18030: {error}.")
        ) from error
    items = _PARSERS[os.path.splitext(name)[1]](decoded.text, labels)
    if decoded.bad_byte is not None:
        items = _warn_first(_replaced(decoded.text, decoded.encoding, decoded.bad_byte), items)
    return Parsed(decoded.encoding, items)


def _unpack(raw: bytes, most_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            content = stream.read(most_bytes + 1)
    except EOFError as error:
        raise UnreadableError(
            Problem(Code.FILE_TORN, "The .gz ends before its data does: is it still being written?")
        ) from error
    except (OSError, zlib.error) as error:
        raise UnreadableError(Problem(Code.FILE_UNREADABLE, f"No valid .gz: {error}.")) from error
    if len(content) > most_bytes:
        raise UnreadableError(_too_large(len(content), most_bytes))
    return content


def _too_large(size: int, most_bytes: int) -> Problem:
    return Problem(
        Code.FILE_UNREADABLE,
        f"The file has {size:,} bytes or more, and the limit is {most_bytes:,}: "
        "split it, or raise max_file_mb (AINEWS_MAX_FILE_MB).",
    )


def _replaced(text: str, encoding: str, bad_byte: int) -> Problem:
    place = text.find("\ufffd")
    return Problem(
        Code.ENCODING_REPLACED,
        f"Byte {bad_byte} is the first that is no valid {encoding.upper()}; such bytes became �.",
        text[max(0, place - 40) : place + 40],
        line_no=text.count("\n", 0, place) + 1,
    )


def _warn_first(problem: Problem, items: Iterator[Record | Problem]) -> Iterator[Record | Problem]:
    yield problem
    yield from items
