"""The index of the search: kept up to date segment by segment, each written in one transaction.

A document is an article as it was indexed. When an article is built anew its document goes, and the
article waits in search.pending; a search leaves postings of gone documents out, and reads the texts
of articles that wait. So a search is right at any time, and the index only makes it fast.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise, repeat
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema, make_table
from warehouse.connect import joins_as_written, transaction
from warehouse.ledger import note_due
from warehouse.search.postings import MOST_DOCUMENTS, Field, Spool

# Below this a search without an index takes a second: 0.4 s for 20,000 articles, 1.9 s for 100,000.
AUTO_ARTICLES = 50_000
# Of the fields in core.unindexed_text; its weighted_length counts them the same.
WEIGHTS = {"title": 4, "labels": 3, "event_summary": 2, "body": 1}
_ROWS_AT_ONCE = 256
_CHARACTERS_AT_ONCE = 1_000_000
# Of passages as of postings: 10 MB of either at the most.
_BATCHES_AT_ONCE = 3
# What is joined to the texts of a segment has to fit into memory.
_MOST_IN_SEGMENT = 100_000
# 16 hex digits, so that their beginnings cut the articles into even slices.
_DIGITS = 16**2
# Up to so many times the new documents a segment is written anew with them: then there are few.
_ABSORBED = 2
# A sentence or several, or a part of a long one. Put together again they are the text. DuckDB unpacks 2,048
# to get at one: with longer ones a search takes longer, with shorter ones the index is larger than the texts.
_PASSAGE = re.compile("(?s).{0,189}[。！？；!?\n]|.{1,190}")

_ID, _LENGTH = "article_id", "weighted_length"
_DOCUMENTS = make_schema(
    document_no=pa.int32(), article_id=pa.string(), segment_no=pa.int32(), weighted_length=pa.int32()
)
_PASSAGES = make_schema(document_no=pa.int32(), passage_no=pa.int16(), passage=pa.string())


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an indexing did: articles read, of them those of older segments, segments now, and seconds."""

    indexed: int
    read_again: int
    segments: int
    seconds: float = 0.0


def count_waiting(con: duckdb.DuckDBPyConnection) -> int:
    """Return how many articles are not in the index as they are now."""
    return _ask(con, "SELECT count(*) FROM search.pending")


def is_index_due(con: duckdb.DuckDBPyConnection, setting: str) -> bool:
    """Whether articles wait and are to be indexed, by the setting: auto, always or never.

    With auto an index is begun at AUTO_ARTICLES; one that is there is kept up to date.
    """
    if setting == "never" or not count_waiting(con):
        return False
    if setting == "always" or _ask(con, "SELECT count(*) FROM search.segment"):
        return True
    return _ask(con, "SELECT count(*) FROM core.article_base") >= AUTO_ARTICLES


def forget_changed(con: duckdb.DuckDBPyConnection) -> None:
    """Let the articles in core.changed wait, in the transaction that builds them."""
    con.execute("DELETE FROM search.document WHERE article_id IN (SELECT article_id FROM core.changed)")
    con.execute("DELETE FROM search.pending WHERE article_id IN (SELECT article_id FROM core.changed)")
    con.execute("""
        INSERT INTO search.pending
        SELECT article_id FROM core.article_base SEMI JOIN core.changed USING (article_id)
        """)


def update_index(
    con: duckdb.DuckDBPyConnection,
    reader: duckdb.DuckDBPyConnection,
    temporary: Path,
    advance: Callable[[int], None] = lambda done: None,
) -> IndexSummary:
    """Index the articles that wait as one segment, and small older segments with them.

    `reader` is a second connection, which reads while the first one writes; `temporary` a folder
    for files, made and removed here; `advance` is told of articles read.
    """
    began = time.perf_counter()
    folder = temporary / "search"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with transaction(con):
            read_again = _absorb(con)
        con.execute("CHECKPOINT")  # rows deleted since the last one hold memory, which reading needs
        waiting = count_waiting(con)
        for bounds in _cut_articles(waiting):
            _write_segment(con, _read_parts(reader, bounds), Spool(folder), bounds, advance)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    segments = _ask(con, "SELECT count(*) FROM search.segment")
    return IndexSummary(waiting, read_again, segments, time.perf_counter() - began)


def _absorb(con: duckdb.DuckDBPyConnection) -> int:
    """Put back what is left of segments that are small, or half gone; return how many articles.

    What a killed run wrote of a segment goes as well.
    """
    segments = con.execute("""
        SELECT segment_no, document_count, count(article_id) AS living
        FROM search.segment LEFT JOIN search.document USING (segment_no)
        GROUP BY ALL ORDER BY segment_no DESC
        """).fetchall()
    waiting = count_waiting(con)
    absorbed, total = [], waiting
    for segment_no, documents, living in segments:
        if living <= _ABSORBED * total or 2 * living <= documents:
            absorbed.append(segment_no)
            total += living
    con.execute(
        """
        INSERT INTO search.pending
        SELECT article_id FROM search.document WHERE list_contains(?, segment_no)
        """,
        [absorbed],
    )
    con.execute("DELETE FROM search.segment WHERE list_contains(?, segment_no)", [absorbed])
    for table in ("document", "posting"):
        con.execute(
            f"DELETE FROM search.{table} WHERE segment_no NOT IN (SELECT segment_no FROM search.segment)"
        )
    con.execute("""
        DELETE FROM search.passage WHERE NOT EXISTS (
            FROM search.segment
            WHERE document_no >= first_document_no AND document_no < first_document_no + document_count
        )
        """)
    return total - waiting


def _cut_articles(waiting: int) -> list[tuple[str, str]]:
    """Return the bounds of ids, from one and below the other, of the articles of each new segment."""
    segments = min(_DIGITS, -(-waiting // _MOST_IN_SEGMENT) or 1)
    bounds = ["", *(f"{_DIGITS * place // segments:02x}" for place in range(1, segments)), "g"]
    return list(pairwise(bounds))


def _write_segment(
    con: duckdb.DuckDBPyConnection,
    parts: Iterator[list[tuple[Any, ...]]],
    spool: Spool,
    bounds: tuple[str, str],
    advance: Callable[[int], None],
) -> None:
    """Write passages and postings bit by bit, and then, at once, the documents that make them count."""
    segment_no = 1 + _ask(con, "SELECT coalesce(max(segment_no), 0) FROM search.segment")
    first = _ask(con, "SELECT coalesce(max(first_document_no + document_count), 0) FROM search.segment")
    ids: list[str] = []
    lengths: list[int] = []

    def take(part: list[tuple[Any, ...]]) -> tuple[str, pa.Table]:
        document_no = first + len(ids)
        columns = dict(zip((_ID, *WEIGHTS, _LENGTH), zip(*part, strict=True), strict=True))
        spool.add([Field(columns[name], weight) for name, weight in WEIGHTS.items()], document_no)
        ids.extend(columns[_ID])
        lengths.extend(columns[_LENGTH])
        advance(len(part))
        return "search.passage", _cut_passages(part, document_no)

    _insert_by_turns(con, map(take, parts))
    _insert_by_turns(con, (("search.posting", _with_segment(rows, segment_no)) for rows in spool.merge()))
    numbers = range(first, first + len(ids))
    documents = make_table(zip(numbers, ids, repeat(segment_no), lengths, strict=False), _DOCUMENTS)
    with transaction(con):
        con.register("fresh", documents)
        con.execute("""
            INSERT INTO search.document BY NAME
            SELECT * FROM core.shown_article INNER JOIN fresh USING (article_id) ORDER BY document_no
            """)
        con.unregister("fresh")
        con.execute("INSERT INTO search.segment VALUES (?, ?, ?)", [segment_no, first, len(ids)])
        con.execute("DELETE FROM search.pending WHERE article_id >= ? AND article_id < ?", bounds)
        note_due(con, "search index")


def _insert_by_turns(con: duckdb.DuckDBPyConnection, batches: Iterator[tuple[str, pa.Table]]) -> None:
    """Insert batches, some in a transaction: what is not committed fills the memory."""
    while some := list(islice(batches, 1)):
        with transaction(con):
            for table, rows in chain(some, islice(batches, _BATCHES_AT_ONCE - 1)):
                _insert(con, table, rows)


def _with_segment(rows: pa.Table, segment_no: int) -> pa.Table:
    return rows.append_column("segment_no", pa.repeat(pa.scalar(segment_no, pa.int32()), len(rows)))


def _read_parts(
    reader: duckdb.DuckDBPyConnection, bounds: tuple[str, str]
) -> Iterator[list[tuple[Any, ...]]]:
    """Read the texts of articles that wait, in parts that fit into memory."""
    part: list[tuple[Any, ...]] = []
    characters = 0
    with joins_as_written(reader):
        for name, bound in zip(("first_article", "end_article"), bounds, strict=True):
            reader.execute(f"SET VARIABLE {name} = '{bound}'")
        answer = reader.execute(f"SELECT {_ID}, {', '.join(WEIGHTS)}, {_LENGTH} FROM core.unindexed_text")
        while rows := answer.fetchmany(_ROWS_AT_ONCE):
            part += rows
            characters += sum(row[-1] for row in rows)
            if characters > _CHARACTERS_AT_ONCE or len(part) > MOST_DOCUMENTS - _ROWS_AT_ONCE:
                yield part
                part, characters = [], 0
    if part:
        yield part


def _cut_passages(rows: list[tuple[Any, ...]], first: int) -> pa.Table:
    numbers: list[int] = []
    places: list[int] = []
    passages: list[str] = []
    for document_no, (_, title, labels, summary, body, _) in enumerate(rows, start=first):
        cut = [f"{title}\n", f"{labels}\n", *_PASSAGE.findall(f"{summary}\n"), *_PASSAGE.findall(body)]
        numbers += [document_no] * len(cut)
        places += range(1, len(cut) + 1)
        passages += cut
    return make_table(zip(numbers, places, passages, strict=True), _PASSAGES)


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("fresh", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM fresh")
    con.unregister("fresh")


def _ask(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(number,)] = con.execute(sql).fetchall()
    return int(number)
