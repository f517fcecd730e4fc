"""Reading the archive: one answer by its place, or the history of all attempts."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import WARCIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from flows.errors import NotInArchive
from flows.pages.fetching.codings import decode_content
from flows.pages.fetching.records import Fetched, Place

OPEN = ".open"  # a file's last suffix while it is written
# AttributeError and KeyError: what stands at the offset is no answer of ours.
_DAMAGE = (OSError, ArchiveLoadFailed, EOFError, zlib.error, ValueError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An answer out of the archive; a revisit has the content of what it refers to.

    `content` is decompressed; `truncated` tells why not all of it is there (length, time ...).
    """

    url: str
    fetched_at: datetime
    status: int
    content_type: str | None
    content: bytes
    truncated: str | None


@dataclass(frozen=True, slots=True)
class Original:
    """A record with content: its place and its WARC header fields."""

    place: Place
    fields: dict[str, str]


def read_page(folder: Path, place: Place, limit: int = 50_000_000) -> ArchivedPage:
    """Read the answer at a place, at most `limit` bytes of content. Raises NotInArchive."""
    try:
        with _record_at(folder, place) as record:
            fields = dict(record.rec_headers.headers)
            status = int(record.http_headers.get_statuscode())
            content_type = record.http_headers.get_header("content-type")
            coding = record.http_headers.get_header("content-encoding") or ""
            raw = record.raw_stream.read()
        if fields["WARC-Type"] == "revisit":
            original = read_page(folder, _refers_to(fields), limit)
            content, content_type = original.content, original.content_type
        else:
            content = decode_content(raw, coding, limit)
    except _DAMAGE as error:
        raise NotInArchive(
            f"{folder / place.archive_file} at {place.archive_offset}: {error or type(error).__name__}.",
            "If the file is gone for good, the page must be fetched again.",
        ) from None
    return ArchivedPage(
        fields["WARC-Target-URI"],
        datetime.fromisoformat(fields["WARC-Date"]),
        status,
        content_type,
        content,
        fields.get("WARC-Truncated"),
    )


def find_original(folder: Path, place: Place) -> Original | None:
    """Return the record that holds the content of the answer at a place; None if it cannot be read."""
    try:
        with _record_at(folder, place) as record:
            fields = dict(record.rec_headers.headers)
    except _DAMAGE:
        return None
    if fields["WARC-Type"] == "revisit":
        return find_original(folder, _refers_to(fields))
    return Original(place, fields) if fields["WARC-Type"] == "response" else None


def read_attempts(folder: Path, run_id: str | None = None) -> Iterator[Fetched]:
    """Read what became of each attempt, in the order of the files; of one run, or of all.

    With it a run that was killed gives its rows after all, and a lost warehouse can be made again.
    """
    for path in sorted(folder.glob(f"ainews-{run_id or '*'}-*.warc.gz*")):
        if path.suffix in (".gz", OPEN):
            with path.open("rb") as file:
                for record in WARCIterator(file):
                    if record.rec_type == "metadata":
                        yield Fetched.from_json(json.loads(record.raw_stream.read()))


@contextmanager
def _record_at(folder: Path, place: Place) -> Iterator[Any]:
    path = folder / place.archive_file
    if not path.exists():
        path = path.with_name(path.name + OPEN)
    with path.open("rb") as file:
        file.seek(place.archive_offset)
        record = next(iter(WARCIterator(file)), None)
        if record is None:
            raise EOFError("nothing stands there")
        yield record


def _refers_to(fields: dict[str, str]) -> Place:
    return Place(fields["WARC-Refers-To-Filename"], int(fields["WARC-Refers-To-File-Offset"]))
