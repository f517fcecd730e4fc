"""A real Superset on loopback, and a warehouse of eight months of articles for it to show."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.bench.seed_generator import SeedGenerator
from tests.conftest import Workshop
from tests.integration.conftest import wait_for
from warehouse.exporting.superset.bundle import write_bundle
from warehouse.home import PROJECT

PROGRAMS = PROJECT / ".venv" / "superset" / "bin"
MONTHS, FILES_OF_MONTH = 8, 60
PASSWORD = "loopback"
CONFIGURATION = """
SECRET_KEY = "of-a-scratch-superset-on-loopback-only"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
PREVENT_UNSAFE_DB_CONNECTIONS = False
LANGUAGES = {{"zh": {{"flag": "cn", "name": "简体中文"}}, "en": {{"flag": "us", "name": "English"}}}}
BABEL_DEFAULT_LOCALE = "zh"
"""


@dataclass
class Superset:
    """A server that answers, its administrator's session, and the bundle that it got."""

    address: str
    environment: dict[str, str]
    bundle: Path
    api: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.api = httpx.Client(base_url=f"{self.address}/api/v1", trust_env=False, timeout=60)
        login = {"username": "admin", "password": PASSWORD, "provider": "db"}
        token = self.api.post("/security/login", json=login).raise_for_status().json()["access_token"]
        self.api.headers["Authorization"] = f"Bearer {token}"
        self.api.headers["X-CSRFToken"] = self.get("/security/csrf_token/")

    def list(self, kind: str) -> list[dict[str, Any]]:
        """Return all charts, datasets, dashboards or databases."""
        return self.get(f"/{kind}/", q="(page_size:100)")

    def get(self, path: str, **parameters: str) -> Any:
        return self.api.get(path, params=parameters).raise_for_status().json()["result"]

    def import_as_dashboard(self) -> None:
        """Import the bundle as the README says it."""
        superset("import-dashboards", "-p", self.bundle, "-u", "admin", environment=self.environment)

    def import_as_assets(self) -> None:
        """Import the bundle by the API that replaces everything in it."""
        with self.bundle.open("rb") as file:
            self.api.post("/assets/import/", files={"bundle": file}).raise_for_status()


def superset(*arguments: str | Path, environment: dict[str, str]) -> None:
    command = [PROGRAMS / "superset", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Months come of the clock: each run is of the third of a month."""
    workshop, generator = Workshop(tmp_path_factory.mktemp("数据 仓库")), SeedGenerator()
    for month in range(MONTHS):
        generator.write(workshop.seeds, FILES_OF_MONTH * (month + 1))
        seconds, start = count(), datetime(2026, 1 + month, 3, 2, 30, tzinfo=UTC)
        workshop.run(now=lambda start=start, seconds=seconds: start + timedelta(seconds=next(seconds)))
    return workshop


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, warehouse: Workshop) -> Iterator[Superset]:
    """A new Superset with nothing in it but the bundle."""
    folder = tmp_path_factory.mktemp("superset")
    configuration = folder / "superset_config.py"
    configuration.write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "SUPERSET_CONFIG_PATH": str(configuration),
        "SUPERSET_HOME": str(folder),
        "FLASK_APP": "superset.app:create_app()",
        "SCARF_ANALYTICS": "false",
    }
    bundle = folder / "bundle.zip"
    write_bundle(warehouse.home, bundle)
    superset("db", "upgrade", environment=environment)
    names = ("--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "a@example.com")
    superset("fab", "create-admin", *names, "--password", PASSWORD, environment=environment)
    superset("init", environment=environment)
    superset("import-dashboards", "-p", bundle, "-u", "admin", environment=environment)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAMS / "superset", "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"

    def does_answer() -> bool:
        assert process.poll() is None, (folder / "log").read_text()[-4000:]
        try:
            return httpx.get(f"{address}/health", trust_env=False).is_success
        except httpx.TransportError:
            return False

    try:
        wait_for(does_answer)
        yield Superset(address, environment, bundle)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def chromium() -> str:
    program = shutil.which("chromium")
    assert program, "The test looks at the dashboard in Debian's Chromium: apt-get install chromium"
    return program
