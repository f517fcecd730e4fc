"""Laws of landing: what the views show is what was written."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.seedfiles.discover import ListedFile
from flows.seedfiles.read import Content
from flows.seedfiles.records import FIELDS, Record
from flows.steps.rows import BatchCounts, ChangedFile, Rows
from flows.text.clean import clean_body
from flows.text.gaps import find_gaps
from tests.property.test_text_laws import NEWS
from warehouse.load import load_batch
from warehouse.migrate import MIGRATIONS, migrate

ANY_TEXT = NEWS | st.text(max_size=40) | st.text("\x1f\n\u3000 甲。", max_size=12)
VALUES = st.lists(st.none() | ANY_TEXT, min_size=len(FIELDS), max_size=len(FIELDS))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(VALUES, min_size=1, max_size=5))
def test_a_record_is_shown_as_written(memory: duckdb.DuckDBPyConnection, records) -> None:
    rows = Rows(BatchCounts(), frozenset())
    file = ListedFile("a.txt", "a.txt", 0, 0)
    rows.begin_file(ChangedFile(file, None, is_known=True), Content(b"", "", 0, 0), "utf-8")
    for number, values in enumerate(records, start=1):
        rows.add(Record(number, 1, values, [None] * len(FIELDS)))
    rows.end_file()
    load_batch(memory, [rows.take()], "run")
    written = f"SELECT {', '.join(FIELDS)} FROM landing.seed_record ORDER BY record_no"
    assert memory.execute(written).fetchall() == [tuple(values) for values in records]


def test_of_a_text_whose_paragraphs_stand_in_it_only_the_gaps_are_kept() -> None:
    written = "本报记者 郭冀川\u3000\u3000近日，会议召开。\u3000\u3000要点要点\u3000\u3000会议强调。举报/反馈"
    cleaned = clean_body(written).text
    assert cleaned == "近日，会议召开。\n\n要点要点\n\n会议强调。"
    assert (
        find_gaps(written, cleaned)
        == "本报记者 郭冀川\u3000\u3000\x1f\u3000\u3000\x1f\u3000\u3000\x1f举报/反馈"
    )


@pytest.mark.parametrize(
    ("written", "cleaned"), [("一\u200b二", "一二"), ("甲 \x1f乙", "甲 乙")], ids=["tidied", "our own mark"]
)
def test_other_texts_are_kept_whole(written: str, cleaned: str) -> None:
    assert clean_body(written).text == cleaned
    assert find_gaps(written, cleaned) is None


def test_records_of_an_older_warehouse_are_shown_as_before(tmp_path) -> None:
    migrations = sorted(MIGRATIONS.glob("*.sql"))
    for path in migrations[:5]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    con = duckdb.connect()
    migrate(con, tmp_path)
    for number, (written, cleaned) in enumerate([("摘\u200b要", "摘要"), ("摘要", "摘要"), ("\u3000", None)]):
        con.execute(
            "INSERT INTO landing.seed_record VALUES "
            "('a.txt', $1, 1, '题', 'b.cn', '文', '', NULL, '', $2, NULL, '[]', 'r', 'run')",
            [number, written],
        )
        con.execute(
            "INSERT INTO landing.seed_article VALUES "
            "('a.txt', $1, 'a1', 'https://b.cn/', 'b.cn', NULL, $2, 1, 't', 'r', 1)",
            [number, cleaned],
        )
    views = [f"SELECT * FROM landing.{name} ORDER BY record_no" for name in ("seed_record", "seed_article")]
    before = [con.execute(sql).fetchall() for sql in views]
    migrate(con)
    assert [con.execute(sql).fetchall() for sql in views] == before
