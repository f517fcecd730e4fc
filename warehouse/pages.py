"""Pages in the warehouse: which are due, landing what came of them, and whether they are the article."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
URLS, HASHES = make_schema(url=_TEXT), make_schema(text_sha256=_TEXT)
RESEMBLANCES = make_schema(seed_sha256=_TEXT, page_sha256=_TEXT, resemblance=_REAL)

# Attempts that brought content, or found it unchanged.
_CAME = "outcome IN ('ok', 'moved', 'unchanged') AND content_sha256 IS NOT NULL AND archive_file IS NOT NULL"
# Whom an address asks, as far as manners are concerned: its host, with the port if that is not the usual one.
_SITE = "regexp_extract(url, '^https://([^/?#]+)', 1)"
# More of a site's last runs tell nothing new: a wait that doubles eight times is the longest.
_RUNS_LOOKED_AT = 10
_PAIRS_AT_ONCE = 200

# Gives the share of an article's text, its title above it, that stands in the text of a page.
Compare = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class DueLink:
    """A link whose page is due; `known` is the version that we have: hash, file, offset, ETag, Last-Modified.

    `is_new` if it was never tried; `is_stale` if an older extractor read the known version, or none.
    """

    url: str
    link: str
    site: str
    is_new: bool
    is_stale: bool
    known: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What a run brought of a site: whether the site was given up, and the outcomes that there were."""

    site: str
    last_at: datetime
    given_up: bool
    outcomes: list[str]


@dataclass(frozen=True, slots=True)
class Content:
    """A content of a page, and where the archive holds it."""

    url: str
    final_url: str
    content_sha256: str
    archive_file: str
    archive_offset: int
    requested_at: datetime


def list_due(
    con: duckdb.DuckDBPyConnection,
    now: datetime,
    resting: Iterable[str],
    extractor_version: int,
    host: str | None = None,
) -> list[DueLink]:
    """Return the links that are due, those never tried first, then by their date; sites take turns.

    `resting` are sites to be left alone just now; `host` restricts to one host.
    """
    rows = con.execute(
        f"""
        WITH tried AS (
            SELECT url,
                arg_max(next_due_at, requested_at) AS next_due_at,
                arg_max(
                    {{
                        content_sha256: content_sha256, archive_file: archive_file,
                        archive_offset: archive_offset, etag: etag, last_modified: last_modified
                    }}, requested_at
                ) FILTER ({_CAME}) AS known
            FROM landing.page_fetch GROUP BY url
        ),
        links AS (
            SELECT canonical_url AS url, link, {_SITE.replace("url", "canonical_url")} AS site,
                next_due_at IS NULL AS is_new,
                coalesce(next_due_at, first_loaded_at AT TIME ZONE 'Asia/Shanghai') AS due_at, known
            FROM core.article_base LEFT JOIN tried ON canonical_url = tried.url
            WHERE canonical_url IS NOT NULL AND coalesce(next_due_at <= $now, true)
                AND host = coalesce($host, host)
        )
        SELECT links.url, link, site, is_new,
            known IS NOT NULL AND content.extractor_version IS DISTINCT FROM $version AS is_stale, known
        FROM links
        LEFT JOIN landing.page_content AS content
            ON links.url = content.url AND known.content_sha256 = content.content_sha256
        WHERE NOT list_contains($resting, site)
        ORDER BY is_new DESC,
            row_number() OVER (PARTITION BY site, is_new ORDER BY due_at, links.url), due_at, links.url
        """,
        {"now": now, "host": host, "resting": list(resting), "version": extractor_version},
    ).fetchall()
    return [DueLink(*row) for row in rows]


def list_site_runs(con: duckdb.DuckDBPyConnection) -> list[SiteRun]:
    """Return the last runs of each site, the newest first."""
    rows = con.execute(f"""
        SELECT {_SITE} AS site, max(requested_at) AS last_at,
            coalesce(bool_or(host_given_up <> ''), false) AS given_up, list(DISTINCT outcome) AS outcomes
        FROM landing.page_fetch
        GROUP BY site, run_id
        QUALIFY row_number() OVER (PARTITION BY site ORDER BY max(requested_at) DESC) <= {_RUNS_LOOKED_AT}
        ORDER BY site, last_at DESC
        """).fetchall()
    return [SiteRun(*row) for row in rows]


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
        FROM landing.page_fetch WHERE {_CAME}
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
    """Land attempts (FETCHES), contents (CONTENTS) and their texts (load.TEXTS) in one transaction.

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
            FROM landing.seed_article SEMI JOIN core.changed USING (article_id) GROUP BY article_id
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
