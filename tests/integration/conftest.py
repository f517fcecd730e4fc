"""One real Prefect server for all tests that need one: that of a real `ainews schedule`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from flows.server import does_answer, set_environment
from flows.settings import load_settings
from tests.conftest import SEED_FILE


@dataclass
class Program:
    """`ainews` with these arguments, as a process of its own; `told` is what it printed."""

    process: "subprocess.Popen[str]"
    log: Path

    @property
    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self, number: signal.Signals) -> int:
        """Send a signal to the program alone, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def start(log: Path, *arguments: str, **environment: str) -> Program:
    """Start the program; its session is its own, as in a terminal of its own."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", *arguments]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    return Program(process, log)


def wait_for(what: Callable[[], Any], seconds: float = 90) -> Any:
    """Return what is found as soon as it is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"Not within {seconds:.0f} s: {what}")


@dataclass(frozen=True)
class Prefect:
    """A server that answers, and the schedule that started it."""

    api_url: str
    schedule: Program
    home: Path

    def ask(self, path: str, **filters: Any) -> list[dict[str, Any]]:
        """Return what the API lists."""
        answer = httpx.post(f"{self.api_url}/{path}/filter", json=filters, trust_env=False, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def state(self, flow_run_id: str) -> dict[str, Any]:
        """Return the state of a flow run: its type, name and message."""
        return self.ask("flow_runs", flow_runs={"id": {"any_": [flow_run_id]}})[0]["state"]

    def artifacts(self, flow_run_id: str) -> dict[str, Any]:
        """Return what the artifacts of a flow run hold, by key."""
        found = self.ask("artifacts", flow_runs={"id": {"any_": [flow_run_id]}})
        return {each["key"]: each["data"] for each in found}

    def task_runs(self, flow_run_id: str) -> list[str]:
        """Return the names of a flow run's tasks."""
        return [each["name"] for each in self.ask("task_runs", flow_runs={"id": {"any_": [flow_run_id]}})]


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    """The server of `ainews schedule`, which must stop with it on SIGTERM."""
    folder = tmp_path_factory.mktemp("schedule")
    home = folder / "home"
    arguments = ("--cron", "0 0 1 1 *", "--home", str(home), "--seeds", str(SEED_FILE.parent))
    often = {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "5"}
    schedule = start(folder / "log", "schedule", *arguments, AINEWS_PREFECT_PORT="4290", **often)

    def find_address() -> str | None:
        assert schedule.process.poll() is None, schedule.told
        return next((word for word in schedule.told.split() if word.startswith("http://")), None)

    try:
        address = wait_for(find_address, 150)
        api_url = f"{address.partition('/deployments')[0]}/api"
        with patch.dict(os.environ):  # what Prefect reads at its first import; no user's own is found
            set_environment(load_settings({"home": folder / "client"}), api_url)
            import prefect  # noqa: F401
        yield Prefect(api_url, schedule, home)
        assert schedule.stop(signal.SIGTERM) == 143, schedule.told
        assert "Stopped." in schedule.told
        assert not does_answer(api_url)
    finally:
        schedule.process.kill()


@pytest.fixture
def prefect(prefect_server: Prefect) -> Iterator[Prefect]:
    """The server, as the one of this process for one test."""
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    here = {PREFECT_API_URL: prefect_server.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}
    with patch.dict(os.environ), temporary_settings(here):
        yield prefect_server
