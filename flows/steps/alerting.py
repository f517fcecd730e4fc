"""Alerts around a step: what of its beginning and end is worth one, and what becomes of those.

Nothing here can fail, or hold up, the run that it looks at: a run found dead is told while the run
works, its own end when the lock is free again, and both within `sending.LONGEST` seconds.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from socket import gethostname
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytz

from flows.alerts.alert import Alert, Data, Kind, Place, count_days, tell_data, tell_time
from flows.alerts.memory import Incident, Memory, MemoryFile, note_sent, recover, remember
from flows.alerts.sending import LONGEST, Delivery, Targets, send
from flows.progress import Progress
from flows.settings import Settings
from flows.steps.session import Clock, listener, read_clock
from flows.text.secrets import scrub
from warehouse.connect import TIMEZONE
from warehouse.errors import ChecksFailed, Failure, Locked, NoWarehouse
from warehouse.home import Home
from warehouse.ledger import add_to_run_file
from warehouse.query import fetch_rows
from warehouse.session import Session, is_stop
from warehouse.trouble import explain_trouble

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")

_MOST_CRASHED = 3  # run ids that an alert names

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


def alerting(
    step: Callable[Concatenate[Settings, Progress, P], S],
) -> Callable[Concatenate[Settings, Progress, P], S]:
    """Let people know of what goes wrong in a step, if there is anywhere to tell it."""

    @wraps(step)
    def told(settings: Settings, progress: Progress, /, *args: P.args, **kwargs: P.kwargs) -> S:
        now: Any = kwargs.get("now", read_clock)
        with watched(settings, progress, step.__name__, now):
            return step(settings, progress, *args, **kwargs)

    return told


@contextmanager
def watched(settings: Settings, progress: Progress, command: str, now: Clock = read_clock) -> Iterator[None]:
    """Tell by alerts how the block ends, and of runs that it finds dead; raise what it raises."""
    targets = targets_of(settings)
    if not targets:
        yield
        return
    watch = Watch(settings, targets, progress, command, now)
    token = listener.set(watch.begin)
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            watch.end(error)
        raise
    else:
        watch.end(None)
    finally:
        listener.reset(token)


@contextmanager
def failures_told(settings: Settings, progress: Progress, command: str) -> Iterator[None]:
    """Tell by an alert if the block fails, and of nothing else; raise what it raises."""
    try:
        yield
    except Exception as error:
        if targets := targets_of(settings):
            Watch(settings, targets, progress, command, read_clock).end(error)
        raise


class Watch:
    """One step being watched; `deliveries` is what came of its alerts so far."""

    def __init__(
        self, settings: Settings, targets: Targets, progress: Progress, command: str, now: Clock
    ) -> None:
        self.settings = settings
        self.targets = targets
        self.progress = progress
        self.command = command
        self.now = now
        self.home = Home(settings.home)
        self.place = place_of(settings)
        self.memory = MemoryFile(settings.home)
        self.session: Session | None = None
        self.deliveries: list[Delivery] = []
        self.troubles: list[str] = []
        self.telling: threading.Thread | None = None

    def begin(self, session: Session) -> None:
        """Note the session; of runs that it found dead tell beside the work: it may die of the same."""
        self.session = session
        if session.crashed:
            crash = self._describe_crash(session)
            self.telling = threading.Thread(target=self._tell, args=([crash],), daemon=True)
            self.telling.start()

    def end(self, error: BaseException | None) -> None:
        """Tell how the step ended, within the time for sending."""
        end = time.monotonic() + LONGEST
        try:
            alerts = self._find_alerts(error)
        except Exception as trouble:  # noqa: BLE001 - of whatever kind: the run ends as it would have
            alerts = []
            self._note_trouble(trouble)
        self._tell(alerts, is_success=error is None)
        if self.telling:
            self.telling.join(max(0.0, end - time.monotonic()))
        for delivery in self.deliveries:
            (self.progress.warn if delivery.reason else self.progress.say)(f"{delivery.told}.")
        for told in self.troubles:
            self.progress.warn(told)
        self._enter()

    def _find_alerts(self, error: BaseException | None) -> list[Alert]:
        data = read_data(self.home)
        alerts = []
        if error is not None and not isinstance(error, Locked):
            alerts.append(self._describe_failure(error, data))
        elif data and self._is_stale(data):
            alerts.append(self._describe_staleness(data))
        return alerts

    def _is_stale(self, data: Data) -> bool:
        most = self.settings.alert_after_days
        return most > 0 and count_days(data.changed_at, self.now()) >= most

    def _describe_crash(self, session: Session) -> Alert:
        names = "、".join(session.crashed[-_MOST_CRASHED:])
        return self._make(
            Kind.CRASH,
            f"运行 {names} 没有正常结束，共 {len(session.crashed)} 次；本次运行从已提交的数据继续",
            "看看是否内存不足（dmesg）或断过电；已提交的数据不会丢失",
            about="crashed",
        )

    def _describe_failure(self, error: BaseException, data: Data | None) -> Alert:
        failure = error if isinstance(error, Failure) else explain_trouble(self.home, error)
        failure = failure or Failure(f"{type(error).__name__}: {error}", "上一版数据仍然可用；请看运行日志")
        broken = self.session.summary.get("checks", {}) if self.session else {}
        is_check = isinstance(error, ChecksFailed)
        return self._make(
            Kind.CHECK if is_check else Kind.FAILURE,
            failure.message,
            failure.hint,
            facts=(tell_data(data) if data else "还没有发布过数据",),
            about=" ".join(sorted(name for name in broken if f"{name}: " in failure.message)),
        )

    def _describe_staleness(self, data: Data) -> Alert:
        days = count_days(data.changed_at, self.now())
        return self._make(
            Kind.STALE,
            f"已 {days} 天没有新数据，最近变动 {tell_time(data.changed_at)}（设置 alert_after_days = "
            f"{self.settings.alert_after_days}）",
            "检查数据来源：种子文件是否还在送来（ainews plan），网页是否抓得到（ainews status）",
            facts=(f"已发布：{data.articles:,} 篇文章",),
            about="stale",
        )

    def _describe_recovery(self, closed: list[Incident]) -> Alert:
        first = min(incident.since for incident in closed)
        return self._make(
            Kind.RECOVERY,
            f"{self.command} 已成功；自 {tell_time(first)} 起的 {sum(each.times for each in closed)} 次问题"
            f"已解除（{'、'.join(sorted({each.kind for each in closed}))}）",
            "",
        )

    def _make(
        self, kind: Kind, message: str, hint: str, *, facts: tuple[str, ...] = (), about: str = ""
    ) -> Alert:
        run_id = self.session.run.run_id if self.session else ""
        return Alert(kind, self.place, self.command, message, hint, run_id, facts, about)

    def _tell(self, alerts: list[Alert], *, is_success: bool = False) -> None:
        """Send what the memory lets through, and remember what arrived."""
        try:
            self._send(alerts, is_success)
        except Exception as trouble:  # noqa: BLE001 - as above
            self._note_trouble(trouble)

    def _send(self, alerts: list[Alert], is_success: bool) -> None:
        now, every = self.now(), timedelta(hours=self.settings.alert_every_hours)

        def choose(memory: Memory) -> list[Alert]:
            due = [told for alert in alerts if (told := remember(memory, alert, now, every))]
            is_fresh = all(alert.kind is not Kind.STALE for alert in alerts)
            closed = recover(memory, self.command, is_fresh, now) if is_success else []
            return [*due, self._describe_recovery(closed)] if closed else due

        if not (alerts or self.memory.path.exists()):
            return
        deliveries = send(self.targets, self._update(choose))
        self.deliveries += deliveries
        if arrived := {delivery.alert.key for delivery in deliveries if not delivery.reason}:
            self._update(lambda memory: note_sent(memory, arrived, now))

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


def read_data(home: Home) -> Data | None:
    """Return what is published, None if nothing is. Raises Failure if it cannot be read."""
    try:
        row = fetch_rows(home.current_generation(), _DATA)[0]
    except NoWarehouse:
        return None
    changed_at: datetime = pytz.timezone(TIMEZONE).localize(row["changed_at"])
    return Data(row["articles"], changed_at.astimezone(UTC))
