"""Landing what came of pages: attempts and contents, and what of them is known already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema, make_table
from warehouse.connect import transaction
from warehouse.ledger import note_due

_TEXT, _INT, _LONG, _REAL, _INSTANT = (
    pa.string(),
    pa.int32(),
    pa.int64(),
    pa.float64(),
    pa.timestamp("us", tz="UTC"),
)

FETCHES = make_schema(
    fetch_id=_TEXT,
    url=_TEXT,
    final_url=_TEXT,
    host=_TEXT,
    requested_at=_INSTANT,
    outcome=_TEXT,
    http_status=_INT,
    elapsed_ms=_INT,
    size_bytes=_LONG,
    etag=_TEXT,
    last_modified=_TEXT,
    content_sha256=_TEXT,
    archive_file=_TEXT,
    archive_offset=_LONG,
    detail=_TEXT,
    run_id=_TEXT,
    retry_after=_REAL,
    host_given_up=_TEXT,
    next_due_at=_INSTANT,
)
CONTENTS = make_schema(
    content_sha256=_TEXT,
    url=_TEXT,
    extractor_version=_INT,
    rule=_TEXT,
    text_sha256=_TEXT,
    body_length=_INT,
    published_at=_INSTANT,
    published_precision=_TEXT,
    author=_TEXT,
    outlet=_TEXT,
)
URLS = make_schema(url=_TEXT)

# Attempts that brought content, or found it unchanged.
CAME = "outcome IN ('ok', 'moved', 'unchanged') AND content_sha256 IS NOT NULL AND archive_file IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Content:
    """A content of a page, and where the archive holds it."""

    url: str
    final_url: str
    content_sha256: str
    archive_file: str
    archive_offset: int
    requested_at: datetime


def list_attempts(
    con: duckdb.DuckDBPyConnection, urls: Iterable[str]
) -> list[tuple[str, datetime, str, float | None]]:
    """Return (url, time, outcome, pause asked for) of all attempts at these pages, the oldest first."""
    wanted = make_table(((url,) for url in urls), URLS)  # noqa: F841 - DuckDB finds it
    return con.execute("""
        SELECT url, requested_at, outcome, retry_after FROM landing.page_fetch SEMI JOIN wanted USING (url)
        ORDER BY requested_at, fetch_id
        """).fetchall()


def find_copy(con: duckdb.DuckDBPyConnection, content_sha256: str) -> tuple[str, int] | None:
    """Return where the archive holds this content: file and offset."""
    found: tuple[str, int] | None = con.execute(
        """
        SELECT archive_file, archive_offset FROM landing.page_fetch
        WHERE content_sha256 = ? AND archive_file IS NOT NULL LIMIT 1
        """,
        [content_sha256],
    ).fetchone()
    return found


def list_contents(con: duckdb.DuckDBPyConnection) -> list[Content]:
    """Return every content that pages had and where it lies, in the order of the archive."""
    rows = con.execute(f"""
        SELECT url, arg_min(coalesce(final_url, url), requested_at), content_sha256,
            arg_min(archive_file, requested_at) AS archive_file,
            arg_min(archive_offset, requested_at) AS archive_offset, min(requested_at)
        FROM landing.page_fetch WHERE {CAME}
        GROUP BY url, content_sha256 ORDER BY archive_file, archive_offset
        """).fetchall()
    return [Content(*row) for row in rows]


def list_unlanded_runs(con: duckdb.DuckDBPyConnection, archived: Iterable[str]) -> list[str]:
    """Return which of these runs, that wrote into the archive, did not land all of it."""
    rows = con.execute(
        """
        SELECT unnest($archived) AS run_id
        EXCEPT SELECT run_id FROM ops.run_step WHERE step = 'refetch' ORDER BY run_id
        """,
        {"archived": list(archived)},
    ).fetchall()
    return [run_id for (run_id,) in rows]


def list_landed(con: duckdb.DuckDBPyConnection, run_id: str | None) -> set[str]:
    """Return the ids of landed attempts, of one run or of all."""
    rows = con.execute(
        "SELECT fetch_id FROM landing.page_fetch WHERE run_id = coalesce($1, run_id)", [run_id]
    ).fetchall()
    return {fetch_id for (fetch_id,) in rows}


def load_pages(
    con: duckdb.DuckDBPyConnection, new_fetch: pa.Table, new_content: pa.Table, new_text: pa.Table
) -> None:
    """Land attempts (FETCHES), contents (CONTENTS) and their texts (TEXTS) in one transaction.

    Rows that are there already change nothing. Articles whose pages are concerned are put on the
    work list of core.
    """
    with transaction(con):
        con.execute("""
            INSERT INTO landing.page_fetch BY NAME
            FROM new_fetch ANTI JOIN landing.page_fetch USING (fetch_id)
            """)
        columns = ", ".join(CONTENTS.names)
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE fresh_content AS
            FROM new_content EXCEPT FROM (
                SELECT {columns} FROM landing.page_content SEMI JOIN new_content USING (content_sha256, url)
            )
            """)
        con.execute("""
            DELETE FROM landing.page_content USING fresh_content AS fresh
            WHERE page_content.content_sha256 = fresh.content_sha256 AND page_content.url = fresh.url
            """)
        con.execute("INSERT INTO landing.page_content BY NAME FROM fresh_content")
        con.execute("""
            INSERT INTO core.article_text BY NAME
            FROM new_text ANTI JOIN core.article_text USING (text_sha256)
            """)
        con.execute("""
            INSERT INTO core.changed
            SELECT DISTINCT article_id
            FROM core.article_base
            SEMI JOIN (SELECT url FROM new_fetch UNION SELECT url FROM fresh_content) AS page
                ON article_base.canonical_url = page.url
            """)
        if new_fetch.num_rows or con.execute("SELECT 1 FROM fresh_content LIMIT 1").fetchone():
            note_due(con, "pages were fetched")
        con.execute("DROP TABLE fresh_content")
