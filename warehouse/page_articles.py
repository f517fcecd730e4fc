"""Whether the page behind a link is the article, and the problems of those that are not."""

from collections.abc import Callable

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema, make_table

_TEXT = pa.string()

HASHES = make_schema(text_sha256=_TEXT)
RESEMBLANCES = make_schema(seed_sha256=_TEXT, page_sha256=_TEXT, resemblance=pa.float64())
_PAIRS_AT_ONCE = 200

# Gives the share of an article's text, its title above it, that stands in the text of a page.
Compare = Callable[[str, str], float]


def compare_new_texts(con: duckdb.DuckDBPyConnection, compare: Compare) -> None:
    """Compare changed articles' texts with their pages' where that was not done before.

    The caller holds the build's transaction.
    """
    if not con.execute("SELECT 1 FROM landing.page_content LIMIT 1").fetchone():
        return
    pairs = con.execute("""
        WITH seed AS (
            SELECT arg_max(canonical_url, (body_length, seed_path, record_no)) AS url,
                arg_max(text_sha256, (body_length, seed_path, record_no)) AS seed_sha256
            FROM landing.seed_record_base SEMI JOIN core.changed USING (article_id) GROUP BY article_id
        )
        SELECT DISTINCT seed_sha256, content.text_sha256 AS page_sha256
        FROM seed INNER JOIN landing.page_content AS content USING (url)
        WHERE content.text_sha256 IS NOT NULL
            AND (seed_sha256, content.text_sha256) NOT IN
                (SELECT (seed_sha256, page_sha256) FROM core.text_resemblance)
        """).fetchall()
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        _compare(con, pairs[first : first + _PAIRS_AT_ONCE], compare)


def settle_page_problems(con: duckdb.DuckDBPyConnection) -> None:
    """Enter what core.page_problem sees into landing.problem, and resolve what it does not see any more.

    The caller holds the build's transaction.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE merged_problem AS
        WITH seen AS (FROM core.page_problem),
        current_run AS (SELECT run_id FROM ops.run WHERE status = 'running'),
        earlier AS (FROM landing.problem WHERE url IS NOT NULL AND seed_path IS NULL)
        SELECT earlier.* REPLACE ('resolved' AS status, run_id AS last_run_id)
        FROM earlier CROSS JOIN current_run
        WHERE status = 'open' AND problem_id NOT IN (SELECT problem_id FROM seen)
        UNION ALL BY NAME
        SELECT seen.*, 'warn' AS severity, 'open' AS status,
            coalesce(earlier.first_run_id, run_id) AS first_run_id, run_id AS last_run_id
        FROM seen CROSS JOIN current_run LEFT JOIN earlier USING (problem_id)
        WHERE earlier.status IS DISTINCT FROM 'open'
        """)
    con.execute("DELETE FROM landing.problem WHERE problem_id IN (SELECT problem_id FROM merged_problem)")
    con.execute("INSERT INTO landing.problem BY NAME SELECT * FROM merged_problem")
    con.execute("DROP TABLE merged_problem")


def count_page_problems(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many problems of pages are open, by code."""
    return dict(
        con.execute("""
            SELECT code, count(*) FROM landing.problem
            WHERE status = 'open' AND url IS NOT NULL AND seed_path IS NULL GROUP BY code ORDER BY code
            """).fetchall()
    )


def _compare(con: duckdb.DuckDBPyConnection, pairs: list[tuple[str, str]], compare: Compare) -> None:
    wanted = make_table(((each,) for each in {each for pair in pairs for each in pair}), HASHES)  # noqa: F841
    texts: dict[str, str] = dict(
        con.execute("""
            SELECT text_sha256, concat_ws(chr(10), title, body) FROM core.article_text
            SEMI JOIN wanted USING (text_sha256)
            """).fetchall()
    )
    compared = ((seed, page, compare(texts[seed], texts[page])) for seed, page in pairs)
    new_resemblance = make_table(compared, RESEMBLANCES)  # noqa: F841
    con.execute("INSERT INTO core.text_resemblance BY NAME FROM new_resemblance")
