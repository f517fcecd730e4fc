"""Landing a batch of seed files: Arrow in, one transaction, delete and insert, no keys."""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from warehouse.connect import transaction
from warehouse.ledger import note_due
from warehouse.parts import FILES, PROBLEMS, Part

# The one large table in which a load deletes.
RECORDS = "landing.seed_record_base"


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
        _begin_outcomes(con)
        for part in parts:
            _load_part(con, part, run_id)
        _merge_outcomes(con, run_id)
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
    if part.replaced.num_rows:
        _remove_records(con, part.replaced)
        con.execute("""
            DELETE FROM core.article_text USING new_text
            WHERE article_text.text_sha256 = new_text.text_sha256
                AND article_text.story_id <> new_text.story_id
            """)
    con.execute(
        """
        INSERT INTO landing.seed_record_base BY NAME
        SELECT *, coalesce(cleaned_event_summary, event_summary, '') <> '' AS has_event, $run_id AS run_id
        FROM new_record
        """,
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
    new_file, new_problem = part.files, part.problems  # noqa: F841
    con.execute("INSERT INTO batch_file FROM new_file")
    con.execute("INSERT INTO batch_problem FROM new_problem")
    if part.touched.num_rows:
        touched = part.touched  # noqa: F841
        con.execute("""
            UPDATE landing.seed_file SET
                size_bytes = touched.size_bytes,
                modified_ns = touched.modified_ns,
                status = if(seed_file.encoding IS NULL, 'unreadable', 'loaded')
            FROM touched WHERE seed_file.seed_path = touched.seed_path
            """)


def _begin_outcomes(con: duckdb.DuckDBPyConnection) -> None:
    """Make place for what becomes of a batch's files: merged once a batch, as that reads the whole tables."""
    no_file, no_problem = FILES.empty_table(), PROBLEMS.empty_table()  # noqa: F841
    con.execute("CREATE OR REPLACE TEMP TABLE batch_file AS FROM no_file")
    con.execute("CREATE OR REPLACE TEMP TABLE batch_problem AS FROM no_problem")


def _merge_outcomes(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Enter what became of the files of a batch, and their problems."""
    if con.execute("SELECT 1 FROM batch_file LIMIT 1").fetchone():
        _merge_problems(con, run_id)
        _merge_files(con, run_id)
        note_due(con, "files were loaded")
    con.execute("DROP TABLE batch_file")
    con.execute("DROP TABLE batch_problem")


def _remove_records(con: duckdb.DuckDBPyConnection, replaced: pa.Table) -> None:
    con.execute("""
        INSERT INTO replaced_article
        SELECT seed_path, record_no, article_id, record_sha256, text_sha256, cleaner_version
        FROM landing.seed_record_base SEMI JOIN replaced USING (seed_path)
        """)
    con.execute("DELETE FROM landing.seed_record_base WHERE seed_path IN (SELECT seed_path FROM replaced)")


def _merge_problems(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Seen again: one problem still. Not seen any more: resolved. Never deleted."""
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE merged_problem AS
        SELECT * REPLACE ('resolved' AS status, if(status = 'open', $run_id, last_run_id) AS last_run_id)
        FROM landing.problem
        WHERE (record_no IS NULL OR seed_path IN (SELECT seed_path FROM batch_file WHERE status = 'loaded'))
            AND seed_path IN (SELECT seed_path FROM batch_file)
            AND problem_id NOT IN (SELECT problem_id FROM batch_problem)
        UNION ALL BY NAME
        SELECT batch_problem.*, coalesce(earlier.first_run_id, $run_id) AS first_run_id,
            $run_id AS last_run_id, 'open' AS status
        FROM batch_problem LEFT JOIN landing.problem AS earlier USING (problem_id)
        """,
        {"run_id": run_id},
    )
    con.execute("DELETE FROM landing.problem WHERE problem_id IN (SELECT problem_id FROM merged_problem)")
    con.execute("INSERT INTO landing.problem BY NAME SELECT * FROM merged_problem")
    con.execute("DROP TABLE merged_problem")


def _merge_files(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE merged_file AS
        SELECT
            fresh.* REPLACE (
                if(fresh.status = 'unreadable', coalesce(earlier.record_count, 0), fresh.record_count)
                    AS record_count
            ),
            coalesce(earlier.first_run_id, $run_id) AS first_run_id,
            $run_id AS last_run_id
        FROM batch_file AS fresh LEFT JOIN landing.seed_file AS earlier USING (seed_path)
        """,
        {"run_id": run_id},
    )
    con.execute("DELETE FROM landing.seed_file WHERE seed_path IN (SELECT seed_path FROM merged_file)")
    con.execute("INSERT INTO landing.seed_file BY NAME SELECT * FROM merged_file")
    con.execute("DROP TABLE merged_file")
