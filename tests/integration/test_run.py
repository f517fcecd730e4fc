"""Whole runs on the real DuckDB: what is promised of the main job."""

import json
import multiprocessing
import threading
import time
from datetime import UTC, datetime

import duckdb
import pytest

from flows.errors import UsageError
from flows.steps import ingest as ingest_step
from flows.steps import publish as publish_step
from tests.conftest import SEED_FILE, Workshop
from warehouse import publish as publication
from warehouse.errors import ChecksFailed, HomeFailure, Locked, MigrationChanged, NoWarehouse
from warehouse.ledger import read_runs
from warehouse.lock import hold_lock
from warehouse.migrate import MIGRATIONS, migrate
from warehouse.publish import KEPT_GENERATIONS
from warehouse.status import read_status

RECORD = "标题: {0}\n链接: https://example.com/{0}\n总结: {1}\n关键词: 甲, 乙\nAI技术: 大模型\n行业: 医疗\n"


def write_record(workshop: Workshop, name: str, body: str = "第一段。\u3000\u3000第二段。") -> None:
    workshop.write(f"{name}.txt", RECORD.format(name, body))


def generations(workshop: Workshop) -> list[str]:
    return sorted(path.name for path in workshop.home.published.iterdir())


class TestIdempotence:
    def test_second_run_changes_nothing_but_the_ledger(self, workshop: Workshop) -> None:
        workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
        first = workshop.run()
        before = generations(workshop)
        second = workshop.run()
        assert first.ingest.build.added == 1
        assert (second.ingest.unchanged, second.ingest.build.added) == (1, 0)
        assert second.publish.generation is None
        assert generations(workshop) == before
        assert [run["status"] for run in read_runs(workshop.home)] == ["succeeded", "succeeded"]

    def test_touched_file_is_not_loaded_again(self, workshop: Workshop) -> None:
        write_record(workshop, "a")
        workshop.run()
        path = workshop.seeds / "a.txt"
        path.write_bytes(path.read_bytes())
        summary = workshop.run()
        assert (summary.ingest.batches.touched, summary.ingest.batches.loaded) == (1, 0)
        assert summary.publish.generation is None
        assert workshop.run().ingest.batches.touched == 0

    def test_changed_at_moves_only_with_the_values(self, workshop: Workshop) -> None:
        workshop.write("all.jsonl", '{"标题": "甲", "总结": "文"}\n{"标题": "乙", "总结": "文"}\n')
        first = workshop.run()
        workshop.write("all.jsonl", '{"标题": "乙", "总结": "文"}\n{"标题": "甲", "总结": "新文"}\n')
        second = workshop.run()
        runs = dict(workshop.rows("SELECT title || body, changed_run_id FROM core.article"))
        assert runs == {"乙文": first.run_id, "甲新文": second.run_id}
        assert (second.ingest.build.added, second.ingest.build.removed) == (
            1,
            1,
        )  # no link: the text is its id


class TestReplay:
    def test_newer_rules_reach_files_that_did_not_change(
        self, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from flows.steps import rows

        write_record(workshop, "a", "正文。附注")
        workshop.run()
        clean = rows.assess

        def clean_better(record):
            article, problems = clean(record)
            return article._replace(event_summary="新的摘要"), problems

        monkeypatch.setattr(rows, "assess", clean_better)
        monkeypatch.setattr(rows, "CLEANER_VERSION", rows.CLEANER_VERSION + 1)
        monkeypatch.setattr(ingest_step, "CLEANER_VERSION", ingest_step.CLEANER_VERSION + 1)
        assert workshop.run().ingest.batches.loaded == 0
        assert workshop.run(replay=True).ingest.batches.loaded == 1
        assert workshop.rows("SELECT event_summary FROM core.article") == [("新的摘要",)]

    def test_core_is_built_again_when_its_sql_changes(self, workshop: Workshop) -> None:
        write_record(workshop, "a")
        workshop.run()
        con = duckdb.connect(workshop.home.database)
        con.execute("DELETE FROM core.article_tag")
        con.execute("UPDATE ops.fingerprint SET sha256 = 'older' WHERE name = 'core.article_tag'")
        con.close()
        workshop.run()
        assert workshop.rows("SELECT count(*) FROM core.article_tag") == [(2,)]


class TestRoots:
    def test_another_folder_of_the_same_name_replaces_nothing(self, workshop: Workshop) -> None:
        write_record(workshop, "a")
        workshop.run()
        other = workshop.root / "other" / "articles"
        other.mkdir(parents=True)
        (other / "a.txt").write_text(RECORD.format("b", "文"), encoding="utf-8")
        workshop.flags["seeds"] = [str(other)]
        with pytest.raises(UsageError, match="would be replaced"):
            workshop.run()
        workshop.flags["seeds"] = [f"more={other}"]
        workshop.run()
        assert workshop.rows("SELECT title FROM core.article ORDER BY 1") == [("a",), ("b",)]


class TestVocabulary:
    def test_new_alias_reaches_articles_already_loaded(
        self, workshop: Workshop, tmp_path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from flows.steps import labels

        folder = tmp_path / "vocabulary"
        folder.mkdir()
        for name in ("industries.csv", "technologies.csv", "ignored.csv", "labels.csv"):
            (folder / name).write_bytes((labels.VOCABULARY / name).read_bytes())
        monkeypatch.setattr(labels, "VOCABULARY", folder)
        workshop.write("a.txt", RECORD.format("a", "文").replace("医疗", "星际旅行业"))
        workshop.run()
        assert workshop.rows(
            "SELECT is_known FROM core.article_industry JOIN core.industry USING (industry_id)"
        ) == [(False,)]
        lines = (folder / "industries.csv").read_text(encoding="utf-8").splitlines()
        lines = [f"{line}|星际旅行业" if line.startswith("56,") else line for line in lines]
        (folder / "industries.csv").write_text("\n".join(lines), encoding="utf-8")
        summary = workshop.run()
        assert summary.ingest.batches.loaded == 0
        assert workshop.rows("SELECT industry_id FROM core.article_industry") == [("56",)]
        assert workshop.rows("SELECT count(*) FROM core.industry WHERE NOT is_known") == [(0,)]


class TestPublishing:
    def test_a_polling_reader_sees_whole_generations_only(self, workshop: Workshop) -> None:
        write_record(workshop, "0")
        workshop.run()
        stop, errors, seen = threading.Event(), [], set()

        def poll() -> None:
            while not stop.is_set():
                try:
                    folder = workshop.home.current_generation()
                    for name in ("warehouse.duckdb", "marts.duckdb"):
                        con = duckdb.connect(folder / name, read_only=True)
                        articles, generation = con.execute(
                            "SELECT (SELECT count(*) FROM reporting.article_overview), "
                            "(SELECT max(generation_id) FROM ops.generation)"
                        ).fetchone()
                        con.close()
                        assert generation == folder.name
                        seen.add(articles)
                except Exception as error:  # noqa: BLE001 - any error of the reader is the finding
                    errors.append(error)

        reader = threading.Thread(target=poll)
        reader.start()
        for number in range(1, 5):
            write_record(workshop, str(number))
            workshop.run()
        stop.set()
        reader.join()
        assert not errors
        assert seen <= {1, 2, 3, 4, 5}
        assert len(seen) > 1

    def test_only_the_last_generations_are_kept_and_none_half_made(self, workshop: Workshop) -> None:
        for number in range(KEPT_GENERATIONS + 2):
            write_record(workshop, str(number))
            workshop.run()
        (workshop.home.published / ".making-gen-dead").mkdir()
        workshop.run()
        assert len(generations(workshop)) == KEPT_GENERATIONS + 1  # and current

    def test_failed_check_leaves_the_last_generation(self, workshop: Workshop) -> None:
        write_record(workshop, "a")
        workshop.run()
        current = workshop.home.current_generation()
        con = duckdb.connect(workshop.home.database)
        con.execute("INSERT INTO core.article_base SELECT * FROM core.article_base")
        con.execute("INSERT INTO ops.publication_due VALUES ('a test broke it')")
        con.close()
        with pytest.raises(ChecksFailed, match="article_is_unique"):
            workshop.run()
        assert workshop.home.current_generation() == current
        assert read_runs(workshop.home)[0]["status"] == "failed"
        assert "article_is_unique" in read_runs(workshop.home)[0]["message"]

    def test_generation_lost_before_it_was_visible_is_made_by_the_next_run(
        self, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_record(workshop, "a")

        def fail(*_: object, **__: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr(publish_step.publication, "make_visible", fail)
        with pytest.raises(HomeFailure, match="No space is left"):
            workshop.run()
        monkeypatch.undo()
        with pytest.raises(NoWarehouse):
            workshop.home.current_generation()
        summary = workshop.run()
        assert summary.ingest.batches.loaded == 0
        assert summary.publish.generation is not None
        statuses = workshop.rows("SELECT status FROM ops.run ORDER BY run_id")
        assert [status for (status,) in statuses] == ["failed", "succeeded"]

    def test_comments_reach_both_published_files(self, workshop: Workshop) -> None:
        workshop.run()
        folder = workshop.home.current_generation()
        for name in ("warehouse.duckdb", "marts.duckdb"):
            con = duckdb.connect(folder / name, read_only=True)
            without = con.execute("""
                SELECT table_name, column_name FROM duckdb_columns()
                WHERE schema_name = 'reporting' AND comment IS NULL
                """).fetchall()
            assert without == []
            assert con.execute(
                "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'reporting'"
            ).fetchone() > (100,)
            con.close()

    def test_an_empty_folder_publishes_an_empty_warehouse(self, workshop: Workshop) -> None:
        summary = workshop.run()
        assert summary.publish.generation is not None
        assert workshop.rows("SELECT count(*) FROM reporting.article_overview") == [(0,)]

    def test_ingest_alone_publishes_nothing_and_publish_alone_catches_up(self, workshop: Workshop) -> None:
        from flows.progress import Silent

        write_record(workshop, "a")
        ingest_step.ingest(workshop.settings, Silent())
        with pytest.raises(NoWarehouse):
            workshop.home.current_generation()
        assert publish_step.publish(workshop.settings, Silent()).generation is not None
        assert workshop.rows("SELECT title FROM core.article") == [("a",)]


def _hold(home, ready, done) -> None:
    with hold_lock(home, "20260101T000000Z-beef", "run", datetime.now(UTC)):
        ready.set()
        done.wait()


class TestOneWriter:
    def test_second_run_says_who_is_writing(self, workshop: Workshop) -> None:
        workshop.run()
        context = multiprocessing.get_context("spawn")
        ready, done = context.Event(), context.Event()
        other = context.Process(target=_hold, args=(workshop.home, ready, done))
        other.start()
        ready.wait()
        try:
            with pytest.raises(Locked, match=rf"process {other.pid} .*20260101T000000Z-beef"):
                workshop.run()
            assert "run, process" in (read_status(workshop.home, 1)["writing"] or "")
        finally:
            done.set()
            other.join()
        workshop.run()

    def test_lock_of_a_killed_process_is_free_and_its_run_crashed(self, workshop: Workshop) -> None:
        write_record(workshop, "a")
        context = multiprocessing.get_context("spawn")
        other = context.Process(target=_begin_and_hang, args=(workshop,))
        other.start()
        deadline = time.monotonic() + 60
        while not list(workshop.home.runs.glob("*.json")) and time.monotonic() < deadline:
            time.sleep(0.05)
        other.kill()
        other.join()
        workshop.run()
        assert [run["status"] for run in read_runs(workshop.home)] == ["succeeded", "crashed"]
        assert workshop.rows("SELECT title FROM core.article") == [("a",)]


def _begin_and_hang(workshop: Workshop) -> None:
    from flows.progress import Silent
    from flows.steps.session import open_run

    with open_run(workshop.settings, Silent(), "run"):
        threading.Event().wait()


class TestMigrations:
    def test_changed_migration_is_an_error(self, tmp_path) -> None:
        con = duckdb.connect()
        migrate(con)
        assert migrate(con) == []
        for path in MIGRATIONS.glob("*.sql"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        first = min(tmp_path.glob("*.sql"))
        first.write_text(first.read_text() + "\n-- changed\n")
        with pytest.raises(MigrationChanged, match=first.name):
            migrate(con, tmp_path)

    def test_warehouse_of_a_newer_version_is_refused(self, tmp_path) -> None:
        con = duckdb.connect()
        migrate(con)
        con.execute("INSERT INTO ops.schema_migration VALUES (9999, '9999_future.sql', 'x', now())")
        with pytest.raises(MigrationChanged, match="9999_future"):
            migrate(con)


def test_manifest_tells_what_is_in_a_generation(workshop: Workshop) -> None:
    write_record(workshop, "a")
    summary = workshop.run()
    manifest = json.loads((workshop.home.current / "manifest.json").read_text())
    assert manifest["generation_id"] == summary.publish.generation.generation_id
    assert manifest["reporting_rows"]["reporting.article_overview"] == 1
    assert not publication.remove_leftovers(workshop.home)
