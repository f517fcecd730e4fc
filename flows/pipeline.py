"""The main job as a Prefect flow, and what all our flows share: how one is tracked.

A flow adds nothing to the steps but what Prefect shows: batches as tasks, progress, a named
final state, artifacts. `track` does that for each of them.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

import duckdb
import pytz
from prefect import Flow, flow, runtime, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType, TaskRun
from prefect.client.schemas.sorting import TaskRunSort
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.logging.loggers import flow_run_logger
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)
from prefect.states import Completed, Crashed, Failed
from prefect.tasks import Task, exponential_backoff
from pydantic import Field

from flows.liveness import find_dead, forget, mark_alive
from flows.progress import Pair, Progress, Silent, Told
from flows.report import Report, report_run
from flows.settings import Settings, load_settings
from flows.steps.batches import MapBatches, R, T
from flows.steps.run import RunSummary, run
from warehouse.binding import hush_exit, signals_kept
from warehouse.connect import TIMEZONE
from warehouse.errors import Failure, Locked

S = TypeVar("S")

# A run in this process does not wait for Prefect: not for a heartbeat's last beat (locks tell who
# is alive), and not for minutes where its server has gone.
_PATIENCE = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_CLIENT_MAX_RETRIES: 1}

# A parameter of our flows, as of --seeds; None takes the setting.
Seeds = Annotated[list[str], Field(min_length=1)] | None


@dataclass(slots=True)
class Caller:
    """Who calls a flow from Python: the progress it sees, and what it gets beside Prefect's state."""

    progress: Progress
    result: Any = None
    failure: Exception | None = None


_caller: ContextVar[Caller] = ContextVar("_caller")


def name_run() -> str:
    """Name a flow run after the time it was due, as people here see it."""
    return f"{runtime.flow_run.scheduled_start_time.astimezone(pytz.timezone(TIMEZONE)):%Y-%m-%d %H:%M:%S}"


def tell_end(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell the end of a scheduled run where its schedule was started: Prefect calls this."""
    if state.is_crashed():  # of which its own log may say nothing
        flow_run_logger(flow_run).info(state.message)
    if flow_run.deployment_id:
        now = datetime.now(pytz.timezone(TIMEZONE))
        name = "Cancelled" if state.is_cancelling() else state.name
        sys.stdout.write(f"{now:%Y-%m-%d %H:%M:%S}  {name}: {state.message}\n")
        sys.stdout.flush()


@flow(
    name="pipeline",
    flow_run_name=name_run,
    on_completion=[tell_end],
    on_failure=[tell_end],
    on_cancellation=[tell_end],
    on_crashed=[tell_end],
)
def pipeline(
    seeds: Seeds = None,
    home: Path | None = None,
    strict: bool = False,
    replay: bool = False,
    refetch: bool | None = None,
) -> State[RunSummary]:
    """Load what changed among the seed files and publish it: the main job, as `ainews run`.

    `refetch` tells whether pages are fetched as well; None takes the setting.
    """
    settings = load_settings({"seeds": seeds, "home": home, "strict": strict or None, "refetch": refetch})
    return track(settings, partial(run, settings, replay=replay), report_run)


def run_tracked(
    settings: Settings, api_url: str, progress: Progress, warn: Callable[[str], None], *, replay: bool
) -> RunSummary:
    """Do the main job as a flow run of this process: with the result, or the failure, of `run`.

    Where Prefect itself fails, that is told by `warn`, and the job is done all the same.
    """
    caller = Caller(progress)
    token = _caller.set(caller)
    try:
        with temporary_settings({PREFECT_API_URL: api_url, **_PATIENCE}):
            state = pipeline(
                settings.seeds,
                settings.home,
                settings.strict,
                replay,
                settings.refetch,
                return_state=True,
            )
            told = state.message
    except Exception as error:  # noqa: BLE001 - the work's own failures are in `caller`
        told = str(error)
        if caller.result is not None:
            warn(f"Prefect does not show the end of this run: {told}")
    finally:
        _caller.reset(token)
    if caller.failure:
        raise caller.failure
    if caller.result is None:
        warn(f"Prefect failed, this run is not tracked: {told}")
        return run(settings, progress, replay=replay)
    return cast(RunSummary, caller.result)


def track(
    settings: Settings,
    work: Callable[[Progress, MapBatches[Any, Any]], S],
    report: Callable[[S], Report],
) -> State[S]:
    """Do the work of a flow, tell Prefect of it, and return the state that the flow ends in.

    A taken run lock is no failure: the flow ends Skipped, and says who is writing.
    """
    caller = _caller.get(None) or Caller(Silent())
    name = runtime.flow_run.flow_name
    hush_exit()
    with mark_alive(settings.home, runtime.flow_run.id):
        with _telling_prefect():
            settle_dead(settings.home)
        caller.progress.say(f"Tracked at {runtime.flow_run.ui_url}")
        try:
            with signals_kept():
                caller.result = work(Pair(caller.progress, TrackedProgress(name)), map_in_tasks)
        except Locked as locked:
            caller.failure = locked
            return Completed(name="Skipped", message=locked.message)
        except Failure as failure:
            caller.failure = failure
            return Failed(message=f"{failure.message} {failure.hint}", data=failure)
        except Exception as error:
            caller.failure = error
            raise
        told = report(caller.result)
        with _telling_prefect():
            create_markdown_artifact(told.to_markdown(), f"{name}-report", told.message)
            create_table_artifact(told.to_rows(), f"{name}-measures", "What the run counted.")
    is_failure = settings.strict and (told.is_rejecting or told.warnings)
    state_type = StateType.FAILED if is_failure else StateType.COMPLETED
    return State(type=state_type, name=told.outcome, message=told.message, data=caller.result)


def settle_dead(home: Path) -> None:
    """Set to Crashed what Prefect still shows of the flow runs of this home whose process died."""
    for flow_run_id in find_dead(home):
        with get_client(sync_client=True) as client, suppress(ObjectNotFound):
            set_crashed(client, UUID(flow_run_id))
        forget(home, flow_run_id)


def set_crashed(client: SyncPrefectClient, flow_run_id: UUID) -> None:
    """Set a flow run to Crashed, and its tasks, unless they have ended; say so in its log."""
    told = "Its process died; the next run carries on from what was committed."
    crashed: State[Any] = Crashed(message=told)
    flow_run = client.read_flow_run(flow_run_id)
    for task_run in client.read_task_runs(
        flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])),
        sort=TaskRunSort.ID_DESC,
        limit=1,  # one task at a time
    ):
        if not (task_run.state and task_run.state.is_final()):
            client.set_task_run_state(task_run.id, crashed, force=True)
    if not (flow_run.state and flow_run.state.is_final()):
        flow_run_logger(flow_run).info(told)
        client.set_flow_run_state(flow_run_id, crashed, force=True)


def map_in_tasks(function: Callable[[T], R], batches: Iterable[T]) -> Iterator[R]:
    """Do one batch after another as Prefect tasks, each in this thread: the connection is in use here.

    A task is given the batch's number and size: Prefect looks into parameters, and keeps them.
    """

    @task(
        task_run_name="batch {number}, size {size}",
        retries=2,
        retry_delay_seconds=exponential_backoff(backoff_factor=1),
        retry_jitter_factor=0.5,
        retry_condition_fn=_is_passing,
        cache_policy=NO_CACHE,
    )
    def do_batch(number: int, size: int) -> R:
        return function(batch)

    for number, batch in enumerate(batches, start=1):
        yield do_batch(number, len(batch) if isinstance(batch, Sized) else 1)


class TrackedProgress(Told):
    """Progress in Prefect: lines of the flow's log, and an artifact for a stage that is long."""

    def __init__(self, flow_name: str) -> None:
        super().__init__(get_run_logger().info)
        self.key = f"{flow_name}-progress"
        self.artifact_id: UUID | None = None

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Tell how far the stage is; its artifact comes with the first line."""
        with super().stage(title, total) as advance:
            yield advance
        if self.artifact_id:
            with _telling_prefect():
                update_progress_artifact(self.artifact_id, progress=100.0)
            self.artifact_id = None

    def tell_stage(self, title: str, done: int, total: int) -> None:
        """Tell how far the stage is."""
        super().tell_stage(title, done, total)
        percent = 100.0 * done / total
        with _telling_prefect():
            if self.artifact_id:
                update_progress_artifact(self.artifact_id, progress=percent)
            else:
                self.artifact_id = cast(UUID, create_progress_artifact(percent, self.key, title))


@contextmanager
def _telling_prefect() -> Iterator[None]:
    """Let what Prefect cannot be told be no failure of the work."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - of whatever kind: a server may be busy, or gone
        get_run_logger().warning(f"Prefect could not be told: {error}")


def _is_passing(task: Task[..., Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass: what the disk or the network said, and no mistake of ours."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError | duckdb.IOException)
