"""What tests share: a scratch home, and a run of the real program on files written for the test."""

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.progress import Silent
from flows.seedfiles.labels import FieldLabels, read_labels
from flows.settings import VOCABULARY, Settings, load_settings
from flows.steps.run import RunSummary, run
from warehouse.connect import connect_reader
from warehouse.home import PROJECT, Home

# Fixtures that several files share.
COSTLY = {"prefect_server", "demo"}
SEED_FILE = PROJECT / "seeds" / "articles" / "000_4eae6479506a09f7.txt"


@dataclass
class Workshop:
    """A home of its own and a folder of seeds; `run` runs ainews on them, `rows` asks the result."""

    root: Path
    flags: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seeds.mkdir(exist_ok=True, parents=True)

    @property
    def seeds(self) -> Path:
        return self.root / "articles"

    @property
    def home(self) -> Home:
        return Home(self.root / "home")

    @property
    def settings(self) -> Settings:
        flags = {"home": self.home.root, "seeds": [str(self.seeds)], **self.flags}
        return load_settings(flags)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, **options: Any) -> RunSummary:
        return run(self.settings, Silent(), **options)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published generation."""
        con = connect_reader(self.home.current_generation() / "warehouse.duckdb")
        try:
            return con.execute(sql).fetchall()
        finally:
            con.close()

    def problems(self, status: str = "open") -> list[str]:
        """The codes of all problems, sorted."""
        sql = f"SELECT code FROM landing.problem WHERE status = '{status}' ORDER BY code"
        return [code for (code,) in self.rows(sql)]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep in one of the test processes what shares costly parts: a file, Prefect's server, the demo."""
    for item in items:
        costly = COSTLY & set(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group(min(costly, default=str(item.path))))


@pytest.fixture(scope="session")
def labels() -> FieldLabels:
    """The labels of the seed form, as the program reads them."""
    return read_labels(VOCABULARY / "labels.csv")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture
def make_workshop(tmp_path: Path) -> Callable[[str], Workshop]:
    def make(name: str) -> Workshop:
        (tmp_path / name).mkdir()
        return Workshop(tmp_path / name)

    return make


@pytest.fixture
def memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse in memory, migrated, with all views."""
    from warehouse.migrate import migrate
    from warehouse.models import create_views, read_models

    con = duckdb.connect()
    migrate(con)
    create_views(con, read_models("core", "reporting"))
    yield con
    con.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a small demo: a published warehouse in which every reporting table has rows."""
    home = tmp_path_factory.mktemp("demo")
    arguments = ("demo", str(home), "--articles", "300", "--day", "2026-03-01", "--json")
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["articles"] == 300
    return home


def pytest_sessionfinish() -> None:
    gc.collect()  # else DuckDB's binding tells of objects that the interpreter's end would free
