"""The floor: list, read, parse, and a bare append of the records as Arrow, the text once, in zstd.

Run: python -m tests.bench.floor parse|append SEEDS [DATABASE]
Nobody who keeps the records in DuckDB can do with less. Nothing is cleaned, split, checked or published.
"""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.seedfiles.discover import ListedFile
from tests.bench.listing import list_plainly
from tests.bench.records import COLUMNS, chunk, read_rows

# Where CPU is least: 1,000 to 5,000 rows are within 2 %, 20,000 take 15 % more.
_CHUNK = 2000
_LONG_TEXTS = ("title", "body", "event_summary")
# The defaults of `ainews`. DuckDB's own memory limit changes nothing in the floor.
_CONFIG: dict[str, Any] = {
    "memory_limit": "256MB",
    "threads": 1,
    "storage_compatibility_version": "v1.4.0",
    "checkpoint_threshold": "1GB",
}


def main(stage: str, folder: str, database: str = "") -> None:
    """Do the work up to a stage, and print how many records there were."""
    gc.disable()  # as ainews does: rows form no cycles
    files = [ListedFile(path, path, size, modified) for path, size, modified in list_plainly(folder)]
    rows = read_rows(files)
    print(sum(1 for _ in rows) if stage == "parse" else _append(rows, Path(database)))


def _append(rows: Iterator[tuple[Any, ...]], database: Path) -> int:
    import duckdb

    from tests.bench.arrow import RECORDS, make_table

    con = duckdb.connect(database, config=_CONFIG)
    con.execute(f"CREATE TABLE record ({', '.join(map(_declare, COLUMNS))})")
    records = 0
    for some in chunk(rows, _CHUNK):
        batch = make_table(some, RECORDS)  # noqa: F841 - DuckDB finds it by its name
        con.execute("INSERT INTO record FROM batch")
        records += len(some)
    con.close()
    return records


def _declare(column: str) -> str:
    if column == "record_no":
        return f"{column} BIGINT"
    return f"{column} VARCHAR{' USING COMPRESSION zstd' if column in _LONG_TEXTS else ''}"


if __name__ == "__main__":
    main(*sys.argv[1:])
