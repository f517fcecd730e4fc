"""Landing a batch of seed files: Arrow in, one transaction, delete and insert, no keys."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema, make_table
from warehouse.connect import ROW_GROUP, transaction
from warehouse.ledger import note_due

# Two parts fill a row group; more at once would only take more memory.
PART_RECORDS = ROW_GROUP // 2

_TEXT, _INT, _LONG = pa.string(), pa.int32(), pa.int64()

FILES = make_schema(
    seed_path=_TEXT,
    size_bytes=_LONG,
    modified_ns=_LONG,
    sha256=_TEXT,
    encoding=_TEXT,
    record_count=_INT,
    problem_count=_INT,
    status=_TEXT,
)
RECORDS = make_schema(
    seed_path=_TEXT,
    record_no=_INT,
    line_no=_INT,
    title=_TEXT,
    link=_TEXT,
    body=_TEXT,
    body_gaps=_TEXT,
    keywords=_TEXT,
    technologies=_TEXT,
    industries=_TEXT,
    event_summary=_TEXT,
    cleaned_event_summary=_TEXT,
    extra=_TEXT,
    field_lines=_TEXT,
    article_id=_TEXT,
    canonical_url=_TEXT,
    host=_TEXT,
    author=_TEXT,
    body_length=_INT,
    text_sha256=_TEXT,
    record_sha256=_TEXT,
    cleaner_version=_INT,
)
TEXTS = make_schema(text_sha256=_TEXT, title=_TEXT, body=_TEXT, story_id=_TEXT)
PROBLEMS = make_schema(
    problem_id=_TEXT,
    severity=_TEXT,
    code=_TEXT,
    field=_TEXT,
    detail=_TEXT,
    raw_text=_TEXT,
    seed_path=_TEXT,
    record_no=_INT,
    line_no=_INT,
    url=_TEXT,
)
TOUCHED = make_schema(seed_path=_TEXT, size_bytes=_LONG, modified_ns=_LONG)
PATHS = make_schema(seed_path=_TEXT)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one part of a batch; a batch of one huge file has several parts.

    `files` stand in the part in which the file ends; `replaced` are the paths whose earlier
    records go, in the part in which the file begins; `touched` are files that have a new time
    and the old content. `texts` holds each text_sha256 once.
    """

    files: pa.Table
    records: pa.Table
    texts: pa.Table
    problems: pa.Table
    replaced: list[str]
    touched: pa.Table


def load_batch(con: duckdb.DuckDBPyConnection, parts: Iterable[Part], run_id: str) -> None:
    """Land a batch in one transaction: all of it or nothing.

    Articles whose records came, went or changed are put on the work list of core.
    """
    with transaction(con):
        con.execute("""
            CREATE OR REPLACE TEMP TABLE replaced_article AS
            SELECT seed_path, record_no, article_id, record_sha256, text_sha256, cleaner_version
            FROM landing.seed_record_base LIMIT 0
            """)
        for part in parts:
            _load_part(con, part, run_id)
        con.execute("""
            INSERT INTO core.changed
            SELECT DISTINCT article_id FROM replaced_article
            ANTI JOIN landing.seed_record_base
                USING (seed_path, record_no, article_id, record_sha256, text_sha256, cleaner_version)
            """)
        con.execute("DROP TABLE replaced_article")


def _load_part(con: duckdb.DuckDBPyConnection, part: Part, run_id: str) -> None:
    # DuckDB finds these as local variables. Registered ones it would keep until the transaction ends.
    new_record, new_text = part.records, part.texts  # noqa: F841
    if part.replaced:
        _remove_records(con, part.replaced)
        con.execute("""
            DELETE FROM core.article_text USING new_text
            WHERE article_text.text_sha256 = new_text.text_sha256
                AND article_text.story_id <> new_text.story_id
            """)
    con.execute(
        "INSERT INTO landing.seed_record_base BY NAME SELECT *, $run_id AS run_id FROM new_record",
        {"run_id": run_id},
    )
    con.execute("""
        INSERT INTO core.article_text BY NAME
        SELECT * FROM new_text
        WHERE text_sha256 NOT IN (
            SELECT text_sha256 FROM core.article_text SEMI JOIN new_text USING (text_sha256)
        )
        """)  # the inner join keeps the large side out of memory
    con.execute("""
        INSERT INTO core.changed
        SELECT DISTINCT article_id FROM new_record
        ANTI JOIN replaced_article
            USING (seed_path, record_no, article_id, record_sha256, text_sha256, cleaner_version)
        """)
    if part.files.num_rows:
        _merge_problems(con, part.files, part.problems, run_id)
        _merge_files(con, part.files, run_id)
        note_due(con, "files were loaded")
    if part.touched.num_rows:
        touched = part.touched  # noqa: F841
        con.execute("""
            UPDATE landing.seed_file SET
                size_bytes = touched.size_bytes,
                modified_ns = touched.modified_ns,
                status = if(seed_file.encoding IS NULL, 'unreadable', 'loaded')
            FROM touched WHERE seed_file.seed_path = touched.seed_path
            """)


def _remove_records(con: duckdb.DuckDBPyConnection, paths: list[str]) -> None:
    replaced = make_table(((path,) for path in paths), PATHS)  # noqa: F841
    con.execute("""
        INSERT INTO replaced_article
        SELECT seed_path, record_no, article_id, record_sha256, text_sha256, cleaner_version
        FROM landing.seed_record_base SEMI JOIN replaced USING (seed_path)
        """)
    con.execute("DELETE FROM landing.seed_record_base WHERE seed_path IN (SELECT seed_path FROM replaced)")


def _merge_problems(
    con: duckdb.DuckDBPyConnection, new_file: pa.Table, new_problem: pa.Table, run_id: str
) -> None:
    """Seen again: one problem still. Not seen any more: resolved. Never deleted."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE merged_problem AS
        SELECT * REPLACE ('resolved' AS status, if(status = 'open', $run_id, last_run_id) AS last_run_id)
        FROM landing.problem
        WHERE (record_no IS NULL OR seed_path IN (SELECT seed_path FROM new_file WHERE status = 'loaded'))
            AND seed_path IN (SELECT seed_path FROM new_file)
            AND problem_id NOT IN (SELECT problem_id FROM new_problem)
        UNION ALL BY NAME
        SELECT new_problem.*, coalesce(earlier.first_run_id, $run_id) AS first_run_id,
            $run_id AS last_run_id, 'open' AS status
        FROM new_problem LEFT JOIN landing.problem AS earlier USING (problem_id)
        """,
        {"run_id": run_id},
    )
    con.execute("DELETE FROM landing.problem WHERE problem_id IN (SELECT problem_id FROM merged_problem)")
    con.execute("INSERT INTO landing.problem BY NAME SELECT * FROM merged_problem")
    con.execute("DROP TABLE merged_problem")


def _merge_files(con: duckdb.DuckDBPyConnection, new_file: pa.Table, run_id: str) -> None:
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE merged_file AS
        SELECT
            new_file.* REPLACE (
                if(new_file.status = 'unreadable', coalesce(earlier.record_count, 0), new_file.record_count)
                    AS record_count
            ),
            coalesce(earlier.first_run_id, $run_id) AS first_run_id,
            $run_id AS last_run_id
        FROM new_file LEFT JOIN landing.seed_file AS earlier USING (seed_path)
        """,
        {"run_id": run_id},
    )
    con.execute("DELETE FROM landing.seed_file WHERE seed_path IN (SELECT seed_path FROM merged_file)")
    con.execute("INSERT INTO landing.seed_file BY NAME SELECT * FROM merged_file")
    con.execute("DROP TABLE merged_file")
