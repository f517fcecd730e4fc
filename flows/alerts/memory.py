"""The memory of what was told: one small file in the home, so that nobody is told the same all day long.

An incident is opened by the first alert of its key and closed by a run that succeeds. Its entry
outlives that for a while: what fails, recovers and fails again is still the same alert.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from flows.alerts.alert import Alert, Kind
from warehouse.files import write_atomically

T = TypeVar("T")

_KEPT = timedelta(days=30)
_PROVES = {  # by a command that succeeds: the commands that are well again
    "run": ("run", "ingest", "publish"),
    "ingest": ("ingest",),
    "refetch": ("refetch",),
    "publish": ("publish",),
}
_LONGEST_WAIT = 2.0  # seconds for another process that writes this small file


@dataclass(slots=True)
class Incident:
    """What is remembered of the alerts of one key.

    `since` is when it was first seen since it was last well, `times` how often since then. `sent_at`
    is when it was last told, None if never; `suppressed` counts what was not told after that.
    """

    kind: str
    command: str
    since: datetime
    seen_at: datetime
    times: int = 0
    sent_at: datetime | None = None
    suppressed: int = 0
    is_open: bool = True
    is_told: bool = False


Memory = dict[str, Incident]


def remember(memory: Memory, alert: Alert, now: datetime, every: timedelta) -> Alert | None:
    """Take an alert into the memory; return it as it is to be sent, or None if it is not.

    It is sent unless one of its key was within `every`; a clock that was set back silences nothing.
    `note_sent` follows where it arrived: what reached nobody is tried again by the next run.
    """
    incident = memory.setdefault(alert.key, Incident(alert.kind, alert.command, now, now))
    if not incident.is_open:
        incident.since, incident.times, incident.is_open, incident.is_told = now, 0, True, False
    incident.seen_at = now
    incident.times += 1
    if incident.sent_at and timedelta() <= now - incident.sent_at < every:
        incident.suppressed += 1
        return None
    return replace(alert, since=incident.since, times=incident.times, suppressed=incident.suppressed)


def note_sent(memory: Memory, keys: Iterable[str], now: datetime) -> None:
    """Remember that alerts of these keys arrived somewhere."""
    for key in memory.keys() & set(keys):
        incident = memory[key]
        incident.sent_at, incident.suppressed, incident.is_told = now, 0, True


def recover(memory: Memory, command: str, is_fresh: bool, now: datetime) -> list[Incident]:
    """Close what a success of the command proves to be well; return those that people had been told of.

    `is_fresh` says that the data is not too old: only that ends an alert that nothing new came.
    """
    well = [
        incident
        for incident in memory.values()
        if incident.is_open
        and (is_fresh if incident.kind == Kind.STALE else incident.command in _PROVES.get(command, ()))
    ]
    for incident in well:
        incident.is_open = False
    for key in [key for key, incident in memory.items() if now - incident.seen_at > _KEPT]:
        del memory[key]
    return [incident for incident in well if incident.is_told]


class MemoryFile:
    """The memory on the disk: `HOME/alerts.json`, whole at any moment."""

    def __init__(self, home: Path) -> None:
        self.path = home / "alerts.json"

    def read(self) -> Memory:
        """Return what is remembered. Raises ValueError if the file does not hold it any more."""
        try:
            entries = json.loads(self.path.read_text(encoding="utf-8"))
            return {key: _read_incident(entry) for key, entry in entries.items()}
        except FileNotFoundError:
            return {}
        except (AttributeError, TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{self.path} is no memory of alerts") from error

    def update(self, change: Callable[[Memory], T]) -> T:
        """Let what is remembered be changed, and write it durably; return what the change returns.

        Raises OSError if it cannot be written, ValueError if the file was damaged: it is set aside.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock"), timeout=_LONGEST_WAIT):
            try:
                memory = self.read()
            except ValueError:
                self.path.replace(self.path.with_suffix(".damaged"))
                raise
            result = change(memory)
            entries = {key: asdict(incident) for key, incident in memory.items()}
            write_atomically(self.path, json.dumps(entries, ensure_ascii=False, indent=1, default=str) + "\n")
            return result


def _read_incident(entry: dict[str, Any]) -> Incident:
    incident = Incident(**{field.name: entry[field.name] for field in fields(Incident)})
    incident.since, incident.seen_at = map(datetime.fromisoformat, (entry["since"], entry["seen_at"]))
    incident.sent_at = datetime.fromisoformat(entry["sent_at"]) if entry["sent_at"] else None
    return incident
