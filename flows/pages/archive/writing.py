"""The archive: every answer as it came, in WARC 1.1, appended and never changed.

A file is called `.open` while it is written, and locked by its writer. It is finished when it is
full, when the archive closes, or by the next run if its writer died.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Self

from flows.errors import ArchiveError
from flows.pages.archive.reading import OPEN, Original, find_original
from flows.pages.archive.records import (
    digest_payload,
    encode_answer,
    encode_attempt,
    encode_file_info,
    encode_revisit,
)
from flows.pages.archive.repair import Repair, repair_archive, sync_folder
from flows.pages.fetching.exchange import NOT_MODIFIED, Answer
from flows.pages.fetching.records import Fetched, Known, Place


class Archive:
    """Appends to files of its own: threads may share it, other processes have theirs. A context.

    Each record is one write to the operating system, so a killed process loses none. `sync` puts them
    on the disk: call it before the rows that name them are committed, and a power cut loses none either.

    `find_copy` may tell where content of a SHA-256 lies from earlier runs. It is only a hint: what it
    names is read and compared before a revisit record refers to it. `repairs` tells what entering did.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        *,
        user_agent: str,
        file_bytes: int = 256_000_000,
        find_copy: Callable[[str], Place | None] = lambda content_sha256: None,
    ) -> None:
        self.folder = folder
        self.repairs: list[Repair] = []
        self._run_id = run_id
        self._user_agent = user_agent
        self._file_bytes = file_bytes
        self._find_copy = find_copy
        self._copies: dict[str, Place] = {}
        self._lock = threading.RLock()
        self._is_closed = False
        self._file: int | None = None
        self._name = ""
        self._size = 0
        self._serial = 0

    def __enter__(self) -> Self:
        """Finish what dead writers left."""
        self._is_closed = False
        self.repairs = repair_archive(self.folder)
        return self

    def __exit__(self, *error: object) -> None:
        """Finish the file; whoever is still fetching is stopped by an ArchiveError."""
        with self._lock:
            self._is_closed = True
            self._finish_file()

    def write_answer(
        self, answer: Answer, received_at: datetime, content_sha256: str, known: Known | None = None
    ) -> Place:
        """Write an answer; where its bytes lie already, a revisit record that refers to them.

        `content_sha256` is the hash of its decompressed content, `known` the version that it may equal.
        Raises ArchiveError.
        """
        with self._lock:
            if original := self._find_original(answer, content_sha256, known):
                return self._append(encode_revisit(answer, received_at, original))
            place = self._append(encode_answer(answer, received_at))
            if answer.raw and not answer.truncated:
                self._copies[content_sha256] = place
            return place

    def write_attempt(self, fetched: Fetched) -> None:
        """Write what became of an attempt: the archive alone can tell the whole history."""
        self._append(encode_attempt(fetched))

    def sync(self) -> None:
        """Put on the disk what was written. Raises ArchiveError."""
        with self._lock, self._telling():
            if self._file is not None:
                os.fsync(self._file)

    def _find_original(self, answer: Answer, content_sha256: str, known: Known | None) -> Original | None:
        if answer.status == NOT_MODIFIED:
            return find_original(self.folder, known.place) if known else None
        if not answer.raw or answer.truncated:
            return None
        place = self._copies.get(content_sha256)
        if place is None and known and known.content_sha256 == content_sha256:
            place = known.place
        place = place or self._find_copy(content_sha256)
        original = find_original(self.folder, place) if place else None
        # the same content in another compression is not the same payload
        is_same = original and original.fields.get("WARC-Payload-Digest") == digest_payload(answer.raw)
        return original if is_same else None

    def _append(self, record: bytes) -> Place:
        with self._lock, self._telling():
            if self._is_closed:
                raise ArchiveError(f"The archive {self.folder} is closed.", "Fetch inside of its with block.")
            if self._file is not None and self._size >= self._file_bytes:
                self._finish_file()
            if self._file is None:
                self._file = self._begin_file()
                self._write(self._file, encode_file_info(self._name, self._user_agent))
            return self._write(self._file, record)

    def _begin_file(self) -> int:
        """Create and lock the next file; the number in its name is one that nobody used."""
        self.folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        self._size = 0
        while True:
            self._name = f"ainews-{self._run_id}-{self._serial:05}.warc.gz"
            self._serial += 1
            path = self.folder / self._name
            with suppress(FileExistsError):
                if not path.exists():
                    file = os.open(f"{path}{OPEN}", flags, 0o644)
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    sync_folder(self.folder)
                    return file

    def _write(self, file: int, record: bytes) -> Place:
        """Append a record whole, or nothing of it."""
        place, rest = Place(self._name, self._size), memoryview(record)
        try:
            while rest:
                rest = rest[os.write(file, rest) :]
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, self._size)
                os.lseek(file, self._size, os.SEEK_SET)
            raise
        self._size += len(record)
        return place

    def _finish_file(self) -> None:
        """Put the file on the disk and give it its final name."""
        with self._lock, self._telling():
            if self._file is None:
                return
            os.fsync(self._file)
            path = self.folder / self._name
            path.with_name(path.name + OPEN).rename(path)
            os.close(self._file)
            self._file = None
            sync_folder(self.folder)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what the operating system's errors mean here."""
        try:
            yield
        except OSError as error:
            raise ArchiveError(
                f"The archive {self.folder} cannot be written: {error}.",
                "Make room or mend the disk, and run again: what was archived is kept.",
            ) from None
