"""The schedule: the pipeline served through Prefect, by cron or at every span of time."""

import asyncio
import logging
import re
import signal
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import resource_tracker
from socket import gethostname
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.server.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.types.entrypoint import EntrypointType

from flows.errors import UsageError
from flows.liveness import is_alive
from flows.pipeline import pipeline, set_crashed, settle_dead
from flows.seedfiles.discover import make_absolute, read_roots
from flows.server import NoServer, Server, does_answer
from flows.settings import Settings
from warehouse.binding import hush_exit
from warehouse.home import Home
from warehouse.ledger import SUCCEEDED, read_runs

_MAIN_JOB = ("run", "replay")  # commands that make up for a missed run
_SPAN = re.compile(r"(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")
_PAGE = 200  # flow runs that Prefect's API gives at once
_MIDNIGHT = datetime(2020, 1, 1)  # noqa: DTZ001 - in the schedule's own time zone


@dataclass(frozen=True, slots=True)
class Timing:
    """When the pipeline is due: by cron, or at every span of time counted from a midnight.

    Counted so, and not from the start, a schedule that was stopped goes on as if it had not been.
    """

    schedule: Schedule
    rule: CronSchedule | IntervalSchedule
    told: str

    def next_after(self, instant: datetime) -> datetime:
        """Return the first due time after this one. Raises ValueError if there is none in 50 years."""
        start = instant.replace(microsecond=0) + timedelta(seconds=1)
        return asyncio.run(self.rule.get_dates(1, start=start))[0]

    def is_overdue(self, last_success: datetime | None, now: datetime) -> bool:
        """Whether a due time has passed since the last success began, or there has been none."""
        return last_success is None or self.next_after(last_success) <= now


def read_timing(cron: str, every: str | None, timezone: str) -> Timing:
    """Read the options of the schedule; `every` goes before `cron`. Raises UsageError."""
    try:
        zone = ZoneInfo(timezone)
    except (ValueError, OSError, KeyError):
        raise UsageError(
            f"--timezone {timezone}: there is no such zone.", "Give an IANA name: Asia/Shanghai, UTC."
        ) from None
    if every:
        span, anchor = _read_span(every), _MIDNIGHT.replace(tzinfo=zone)
        rule = IntervalSchedule(
            interval=span,
            anchor_date=anchor,  # type: ignore[arg-type]  # pydantic makes its own of it
            timezone=timezone,
        )
        return Timing(Interval(span, anchor_date=anchor, timezone=timezone), rule, f"every {every}")
    try:
        timing = Timing(
            Cron(cron, timezone=timezone),
            CronSchedule(cron=cron, timezone=timezone),
            f"by cron {cron}",
        )
        timing.next_after(datetime.now(UTC))
    except ValueError:
        raise UsageError(
            f"--cron {cron!r}: not a time that ever comes.",
            'Five fields, minute hour day month weekday: "30 2 * * *" is each night at half past two.',
        ) from None
    return timing


def read_last_success(home: Home) -> datetime | None:
    """Return when the last successful run of the main job began; None if there has been none."""
    for run in read_runs(home):
        if run["status"] == SUCCEEDED and run["command"] in _MAIN_JOB:
            return datetime.fromisoformat(run["started_at"])
    return None


@dataclass(frozen=True, slots=True)
class Service:
    """The pipeline as Prefect knows it now: where to see it, and when it is due next."""

    runner: "_Runner"
    url: str
    next_due: datetime
    is_catching_up: bool


def register(settings: Settings, timing: Timing, server: Server, now: datetime) -> Service:
    """Tell Prefect of the schedule, and tidy up what an earlier one left.

    If a due time has passed since the last success, one run makes up for it at once; what else
    was missed is forgotten. Raises NoServer if the API refuses us, UsageError for a seed path
    that is not there.
    """
    read_roots(settings.seeds)
    name = _name_deployment(settings, server)
    runner = _Runner(name, server)
    try:
        added = runner.add_flow(
            pipeline,
            name=name,
            schedule=timing.schedule,
            paused=False,
            parameters={
                "home": str(settings.home.absolute()),
                "seeds": [make_absolute(each) for each in settings.seeds],
                "strict": settings.strict,
                "refetch": settings.refetch,
            },
            description=pipeline.description,
            tags=["ainews"],
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        deployment_id = cast(UUID, added)  # outside of asyncio it is no coroutine
        is_overdue = timing.is_overdue(read_last_success(Home(settings.home)), now)
        with get_client(sync_client=True) as client:
            _tidy_up(client, settings, deployment_id, now)
            if is_overdue:
                client.create_flow_run_from_deployment(deployment_id, tags=["catch-up"])
    except httpx.HTTPError as error:
        raise NoServer(f"Prefect's API at {server.api_url} refuses us: {error}") from error
    url = f"{server.ui_url}/deployments/deployment/{deployment_id}"
    return Service(runner, url, timing.next_after(now), is_overdue)


class _Runner(Runner):
    """Prefect's runner, with an end of its own: first that of a run in progress, then its own."""

    def __init__(self, name: str, server: Server) -> None:
        super().__init__(name=name, pause_on_shutdown=not server.is_ours)
        self.server = server
        self.stopped_by: signal.Signals | None = None

    def serve(self) -> signal.Signals:
        """Serve until Ctrl-C or SIGTERM, and return which it was. Raises NoServer if ours ends."""
        resource_tracker.ensure_running()  # at its start it unblocks signals
        # A terminal sends Ctrl-C to all of us, but a run is to be ended once, and by us: it gets
        # it blocked, as this thread has it. Another thread hears it, this one handles it.
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, self.handle_sigterm)
        hush_exit()
        for handler in logging.getLogger().handlers:
            handler.setLevel(logging.WARNING)  # what troubles Prefect here; of runs their end is told
        try:
            return asyncio.run(self._serve())
        finally:  # before the server goes
            for handler in logging.getLogger("prefect.flow_runs").handlers:
                handler.flush()

    def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
        """Note the signal; `_serve` sees it."""
        self.stopped_by = self.stopped_by or signal.Signals(args[0])

    async def _serve(self) -> signal.Signals:
        serving = asyncio.create_task(self.start())
        try:
            while not (serving.done() or (self.stopped_by and self.started)):
                self.server.check()
                await asyncio.sleep(0.2)
            if not serving.done() and does_answer(self.server.api_url):
                pipeline.on_crashed_hooks.clear()  # what is ended now is told as cancelled
                await self.astop()
                await serving
        finally:
            if not serving.done():  # Prefect cannot be told any more
                self.pause_on_shutdown = False
                serving.cancel()
                await asyncio.wait([serving])
        if not self.stopped_by:
            raise NoServer(f"Prefect's runner ended: {serving.exception() or 'without a word'}")
        return self.stopped_by


def _name_deployment(settings: Settings, server: Server) -> str:
    """Name what we serve: a server that is not ours may know other homes, and other machines."""
    if server.is_ours:
        return "ainews"
    return re.sub(r"[^\w.]+", "-", f"ainews on {gethostname()} {settings.home.absolute()}")


def _tidy_up(client: SyncPrefectClient, settings: Settings, deployment_id: UUID, now: datetime) -> None:
    """Remove runs that were due and never begun; set those to Crashed whose process is gone."""
    settle_dead(settings.home)
    while missed := _list_runs(client, deployment_id, now, StateType.SCHEDULED):
        for flow_run in missed:
            client.delete_flow_run(flow_run.id)
    for flow_run in _list_runs(client, deployment_id, now, StateType.PENDING, StateType.RUNNING):
        if not is_alive(settings.home, str(flow_run.id)):
            set_crashed(client, flow_run.id)


def _list_runs(
    client: SyncPrefectClient, deployment_id: UUID, before: datetime, *states: StateType
) -> list[FlowRun]:
    """Return flow runs in these states that were due before, as many as Prefect gives at once."""
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
            expected_start_time=FlowRunFilterExpectedStartTime(
                before_=before  # type: ignore[arg-type]  # pydantic makes its own of it
            ),
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
        limit=_PAGE,
    )


def _read_span(text: str) -> timedelta:
    """Read 6h, 90m, 1d12h, 5s. Raises UsageError."""
    match = _SPAN.fullmatch(text.strip())
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0, 0)
    if not any((days, hours, minutes, seconds)):
        raise UsageError(f"--every {text}: not a span of time.", "Give one like 6h, 90m, 1d12h or 30s.")
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise UsageError(f"--every {text}: too long.", "Give one like 6h, 90m, 1d12h or 30s.") from None
