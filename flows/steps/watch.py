"""One step being watched: what of its beginning and end is worth an alert, and what becomes of those.

Nothing here can fail, or hold up, the run that it looks at: a run found dead is told while the run
works, its own end when the lock is free again, within `LONGEST` seconds.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import gethostname
from typing import TypeVar

import pytz

from flows.alerts.alert import Alert, Data, Place
from flows.alerts.memory import Memory, MemoryFile, note_sent, recover, remember
from flows.alerts.sending import LONGEST, Delivery, Targets, send
from flows.alerts.worth import Scene, is_stale
from flows.progress import Progress
from flows.settings import Settings
from flows.steps.session import Clock
from flows.text.secrets import scrub
from warehouse.connect import TIMEZONE
from warehouse.errors import Failure, Locked, NoWarehouse
from warehouse.home import Home
from warehouse.ledger import add_to_run_file
from warehouse.query import fetch_rows
from warehouse.session import Session
from warehouse.trouble import explain_trouble

T = TypeVar("T")

_FOR_EARLIER = LONGEST / 3  # seconds that the end waits for what is still being told of dead runs

# a change of the data, or else the first run: what came never must not stay untold
_DATA = """
    SELECT (SELECT count(*) FROM core.article_base) AS articles,
        coalesce((SELECT max(changed_at) FROM core.article_base),
            (SELECT min(started_at) AT TIME ZONE 'Asia/Shanghai' FROM ops.run)) AS changed_at
    """


def targets_of(settings: Settings) -> Targets:
    """Return where alerts go."""
    urls = tuple(url.get_secret_value() for url in settings.alert_urls)
    return Targets(urls, tuple(settings.alert_command.get_secret_value()))


def place_of(settings: Settings) -> Place:
    """Return this machine and the home."""
    return Place(gethostname(), str(settings.home.absolute()))


class Watch:
    """One step being watched; `deliveries` is what came of its alerts so far."""

    def __init__(self, settings: Settings, progress: Progress, command: str, now: Clock) -> None:
        self.settings = settings
        self.targets = targets_of(settings)
        self.progress = progress
        self.now = now
        self.home = Home(settings.home)
        self.scene = Scene(place_of(settings), command)
        self.memory = MemoryFile(settings.home)
        self.session: Session | None = None
        self.deliveries: list[Delivery] = []
        self.troubles: list[str] = []
        self.telling: threading.Thread | None = None

    def begin(self, session: Session) -> None:
        """Note the session; of runs that it found dead tell beside the work: it may die of the same."""
        self.session = session
        self.scene = replace(self.scene, run_id=session.run.run_id)
        if session.crashed:
            alert = self.scene.describe_crash(session.crashed)
            telling = threading.Thread(target=self._tell, args=(LONGEST, [alert]), daemon=True)
            try:
                telling.start()
            except RuntimeError as trouble:  # no thread is to be had
                self._note_trouble(trouble)
            else:
                self.telling = telling

    def end(self, error: BaseException | None) -> None:
        """Tell how the step ended, within the time for sending."""
        end = time.monotonic() + LONGEST
        if self.telling:
            self.telling.join(_FOR_EARLIER)
        alerts, is_fresh = self._judge(error)
        self._tell(end - time.monotonic(), alerts, is_success=error is None, is_fresh=is_fresh)
        if self.telling:
            self.telling.join(max(0.0, end - time.monotonic()))
        for delivery in self.deliveries:
            (self.progress.warn if delivery.reason else self.progress.say)(f"{delivery.told}.")
        for told in self.troubles:
            self.progress.warn(told)
        self._enter()

    def _judge(self, error: BaseException | None) -> tuple[list[Alert], bool]:
        """Return what is to be told of the end, and whether the data is known not to be too old."""
        data, now = None, self.now()
        try:
            data = read_data(self.home)
        except Exception as trouble:  # noqa: BLE001 - of whatever kind: the run ends as it would have
            self._note_trouble(trouble)
        is_late = data is not None and is_stale(data, now, self.settings.alert_after_days)
        if error is not None and not _is_overlap(error):
            checks = self.session.summary.get("checks", {}) if self.session else {}
            return [self.scene.describe_failure(_explain(self.home, error), data, checks)], not is_late
        if data is not None and is_late:
            return [self.scene.describe_staleness(data, now)], False
        return [], data is not None

    def _tell(
        self, seconds: float, alerts: list[Alert], *, is_success: bool = False, is_fresh: bool = False
    ) -> None:
        """Send what the memory lets through, and an all-clear for what is well again."""
        now, every = self.now(), timedelta(hours=self.settings.alert_every_hours)

        def choose(memory: Memory) -> list[Alert]:
            due = [told for alert in alerts if (told := remember(memory, alert, now, every))]
            closed = recover(memory, self.scene.command, is_fresh, now) if is_success else []
            return [*due, self.scene.describe_recovery(closed)] if closed else due

        if not (alerts or self.memory.path.exists()):
            return
        try:
            deliveries = send(self.targets, self._update(choose), seconds)
            self.deliveries += deliveries
            if arrived := {each.alert.key for each in deliveries if not each.reason}:
                self._update(lambda memory: note_sent(memory, arrived, now))
        except Exception as trouble:  # noqa: BLE001 - as above
            self._note_trouble(trouble)

    def _update(self, change: Callable[[Memory], T]) -> T:
        """Change the memory; where it cannot be kept, say so: better told twice than never."""
        try:
            return self.memory.update(change)
        except (OSError, ValueError) as error:
            self.troubles.append(f"What alerts were sent is not remembered, they may come again: {error}.")
            return change({})

    def _note_trouble(self, trouble: Exception) -> None:
        told = scrub(f"{type(trouble).__name__}: {trouble}", [*self.targets.urls, *self.targets.command[1:]])
        self.troubles.append(f"Alerts: {told}")

    def _enter(self) -> None:
        """Enter into the run's file what came of its alerts."""
        told = [delivery.told for delivery in self.deliveries] + self.troubles
        if told and self.session:
            try:
                add_to_run_file(self.home, self.session.run.run_id, "alerts", told)
            except (OSError, ValueError) as error:
                self.progress.warn(f"The run's file does not tell of its alerts: {error}")


def _explain(home: Home, error: BaseException) -> Failure:
    failure = error if isinstance(error, Failure) else explain_trouble(home, error)
    return failure or Failure(f"{type(error).__name__}: {error}", "上一版数据仍然可用；请看运行日志")


def _is_overlap(error: BaseException) -> bool:
    """Whether another run was at work, which is no failure; a program that has our file open is one."""
    return isinstance(error, Locked) and error.__cause__ is None


def read_data(home: Home) -> Data | None:
    """Return what is published, None if nothing is. Raises Failure if it cannot be read."""
    try:
        row = fetch_rows(home.current_generation(), _DATA)[0]
    except NoWarehouse:
        return None
    changed_at: datetime = pytz.timezone(TIMEZONE).localize(row["changed_at"])
    return Data(row["articles"], changed_at.astimezone(UTC))
