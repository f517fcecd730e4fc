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
from prefect import flow, runtime, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import State, StateType, TaskRun
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Crashed, Failed
from prefect.tasks import Task, exponential_backoff
from pydantic import Field

from flows.liveness import find_dead, forget, mark_alive
from flows.progress import Progress, Silent, Told
from flows.report import Report, report_run
from flows.settings import Settings, load_settings
from flows.steps.batches import MapBatches, R, T, map_in_process
from flows.steps.run import RunSummary, run
from warehouse.binding import hush_exit, signals_kept
from warehouse.connect import TIMEZONE
from warehouse.errors import Failure, Locked

S = TypeVar("S")

SKIPPED, WITH_REJECTS, WITH_WARNINGS = "Skipped", "CompletedWithRejects", "CompletedWithWarnings"

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


@flow(name="pipeline", flow_run_name=name_run)
def pipeline(
    seeds: Seeds = None, home: Path | None = None, strict: bool = False, replay: bool = False
) -> State[RunSummary]:
    """Load what changed among the seed files and publish it: the main job, as `ainews run`."""
    settings = load_settings({"seeds": seeds, "home": home, "strict": strict or None})
    return track(settings, partial(_run, settings, replay=replay), report_run)


def run_tracked(
    settings: Settings, api_url: str, progress: Progress, warn: Callable[[str], None], *, replay: bool
) -> RunSummary:
    """Do the main job as a flow run of this process: with the result, or the failure, of `run`.

    Where Prefect itself fails, that is told by `warn`, and the job is done all the same.
    """
    caller = Caller(progress)
    token = _caller.set(caller)
    try:
        # locks tell who is alive: a heartbeat would only make the run a second longer
        with temporary_settings({PREFECT_API_URL: api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            state = pipeline(settings.seeds, settings.home, settings.strict, replay, return_state=True)
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
        return _run(settings, progress, map_in_process, replay)
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
                caller.result = work(TrackedProgress(caller.progress, name), map_in_tasks)
        except Locked as locked:
            caller.failure = locked
            return _end(Completed(name=SKIPPED, message=locked.message))
        except Failure as failure:
            caller.failure = failure
            return _end(Failed(message=f"{failure.message} {failure.hint}", data=failure))
        except Exception as error:
            caller.failure = error
            raise
        told = report(caller.result)
        with _telling_prefect():
            create_markdown_artifact(told.to_markdown(), f"{name}-report", "What the run did.")
            rows = [{"measure": measure, "number": number} for measure, number in told.measures.items()]
            create_table_artifact(rows, f"{name}-measures", "What the run counted.")
    state_name = WITH_REJECTS if told.is_rejecting else WITH_WARNINGS if told.warnings else None
    state_type = StateType.FAILED if state_name and settings.strict else StateType.COMPLETED
    return _end(State(type=state_type, name=state_name, message=told.message, data=caller.result))


def settle_dead(home: Path) -> None:
    """Set the flow runs of this home to Crashed whose process died without a word."""
    for flow_run_id in find_dead(home):
        with get_client(sync_client=True) as client, suppress(ObjectNotFound):
            set_crashed(client, UUID(flow_run_id))
        forget(home, flow_run_id)


def set_crashed(client: SyncPrefectClient, flow_run_id: UUID) -> None:
    """Set a flow run to Crashed unless it has ended."""
    state = client.read_flow_run(flow_run_id).state
    if not (state and state.is_final()):
        crashed: State[Any] = Crashed(
            message="Its process died; the next run carries on from what was committed."
        )
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
    """Progress as the caller sees it, and in Prefect: lines of the log, an artifact for a long stage."""

    def __init__(self, shown: Progress, flow_name: str) -> None:
        super().__init__(get_run_logger().info)
        self.shown = shown
        self.flow_name = flow_name
        self.artifact_id: UUID | None = None

    def say(self, text: str) -> None:
        """Tell both the line."""
        self.shown.say(text)
        super().say(text)

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show the stage to both; its artifact comes with the first line of the log."""
        with self.shown.stage(title, total) as show, super().stage(title, total) as tell:

            def advance(number: int) -> None:
                show(number)
                tell(number)

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
                key = f"{self.flow_name}-progress"
                self.artifact_id = cast(UUID, create_progress_artifact(percent, key, title))


def _run(
    settings: Settings, progress: Progress, map_batches: MapBatches[Any, Any], replay: bool
) -> RunSummary:
    return run(settings, progress, map_batches, command="replay" if replay else "run", replay=replay)


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


def _end(state: State[Any]) -> State[Any]:
    """Tell the end of a served flow run where its schedule was started."""
    if runtime.deployment.id:
        now = datetime.now(pytz.timezone(TIMEZONE))
        sys.stdout.write(f"{now:%Y-%m-%d %H:%M:%S}  {state.name}: {state.message}\n")
        sys.stdout.flush()
    return state
