"""Rows of seed files as they land: their tables, and the parts of a batch. Nothing here knows DuckDB."""

from dataclasses import dataclass, fields
from pathlib import Path

import pyarrow as pa

from warehouse.arrow import make_schema

# Two parts fill a row group (warehouse.connect.ROW_GROUP); more at once would only take more memory.
PART_RECORDS = 4096

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
    replaced: pa.Table
    touched: pa.Table


def write_part(part: Part, path: Path) -> None:
    """Write a part for another process: its tables as Arrow streams, one behind the other.

    Raises OSError if the disk is full.
    """
    with pa.OSFile(str(path), "wb") as file:
        for field in fields(Part):
            table = getattr(part, field.name)
            with pa.ipc.new_stream(file, table.schema) as stream:
                stream.write_table(table)


def read_part(path: Path) -> Part:
    """Return a part as written: it stays in the file's pages, which live on when the file is removed."""
    with pa.memory_map(str(path)) as file:
        return Part(*(pa.ipc.open_stream(file).read_all() for _ in fields(Part)))
