"""Tracked runs, against a real server: what Prefect shows, and that the work is the same with it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.conftest import SEED_FILE, Workshop
from tests.integration.conftest import Prefect, start, wait_for
from warehouse.connect import connect_reader
from warehouse.home import Home
from warehouse.lock import hold_lock

TABLES = ("core.article", "core.article_tag", "core.article_technology", "core.article_industry", "core.tag")


@pytest.fixture
def mixed(workshop: Workshop) -> Workshop:
    """Four records and a file that is none."""
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.write("three.jsonl", "".join(f'{{"标题": "{n}", "总结": "文{n}"}}\n' for n in "甲乙丙"))
    workshop.write("note.txt", "没有标签")
    return workshop


class TestFlows:
    def test_pipeline_ends_with_counts_and_leaves_its_artifacts(
        self, prefect: Prefect, mixed: Workshop
    ) -> None:
        from flows.pipeline import pipeline

        state = pipeline(seeds=[str(mixed.seeds)], home=mixed.home.root, return_state=True)
        flow_run_id = str(state.state_details.flow_run_id)
        shown = prefect.state(flow_run_id)
        assert (shown["name"], shown["type"]) == ("CompletedWithRejects", "COMPLETED")
        assert shown["message"] == "4 loaded, 1 rejected; articles: 4 added"
        artifacts = prefect.artifacts(flow_run_id)
        assert "record_malformed | 1 | reject" in artifacts["pipeline-report"]
        assert str(mixed.home.current_generation()) in artifacts["pipeline-report"]
        measures = {row["measure"]: row["number"] for row in json.loads(artifacts["pipeline-measures"])}
        assert (measures["records_loaded"], measures["files_rejected"], measures["generations"]) == (4, 0, 1)
        assert wait_for(lambda: prefect.task_runs(flow_run_id)) == ["batch 1, size 3"]

    def test_ingest_and_publish_are_flows_too(self, prefect: Prefect, mixed: Workshop) -> None:
        from flows.ingest import ingest
        from flows.publish import publish

        loaded = ingest(seeds=[str(mixed.seeds)], home=mixed.home.root, return_state=True)
        assert loaded.message == "4 loaded, 1 rejected; articles: 4 added"
        published = publish(home=mixed.home.root, return_state=True)
        assert published.message == f"published {mixed.home.current_generation().name}"
        assert prefect.artifacts(str(published.state_details.flow_run_id)).keys() == {
            "publish-report",
            "publish-measures",
        }

    def test_refetch_is_a_flow_and_its_outcomes_are_measures(
        self, prefect: Prefect, workshop: Workshop
    ) -> None:
        from flows.pipeline import pipeline
        from flows.refetch import refetch

        link = "http://127.0.0.1:9/a"  # not public, and not allowed: no site is asked
        workshop.write("a.txt", f"标题: 甲\n链接: {link}\n总结: 文\n")
        where = {"seeds": [str(workshop.seeds)], "home": workshop.home.root}
        state = pipeline(**where, refetch=True, return_state=True)
        assert str(state.message).endswith("1 of 1 page due fetched (refused_address 1)")
        assert workshop.rows("SELECT last_outcome FROM core.page") == [("refused_address",)]
        again = refetch(home=workshop.home.root, return_state=True)
        assert (again.name, again.message) == ("Completed", "no page was due")
        artifacts = prefect.artifacts(str(state.state_details.flow_run_id))
        measures = {row["measure"]: row["number"] for row in json.loads(artifacts["pipeline-measures"])}
        assert (measures["pages_fetched"], measures["outcome_refused_address"]) == (1, 1)

    def test_strict_fails_where_something_was_rejected(self, prefect: Prefect, mixed: Workshop) -> None:
        from flows.pipeline import pipeline

        state = pipeline(seeds=[str(mixed.seeds)], home=mixed.home.root, strict=True, return_state=True)
        assert (state.type.value, state.name) == ("FAILED", "CompletedWithRejects")
        assert mixed.rows("SELECT count(*) FROM core.article") == [(4,)]

    def test_foreseen_failure_says_what_to_do(self, prefect: Prefect, workshop: Workshop) -> None:
        from flows.pipeline import pipeline

        state = pipeline(seeds=["no/such/folder"], home=workshop.home.root, return_state=True)
        assert (state.type.value, "Give a folder" in str(state.message)) == ("FAILED", True)

    def test_wrong_parameters_are_refused(self, prefect: Prefect) -> None:
        from prefect.exceptions import ParameterTypeError

        from flows.pipeline import pipeline

        with pytest.raises(ParameterTypeError, match="at least 1 item"):
            pipeline(seeds=[])

    def test_taken_lock_is_skipped_and_says_who_writes(self, prefect: Prefect, mixed: Workshop) -> None:
        from flows.pipeline import pipeline

        mixed.home.root.mkdir()
        with hold_lock(mixed.home, "run-1", "replay", datetime.now(UTC)):
            state = pipeline(seeds=[str(mixed.seeds)], home=mixed.home.root, return_state=True)
        assert (state.type.value, state.name) == ("COMPLETED", "Skipped")
        assert f"`ainews replay` (process {os.getpid()}" in str(state.message)


class TestBatches:
    def test_only_what_may_pass_is_tried_again(self, prefect: Prefect) -> None:
        from prefect import flow

        from flows.pipeline import map_in_tasks

        tries: list[str] = []

        def load(batch: list[str]) -> int:
            tries.append(batch[0])
            if batch == ["once"] and tries.count("once") == 1:
                raise OSError("the network share was away for a moment")
            if batch == ["never"]:
                raise ValueError("a mistake")
            return len(batch)

        @flow
        def probe() -> list[int]:
            return list(map_in_tasks(load, [["a", "b"], ["once"], ["never"]]))

        with pytest.raises(ValueError, match="a mistake"):
            probe()
        assert tries == ["a", "once", "once", "never"]

    def test_long_stage_has_an_artifact_that_ends_at_100(self, prefect: Prefect) -> None:
        from prefect import flow, runtime

        from flows.pipeline import TrackedProgress

        seen = []

        @flow
        def probe() -> None:
            progress = TrackedProgress("probe")
            progress.clock = iter(range(0, 100, 10)).__next__
            with progress.stage("Loading", 4) as advance:
                advance(2)
                seen.append(prefect.artifacts(runtime.flow_run.id)["probe-progress"])
            seen.append(prefect.artifacts(runtime.flow_run.id)["probe-progress"])

        probe()
        assert seen == [50.0, 100.0]


class TestTrackedRun:
    def test_it_does_and_prints_the_same(
        self, prefect: Prefect, mixed: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain, tracked = Home(mixed.root / "plain"), Home(mixed.root / "tracked")
        without = ainews(plain, mixed, "--strict")
        monkeypatch.setenv("AINEWS_PREFECT_API_URL", prefect.api_url)
        with_it = ainews(tracked, mixed, "--strict")
        assert (without.exit_code, with_it.exit_code) == (3, 3), with_it.output
        assert [line.split("gen-")[0] for line in with_it.stdout.splitlines()[1:6]] == [
            line.split("gen-")[0] for line in without.stdout.splitlines()[1:6]
        ]
        assert read_tables(tracked) == read_tables(plain)
        state = prefect.state(find_flow_run_id(with_it.stderr))
        assert (state["name"], state["type"]) == ("CompletedWithRejects", "FAILED")

    def test_taken_lock_is_the_same_failure(
        self, prefect: Prefect, mixed: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PREFECT_API_URL", prefect.api_url)
        mixed.home.root.mkdir()
        with hold_lock(mixed.home, "run-1", "run", datetime.now(UTC)):
            result = ainews(mixed.home, mixed)
        assert (result.exit_code, "is writing to" in result.stderr) == (1, True)
        assert prefect.state(find_flow_run_id(result.stderr))["name"] == "Skipped"

    def test_killed_run_is_crashed_and_the_next_one_carries_on(
        self, prefect: Prefect, mixed: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arguments = ("--seeds", str(mixed.seeds), "--home", str(mixed.home.root))
        killed = start(mixed.root / "log", "run", *arguments, PREFECT_API_URL=prefect.api_url)
        marks = mixed.home.root / "prefect" / "running"
        flow_run_id = wait_for(lambda: [path.stem for path in marks.glob("*.json")])[0]
        killed.process.kill()
        killed.process.wait()
        assert prefect.state(flow_run_id)["type"] == "RUNNING"
        monkeypatch.setenv("PREFECT_API_URL", prefect.api_url)
        assert ainews(mixed.home, mixed).exit_code == 0
        assert prefect.state(flow_run_id)["name"] == "Crashed"
        assert list(marks.iterdir()) == []
        assert mixed.rows("SELECT count(*) FROM core.article") == [(4,)]

    def test_without_an_answer_it_warns_and_runs(
        self, mixed: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
        result = ainews(mixed.home, mixed)
        assert (result.exit_code, "does not answer" in result.stderr) == (0, True)
        assert mixed.rows("SELECT count(*) FROM core.article") == [(4,)]

    def test_where_prefect_fails_it_warns_and_runs(
        self, prefect: Prefect, mixed: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Prefect takes no parameters of more than half a megabyte."""
        monkeypatch.setenv("PREFECT_API_URL", prefect.api_url)
        many = [str(mixed.seeds / "three.jsonl")] * 15_000
        result = CliRunner().invoke(app, ["run", "--home", str(mixed.home.root), "--seeds", *many])
        assert (result.exit_code, "not tracked" in result.stderr) == (0, True), result.output
        assert mixed.rows("SELECT count(*) FROM core.article") == [(3,)]

    def test_without_an_api_prefect_is_not_even_imported(self, mixed: Workshop) -> None:
        probe = (
            "import sys; from flows.cli import app; app(standalone_mode=False); "
            "print('prefect' in sys.modules, 'httpx' in sys.modules)"
        )
        arguments = ["run", "--home", str(mixed.home.root), "--seeds", str(mixed.seeds)]
        done = subprocess.run(
            [sys.executable, "-c", probe, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.endswith("False False\n")


def ainews(home: Home, seeds: Workshop, *more: str) -> Any:
    """Run the main job in this process."""
    arguments = ["run", "--home", str(home.root), "--seeds", str(seeds.seeds), *more]
    return CliRunner().invoke(app, arguments)


def find_flow_run_id(told: str) -> str:
    """Return the id at the end of the address that a tracked run tells."""
    return next(word for word in told.split() if "/flow-run/" in word).rpartition("/")[2]


def read_tables(home: Home) -> dict[str, list[Any]]:
    """Return the rows of core, without what names a run or a time of loading."""
    con = connect_reader(home.current_generation() / "warehouse.duckdb")
    try:
        return {
            table: con.execute(
                f"SELECT COLUMNS(lambda name: name NOT SIMILAR TO '.*(run_id|_at)') FROM {table} ORDER BY ALL"
            ).fetchall()
            for table in TABLES
        }
    finally:
        con.close()
