"""What is known of seed files before they are loaded: which changed, which vanished, what was wrong."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema, make_table
from warehouse.connect import transaction
from warehouse.ledger import note_due
from warehouse.parts import PATHS

# `path` is where a file is, as the bytes that the system knows it by.
LISTING = make_schema(seed_path=pa.string(), path=pa.binary(), size_bytes=pa.int64(), modified_ns=pa.int64())
_ROWS_AT_ONCE = 1024


def settle_roots(
    con: duckdb.DuckDBPyConnection, folders: Mapping[str, str], *, moved: Iterable[str]
) -> dict[str, str]:
    """Record where roots are; return those known elsewhere (name to that folder), recording nothing then.

    `moved` names roots that may stand elsewhere than before: the user said so.
    """
    known = dict(con.execute("SELECT seed_root, folder FROM landing.seed_root").fetchall())
    allowed = set(moved)
    elsewhere = {
        name: known[name]
        for name, folder in folders.items()
        if known.get(name, folder) != folder and name not in allowed
    }
    fresh = {name: folder for name, folder in folders.items() if known.get(name) != folder}
    if fresh and not elsewhere:
        with transaction(con):
            for name, folder in fresh.items():
                con.execute("DELETE FROM landing.seed_root WHERE seed_root = ?", [name])
                con.execute("INSERT INTO landing.seed_root VALUES (?, ?)", [name, folder])
    return elsewhere


@dataclass(frozen=True, slots=True)
class KnownState:
    """What a plan compares with: files not missing, articles, and of the files to be replaced
    the hash of each record and the articles that stand in no other file, with their paths.
    """

    files: set[str]
    articles: set[str]
    records: dict[tuple[str, int], str]
    only_in: dict[str, set[str]]


def read_known_state(con: duckdb.DuckDBPyConnection, replaced: Iterable[str]) -> KnownState:
    """Return what is known before these files are loaded again."""
    con.register("replaced", make_table(((path,) for path in replaced), PATHS))
    files = con.execute("SELECT seed_path FROM landing.seed_file WHERE status <> 'missing'").fetchall()
    articles = con.execute("SELECT article_id FROM core.article_base").fetchall()
    records = con.execute("""
        SELECT seed_path, record_no, record_sha256 FROM landing.seed_article
        SEMI JOIN replaced USING (seed_path)
        """).fetchall()
    only_in = con.execute("""
        SELECT article_id, list(DISTINCT seed_path) FROM landing.seed_article
        GROUP BY article_id HAVING bool_and(seed_path IN (SELECT seed_path FROM replaced))
        """).fetchall()
    con.unregister("replaced")
    return KnownState(
        files={path for (path,) in files},
        articles={article_id for (article_id,) in articles},
        records={(path, number): digest for path, number, digest in records},
        only_in={article_id: set(paths) for article_id, paths in only_in},
    )


@contextmanager
def compare_listing(
    con: duckdb.DuckDBPyConnection, listing: pa.Table, again: Iterable[str]
) -> Iterator[pa.RecordBatchReader]:
    """Give the files of a listing (LISTING) that are new, changed or were not readable, by seed path.

    More columns: sha256 when last loaded, or NULL; is_known. They are read while the block lasts. A file with
    the recorded size and time is taken as unchanged; `again` names paths to be read whatever they look like.
    """
    con.register("listing", listing)
    con.register("again", make_table(((path,) for path in again), PATHS))
    yield con.sql("""
        SELECT
            listing.*,
            if(seed_file.status = 'missing', NULL, seed_file.sha256) AS sha256,
            seed_file.seed_path IS NOT NULL AS is_known
        FROM listing
        LEFT JOIN landing.seed_file AS seed_file ON listing.seed_path = seed_file.seed_path
        WHERE seed_file.sha256 IS NULL
            OR seed_file.status = 'missing'
            OR seed_file.size_bytes <> listing.size_bytes
            OR seed_file.modified_ns <> listing.modified_ns
            OR listing.seed_path IN (SELECT seed_path FROM again)
        ORDER BY listing.seed_path
        """).to_arrow_reader(_ROWS_AT_ONCE)
    con.unregister("listing")
    con.unregister("again")


def known_file_problems(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the ids of open problems of files that could not be read at all."""
    rows = con.execute("""
        SELECT problem_id FROM landing.problem
        WHERE status = 'open' AND severity = 'reject' AND record_no IS NULL
            AND seed_path IN (SELECT seed_path FROM landing.seed_file WHERE status = 'unreadable')
        """).fetchall()
    return frozenset(problem_id for (problem_id,) in rows)


def paths_to_replay(con: duckdb.DuckDBPyConnection, cleaner_version: int) -> list[str]:
    """Return files with open problems, and files cleaned by an older version of the rules."""
    rows = con.execute(
        """
        SELECT seed_path FROM landing.problem WHERE status = 'open' AND seed_path IS NOT NULL
        UNION
        SELECT seed_path FROM landing.seed_article WHERE cleaner_version <> ?
        ORDER BY seed_path
        """,
        [cleaner_version],
    ).fetchall()
    return [path for (path,) in rows]


def mark_missing(
    con: duckdb.DuckDBPyConnection,
    listing: pa.Table,
    roots: Iterable[str],
    closed: Iterable[str],
    run_id: str,
) -> int:
    """Mark files below these roots that are no longer listed; their articles stay. Return how many.

    Below a `closed` folder, one that could not be listed, nothing is known to have vanished.
    """
    con.register("listing", listing)
    con.register("roots", make_table(((root,) for root in roots), PATHS))
    con.register("closed", make_table(((folder,) for folder in closed), PATHS))
    gone = con.execute("""
        SELECT seed_path FROM landing.seed_file
        WHERE status <> 'missing'
            AND split_part(seed_path, '/', 1) IN (SELECT seed_path FROM roots)
            AND seed_path NOT IN (SELECT seed_path FROM listing)
            AND NOT EXISTS (
                SELECT 1 FROM closed WHERE starts_with(seed_file.seed_path, closed.seed_path || '/')
            )
        """).fetchall()
    if gone:
        con.register("gone", make_table(gone, PATHS))
        with transaction(con):
            con.execute(
                """
                UPDATE landing.seed_file SET status = 'missing', last_run_id = ?
                WHERE seed_path IN (SELECT seed_path FROM gone)
                """,
                [run_id],
            )
            con.execute(
                """
                UPDATE landing.problem SET status = 'resolved', last_run_id = ?
                WHERE status = 'open' AND record_no IS NULL
                    AND seed_path IN (SELECT seed_path FROM gone)
                """,
                [run_id],
            )
            note_due(con, "files went missing")
        con.unregister("gone")
    con.unregister("listing")
    con.unregister("roots")
    con.unregister("closed")
    return len(gone)
