"""The demo: every reporting table has something to show, and nothing else is overwritten."""

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.commands.demo import MARK
from warehouse.connect import connect_reader
from warehouse.home import DEFAULT_HOME, Home
from warehouse.lock import hold_lock
from warehouse.models import SQL


@pytest.fixture(scope="module")
def con(demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = connect_reader(Home(demo).current_generation() / "warehouse.duckdb")
    yield con
    con.close()


def names(con: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    return {name for (name,) in con.execute(sql).fetchall()}


@pytest.mark.parametrize("name", sorted(path.stem for path in (SQL / "reporting").glob("*.sql")))
def test_every_reporting_table_has_rows(con: duckdb.DuckDBPyConnection, name: str) -> None:
    assert con.execute(f"SELECT 1 FROM reporting.{name} LIMIT 1").fetchone()


def test_runs_pages_and_input_went_well_and_badly(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("SELECT count(*) FROM reporting.article_overview").fetchone() == (300,)
    runs = names(con, "SELECT DISTINCT status FROM reporting.run_history")
    assert runs >= {"succeeded", "failed", "crashed"}
    outcomes = names(con, "SELECT DISTINCT last_outcome FROM reporting.link_health")
    assert outcomes >= {"ok", "gone", "blocked", "dns_error", "timeout", "robots_denied"}
    codes = names(con, "SELECT DISTINCT code FROM landing.problem")
    assert codes >= {"file_binary", "record_malformed", "link_invalid", "page_gone", "text_differs_from_page"}


def test_every_text_says_that_it_is_invented(con: duckdb.DuckDBPyConnection) -> None:
    unmarked = con.execute("""
        SELECT body FROM core.article_text
        WHERE body <> '' AND NOT contains(body, '演示数据') AND NOT contains(body, '虚构')
        """).fetchall()
    assert unmarked == []
    hosts = names(con, "SELECT DISTINCT host FROM core.article WHERE host IS NOT NULL")
    assert all(host.endswith(".example") for host in hosts)


def test_it_replaces_no_demo_that_somebody_is_writing_to(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text('{"process_id": 4321, "is_finished": false}')
    (tmp_path / "precious").touch()
    arguments = ("demo", str(tmp_path), "--replace", "--articles", "1")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    builds = CliRunner().invoke(app, arguments)
    os.close(descriptor)
    assert (builds.exit_code, "process 4321" in builds.output) == (1, True), builds.output
    with hold_lock(Home(tmp_path), "a-run", "run", datetime.now(UTC)):
        writes = CliRunner().invoke(app, arguments)
    assert (writes.exit_code, "`ainews run` (process" in writes.output) == (1, True), writes.output
    assert (tmp_path / "precious").exists()
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert not (tmp_path / "precious").exists()


def test_it_takes_no_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("precious")
    (tmp_path / "earlier").mkdir()
    (tmp_path / "earlier" / MARK).write_text('{"is_finished": true}')
    (tmp_path / "stopped").mkdir()
    (tmp_path / "stopped" / MARK).write_text("")
    (tmp_path / "note").touch()
    for folder, told in (
        (tmp_path / "letters", "not empty"),
        (tmp_path / "earlier", "holds a demo already"),
        (tmp_path / "stopped", "was stopped"),
        (tmp_path / "note", "is a file"),
        (DEFAULT_HOME, "usual warehouse"),
    ):
        result = CliRunner().invoke(app, ["demo", str(folder)])
        assert (result.exit_code, told in result.output) == (2, True), result.output
    result = CliRunner().invoke(app, ["demo", str(tmp_path / "letters"), "--replace"])
    assert result.exit_code == 2
    assert (tmp_path / "letters" / "a.txt").read_text() == "precious"
