"""The search as SQL: the macros and views below sql/search, made anew when they change."""

from hashlib import sha256

import duckdb

from warehouse.connect import transaction
from warehouse.home import PROJECT
from warehouse.ledger import note_due
from warehouse.models import list_head_lines, quote
from warehouse.search.index import count_waiting
from warehouse.search.terms import NARROW, SEPARATORS, WIDE

SEARCH = PROJECT / "sql" / "search"
_NAME = "sql/search"
# Punctuation and the like of ASCII, in a class of a regular expression.
_ASCII_SEPARATORS = r"\x00-/:-`{-\x7f"


def create_macros(con: duckdb.DuckDBPyConnection) -> bool:
    """Make reporting.search and what it stands on as the index is now; return whether that was due.

    The head of its file becomes its comment, whole: what a macro gives cannot have comments of its own.
    """
    is_waiting = count_waiting(con) > 0
    words, waiting, search = (
        (SEARCH / f"{name}.sql").read_text(encoding="utf-8")
        for name in ("0_words", "1_waiting" if is_waiting else "1_nothing_waits", "2_search")
    )
    # read by way of CTEs, the tables would be read whole
    names = ("any_document", "any_passage") if is_waiting else ("search.document", "search.passage")
    for mark, sql in zip(("@WAITING@", "@DOCUMENT@", "@PASSAGE@"), (waiting.rstrip(), *names), strict=True):
        search = search.replace(mark, sql)
    sql = _put_in_characters(words + search)
    digest = sha256(sql.encode()).hexdigest()
    recorded = con.execute("SELECT sha256 FROM ops.fingerprint WHERE name = ?", [_NAME]).fetchall()
    if recorded == [(digest,)]:
        return False
    with transaction(con):
        con.execute(sql)
        head = "\n".join(list_head_lines(SEARCH / "2_search.sql"))
        con.execute(f"COMMENT ON MACRO TABLE reporting.search IS {quote(head)}")
        con.execute("DELETE FROM ops.fingerprint WHERE name = ?", [_NAME])
        con.execute("INSERT INTO ops.fingerprint VALUES (?, ?)", [_NAME, digest])
        note_due(con, "search changed")
    return True


def _put_in_characters(sql: str) -> str:
    ranges = "".join(
        rf"\x{{{first if last != 0xF8FF else 0xE000:x}}}-\x{{{last:x}}}"  # surrogates are in no text
        for first, last in SEPARATORS
    )
    characters = {"@SEPARATORS@": _ASCII_SEPARATORS + ranges, "@WIDE@": WIDE, "@NARROW@": NARROW}
    for name, value in characters.items():
        sql = sql.replace(name, value)
    return sql
