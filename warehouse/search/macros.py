"""The search as SQL: macros and views below sql/search, made anew when their files change."""

from hashlib import sha256

import duckdb

from warehouse.connect import transaction
from warehouse.home import PROJECT
from warehouse.ledger import note_due
from warehouse.search.terms import NARROW, SEPARATORS, WIDE

SEARCH = PROJECT / "sql" / "search"
_NAME = "sql/search"


def create_macros(con: duckdb.DuckDBPyConnection) -> bool:
    """Make reporting.search and what it stands on, if the files changed; return whether they did."""
    sql = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SEARCH.glob("*.sql")))
    sql = _put_in_characters(sql)
    digest = sha256(sql.encode()).hexdigest()
    recorded = con.execute("SELECT sha256 FROM ops.fingerprint WHERE name = ?", [_NAME]).fetchall()
    if recorded == [(digest,)]:
        return False
    with transaction(con):
        con.execute(sql)
        con.execute("DELETE FROM ops.fingerprint WHERE name = ?", [_NAME])
        con.execute("INSERT INTO ops.fingerprint VALUES (?, ?)", [_NAME, digest])
        note_due(con, "search changed")
    return True


def _put_in_characters(sql: str) -> str:
    # surrogates are no characters of a text, and no pattern may name them
    ranges = "".join(rf"\x{{{max(first, 0xE000) if last == 0xF8FF else first:x}}}-\x{{{last:x}}}" for first, last in SEPARATORS)
    others = r"\x00-/:-`{-\x7f"
    return sql.replace("@SEPARATORS@", others + ranges).replace("@WIDE@", WIDE).replace("@NARROW@", NARROW)
