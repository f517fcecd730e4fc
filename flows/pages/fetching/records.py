"""What is asked of the fetcher and what it gives back: plain records, the archive's and the warehouse's."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from flows.pages.fetching.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer lies in the archive: file name below the archive's folder, offset in bytes."""

    archive_file: str
    archive_offset: int


@dataclass(frozen=True, slots=True)
class Known:
    """The version of a page that we have: what its server called it, its hash, and where it lies."""

    content_sha256: str
    place: Place
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """One page to fetch.

    `url` names it and is reported back. `address` is what to ask for if that differs: the link as
    received, because a canonical URL says https where an old site may speak http only.
    """

    url: str
    known: Known | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One attempt at a page. The fields up to `detail` are the columns of landing.page_fetch.

    `retry_after` and `host_given_up` tell when to come back: seconds that the server asked for, and
    why the run asks its host for nothing more (empty if it goes on). `requests` counts what was sent,
    redirects and second tries included.
    """

    fetch_id: str
    url: str
    host: str
    requested_at: datetime
    outcome: Outcome
    run_id: str
    final_url: str | None = None
    http_status: int | None = None
    elapsed_ms: int | None = None
    size_bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_sha256: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None
    detail: str | None = None
    content_type: str | None = None
    retry_after: float | None = None
    requests: int = 0
    host_given_up: str = ""

    @property
    def place(self) -> Place | None:
        """Where the answer lies; None if there was none."""
        if self.archive_file is None or self.archive_offset is None:
            return None
        return Place(self.archive_file, self.archive_offset)

    def to_json(self) -> dict[str, Any]:
        """Return all fields for the archive."""
        return asdict(self) | {"requested_at": self.requested_at.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Fetched":
        """Read what `to_json` wrote; fields of later versions are left out."""
        known = {field.name for field in fields(cls)}
        value = {name: item for name, item in value.items() if name in known}
        value["requested_at"] = datetime.fromisoformat(value["requested_at"])
        value["outcome"] = Outcome(value["outcome"])
        return cls(**value)
