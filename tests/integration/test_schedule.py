"""`ainews schedule`: it fires, through kills, overlaps and outages; and it stops cleanly."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.server import Server
from tests.bench.seed_generator import SeedGenerator
from tests.conftest import SEED_FILE, Workshop
from tests.integration.conftest import Prefect, Program, start, wait_for
from warehouse.errors import Locked
from warehouse.home import PROJECT
from warehouse.ledger import RUNNING, read_runs
from warehouse.lock import hold_lock


class Scheduled:
    """A schedule of a workshop at the server that there is, and the flow runs that came of it."""

    def __init__(self, prefect: Prefect, workshop: Workshop, *arguments: str) -> None:
        self.prefect = prefect
        self.workshop = workshop
        self.program = self.start(*arguments)

    def start(self, *arguments: str) -> Program:
        log = self.workshop.root / f"log{len(list(self.workshop.root.glob('log*')))}"
        where = ("--home", str(self.workshop.home.root), "--seeds", str(self.workshop.seeds))
        environment = {"PREFECT_API_URL": self.prefect.api_url, "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
        program = start(log, "schedule", *where, *arguments, **environment)
        wait_for(lambda: "Ctrl-C" in program.told or program.process.poll() is not None)
        return program

    def flow_runs(self, *states: str) -> list[dict[str, Any]]:
        """The flow runs that were due by now and are in these states, the first first."""
        found = self.prefect.ask(
            "flow_runs",
            flow_runs={
                "expected_start_time": {"before_": datetime.now(UTC).isoformat()},
                "state": {"name": {"any_": list(states)}},
            },
            sort="EXPECTED_START_TIME_ASC",
        )
        return [each for each in found if each["parameters"].get("home") == str(self.workshop.home.root)]

    def run_now(self) -> None:
        """What the button `Run` of Prefect's page does."""
        name = self.flow_runs("Completed")[0]["deployment_id"]
        httpx.post(f"{self.prefect.api_url}/deployments/{name}/create_flow_run", json={}, trust_env=False)

    def find_process(self) -> int | None:
        """The process of the run in progress."""
        running = (run for run in read_runs(self.workshop.home, 1) if run["status"] == RUNNING)
        return next((run["process_id"] for run in running), None)


def test_it_fires_again_through_a_kill_and_an_overlap(prefect: Prefect, workshop: Workshop) -> None:
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.run()
    schedule = Scheduled(prefect, workshop, "--every", "10s")
    try:
        first = wait_for(lambda: schedule.flow_runs("Completed"))[-1]
        assert first["state"]["message"] == "nothing changed in 1 seed file"
        SeedGenerator().write(workshop.seeds, 900)
        schedule.run_now()
        os.kill(wait_for(schedule.find_process), signal.SIGKILL)
        wait_for(lambda: schedule.flow_runs("Crashed"))
        second = wait_for(lambda: schedule.flow_runs("CompletedWithRejects"))[0]
        assert second["auto_scheduled"]
        assert "pipeline-report" in prefect.artifacts(second["id"])
        assert workshop.rows("SELECT count(*) > 800 FROM core.article") == [(True,)]
        told = f"`ainews replay` (process {os.getpid()} "
        with ExitStack() as stack:
            wait_for(lambda: try_lock(stack, workshop))
            schedule.run_now()
            wait_for(lambda: [r for r in schedule.flow_runs("Skipped") if told in r["state"]["message"]])
        os.killpg(schedule.program.process.pid, signal.SIGINT)  # as a terminal does
        assert schedule.program.process.wait(60) == 130
        assert "Traceback" not in schedule.program.told
        wait_for(lambda: not is_anybody_left(schedule.program))
    finally:
        schedule.program.process.kill()


@pytest.mark.slow
def test_after_the_death_of_all_processes_one_run_makes_up_for_all(
    prefect: Prefect, workshop: Workshop
) -> None:
    SeedGenerator().write(workshop.seeds, 900)
    schedule = Scheduled(prefect, workshop, "--every", "3s")
    try:
        wait_for(schedule.find_process)
        os.killpg(schedule.program.process.pid, signal.SIGKILL)
        dead = wait_for(lambda: schedule.flow_runs("Running"))
        wait_for(lambda: len(schedule.flow_runs("Scheduled", "Late")) > 1)
        schedule.program = schedule.start("--cron", "0 0 1 1 *")
        assert "one run for those missed" in schedule.program.told
        done = wait_for(lambda: schedule.flow_runs("CompletedWithRejects"))
        assert schedule.program.stop(signal.SIGTERM) == 143
        assert [set(each["tags"]) for each in done] == [{"catch-up", "ainews"}]
        assert {prefect.state(each["id"])["name"] for each in dead} == {"Crashed"}
        assert schedule.flow_runs("Scheduled", "Late", "Pending", "Running", "Completed") == []
    finally:
        schedule.program.process.kill()


def test_one_run_makes_up_for_what_was_missed(prefect: Prefect, workshop: Workshop) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Pending, Running, Scheduled

    from flows.schedule import read_timing, register

    timing = read_timing("0 0 1 1 *", None, "Asia/Shanghai")
    server = Server(prefect.api_url, workshop.root / "log")

    def list_names(deployment_id: str) -> list[str]:
        found = prefect.ask("flow_runs", deployments={"id": {"any_": [deployment_id]}}, sort="ID_DESC")
        return sorted(each["state"]["name"] for each in found if "auto-scheduled" not in each["tags"])

    deployment_id = register(workshop.settings, timing, server, datetime.now(UTC)).url.rpartition("/")[2]
    with get_client(sync_client=True) as client:
        for state in (Scheduled(scheduled_time=datetime(2026, 1, 1, tzinfo=UTC)), Pending(), Running()):
            flow_run = client.create_flow_run_from_deployment(UUID(deployment_id))
            client.set_flow_run_state(flow_run.id, state, force=True)
    again = register(workshop.settings, timing, server, datetime.now(UTC))
    assert again.is_catching_up
    assert list_names(deployment_id) == ["Crashed", "Crashed", "Scheduled"]
    workshop.run()
    after = register(workshop.settings, timing, server, datetime.now(UTC))
    assert not after.is_catching_up
    assert list_names(deployment_id) == ["Crashed", "Crashed"]


def test_the_first_run_of_a_new_home_comes_at_once(prefect: Prefect) -> None:
    wait_for(lambda: "  Completed: 1 loaded, 0 rejected" in prefect.schedule.told)


def test_old_runs_leave_prefects_database(prefect: Prefect) -> None:
    def list_runs() -> list[Any]:
        return prefect.ask("flow_runs", flow_runs={"tags": {"all_": ["catch-up"]}, "name": {"any_": [name]}})

    name = "a run of long ago"
    deployment = prefect.ask("deployments", deployments={"name": {"any_": ["ainews"]}})[0]["id"]
    asked = {"name": name, "tags": ["catch-up"], "state": {"type": "COMPLETED"}}
    httpx.post(f"{prefect.api_url}/deployments/{deployment}/create_flow_run", json=asked, trust_env=False)
    assert list_runs()
    with sqlite3.connect(prefect.home / "prefect" / "prefect.db", timeout=30) as database:
        database.execute("UPDATE flow_run SET end_time = '2026-01-01 00:00:00.000000' WHERE name = ?", [name])
    database.close()
    wait_for(lambda: not list_runs())


def test_another_schedule_of_the_same_home_is_refused(prefect: Prefect) -> None:
    result = CliRunner().invoke(app, ["schedule", "--home", str(prefect.home)])
    assert (result.exit_code, f"process {prefect.schedule.process.pid} on" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--every", "6x"], "--every 6x: not a span"),
        (["--every", "0s"], "--every 0s: not a span"),
        (["--every", "6h", "--cron", "30 2 * * *"], "only one of them"),
        (["--cron", "61 * * * *"], "--cron '61 * * * *'"),
        (["--cron", "0 0 31 2 *"], "not a time that ever comes"),
        (["--timezone", "Asia/Nowhere"], "--timezone Asia/Nowhere"),
        (["--timezone", "../etc"], "--timezone ../etc"),
        (["--seeds", "no/such/folder"], "no such file or folder"),
    ],
)
def test_wrong_usage_is_told_and_exits_2(
    prefect: Prefect, workshop: Workshop, arguments: list[str], says: str
) -> None:
    os.environ["PREFECT_API_URL"] = prefect.api_url
    result = CliRunner().invoke(app, ["schedule", "--home", str(workshop.home.root), *arguments])
    assert (result.exit_code, says in result.stderr) == (2, True), result.output


def test_it_is_due_where_a_time_has_passed_since_the_last_success(prefect: Prefect) -> None:
    from flows.schedule import read_timing

    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+08:00")

    nightly = read_timing("30 2 * * *", None, "Asia/Shanghai")
    assert nightly.next_after(at("2026-11-24T02:30")) == at("2026-11-25T02:30")
    assert nightly.is_overdue(None, at("2026-11-24T12:00"))
    assert not nightly.is_overdue(at("2026-11-24T02:31"), at("2026-11-25T02:29"))
    assert nightly.is_overdue(at("2026-11-24T02:31"), at("2026-11-25T02:30"))
    hours = read_timing("", "6h", "Asia/Shanghai")
    assert hours.next_after(at("2026-11-24T05:59")) == at("2026-11-24T06:00")
    assert read_timing("", "1d12h", "UTC").next_after(at("2020-01-01T08:00")) == at("2020-01-02T20:00")


def test_work_pools_get_the_same_deployment(prefect: Prefect, tmp_path: Path) -> None:
    from prefect.flows import load_flow_from_entrypoint

    from flows.schedule import read_timing

    pool = {"name": "ainews", "type": "process"}
    httpx.post(f"{prefect.api_url}/work_pools/", json=pool, trust_env=False).raise_for_status()
    environment = {"PREFECT_HOME": str(tmp_path), "PREFECT_API_URL": prefect.api_url, "DO_NOT_TRACK": "1"}
    subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    deployed = prefect.ask("deployments", deployments={"name": {"any_": ["nightly"]}})[0]
    timing = read_timing("30 2 * * *", None, "Asia/Shanghai")
    assert deployed["schedules"][0]["schedule"] == timing.rule.model_dump()
    assert deployed["pull_steps"] == [
        {"prefect.deployments.steps.set_working_directory": {"directory": str(PROJECT)}}
    ]
    assert load_flow_from_entrypoint(str(PROJECT / deployed["entrypoint"])).name == "pipeline"


def try_lock(stack: ExitStack, workshop: Workshop) -> bool:
    """Take the run lock, if no run has it."""
    try:
        stack.enter_context(hold_lock(workshop.home, "run-1", "replay", datetime.now(UTC)))
    except Locked:
        return False
    return True


def is_anybody_left(program: Program) -> bool:
    """Whether a process of the program's session lives."""
    try:
        os.killpg(program.process.pid, 0)
    except ProcessLookupError:
        return False
    return True
