"""The memory of a load grows neither with what was loaded before nor with the list of what is to load."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from flows.steps import ingest as ingest_step
from flows.steps.ingest import IngestSummary
from tests.conftest import Workshop
from warehouse import parts
from warehouse.arrow import make_table
from warehouse.buffers import count_touched_groups, empty_buffers, with_room
from warehouse.build import BuildSummary
from warehouse.connect import connect, connect_writer, transaction
from warehouse.load import RECORDS, load_batch
from warehouse.migrate import migrate

LIMIT = "256MB"
ROWS = "SELECT range AS number, repeat('x', 90) || range AS text FROM range(1_000_000)"
CHARACTERS = 90_000_000 + sum(len(str(number)) for number in range(1_000_000))


def held_bytes(con: duckdb.DuckDBPyConnection) -> int:
    [(held,)] = con.execute("SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory()").fetchall()
    return int(held)


def limit(con: duckdb.DuckDBPyConnection) -> str:
    [(setting,)] = con.execute("SELECT current_setting('memory_limit')").fetchall()
    return str(setting)


def test_buffers_are_emptied_and_may_grow_again(tmp_path: Path) -> None:
    con = connect_writer(tmp_path / "a.duckdb", tmp_path / "a.tmp", memory_limit=LIMIT)
    before = limit(con)
    con.execute(f"CREATE TEMP TABLE numbers AS {ROWS}")
    assert held_bytes(con) > 100_000_000
    empty_buffers(con, LIMIT)
    assert held_bytes(con) <= 32_000_000
    assert limit(con) == before
    assert con.execute("SELECT sum(length(text)) FROM numbers").fetchall() == [(CHARACTERS,)]
    con.close()


def test_what_is_in_use_stays() -> None:
    con = connect(memory_limit=LIMIT, temp_directory="")  # nowhere to put it
    before = limit(con)
    con.execute(f"CREATE TABLE numbers AS {ROWS}")
    empty_buffers(con, LIMIT)
    assert limit(con) == before
    assert con.execute("SELECT sum(length(text)) FROM numbers").fetchall() == [(CHARACTERS,)]
    con.close()


def test_a_long_list_of_changed_files_goes_to_the_disk(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_step, "_HELD_BYTES", 1)
    names = [f"{number:04}.txt" for number in range(2500)]  # more than is read at once
    for name in reversed(names):
        workshop.write(name, f"标题: {name}\n总结: 正文\n")
    assert workshop.run().ingest.batches.loaded == len(names)
    assert workshop.run().ingest.unchanged == len(names)
    listed = workshop.rows("SELECT seed_path FROM landing.seed_file ORDER BY seed_path")
    assert listed == [(f"articles/{name}",) for name in names]
    assert {path.name for path in workshop.home.root.iterdir()} <= {
        "ainews.duckdb",
        "ainews.tmp",
        "published",
        "run.lock",
        "runs",
    }


class TestRoom:
    def test_work_that_needs_more_gets_it_for_that_time(self, tmp_path: Path) -> None:
        con = connect_writer(tmp_path / "a.duckdb", tmp_path / "a.tmp", memory_limit="32MB")
        before = limit(con)
        limits = []

        def collect() -> int:
            limits.append(limit(con))
            with transaction(con):
                con.execute(
                    f"CREATE TABLE lists AS SELECT len(list(text)) AS texts FROM ({ROWS} LIMIT 250_000)"
                )
            return 1

        assert with_room(con, collect) == (1, 2 ** (len(limits) - 1))
        assert len(limits) > 1
        assert limit(con) == before
        assert con.execute("SELECT texts FROM lists").fetchall() == [(250_000,)]
        con.close()

    def test_what_no_room_is_enough_for_fails(self) -> None:
        con = connect(memory_limit="32MB")
        limits = []

        def fail() -> None:
            limits.append(limit(con))
            raise duckdb.OutOfMemoryException("as ever")

        with pytest.raises(duckdb.OutOfMemoryException):
            with_room(con, fail)
        assert limits == ["30.5 MiB", "61.0 MiB", "122.0 MiB", "244.0 MiB"]
        con.close()

    def test_a_run_that_took_more_says_so(self) -> None:
        told = ingest_step.describe(IngestSummary(build=BuildSummary(changed=3, room=4)))
        assert told.endswith(", which took 4 times memory_limit")

    def test_scattered_changes_land_in_more_than_there_is(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("connect", "buffers"):
            monkeypatch.setattr(f"warehouse.{module}.ROW_GROUP", 2048)
        con = connect_writer(tmp_path / "a.duckdb", tmp_path / "a.tmp", memory_limit="64MB")
        migrate(con)
        con.execute("""
            INSERT INTO landing.seed_record_base BY NAME
            SELECT
                'f' || range AS seed_path, 1 AS record_no, 1 AS line_no, '[]' AS field_lines,
                'a' || range AS article_id, 0 AS body_length, '' AS text_sha256, '' AS record_sha256,
                1 AS cleaner_version, 'earlier' AS run_id
            FROM range(1_000_000)
            """)
        con.execute("CHECKPOINT")
        gone = make_table(((f"f{number}",) for number in range(0, 1_000_000, 2048)), parts.PATHS)
        part = parts.Part(
            files=parts.FILES.empty_table(),
            records=parts.RECORDS.empty_table(),
            texts=parts.TEXTS.empty_table(),
            problems=parts.PROBLEMS.empty_table(),
            replaced=gone,
            touched=parts.TOUCHED.empty_table(),
        )
        groups = count_touched_groups(con, [RECORDS], gone.num_rows)
        _, room = with_room(con, lambda: load_batch(con, [part], "now"), groups)
        assert (groups, room) == (489, 8)
        assert con.execute("SELECT count(*) FROM landing.seed_record_base").fetchall() == [
            (1_000_000 - gone.num_rows,)
        ]
        assert con.execute("SELECT count(*) FROM core.changed").fetchall() == [(gone.num_rows,)]
        con.close()

    def test_a_batch_that_lands_at_the_second_try_is_counted_once(
        self, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried = []

        def land(con: duckdb.DuckDBPyConnection, batch: Iterable[parts.Part], run_id: str) -> None:
            tried.append(list(batch))
            if len(tried) == 1:
                raise duckdb.OutOfMemoryException("once")
            load_batch(con, tried[-1], run_id)

        monkeypatch.setattr(ingest_step, "load_batch", land)
        workshop.write("a.txt", "标题: 甲\n总结: 正文\n")
        done = workshop.run().ingest
        assert (len(tried), done.batches.loaded, done.build.added) == (2, 1, 1)
        assert ingest_step.describe(done).endswith(", which took 2 times memory_limit")
