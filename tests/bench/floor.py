"""The floor: list, read, parse, and a bare append of the records as Arrow, the text once, in zstd.

Run: python -m tests.bench.floor list|parse|append SEEDS [DATABASE]
Nobody who keeps the records in DuckDB can do with less. Nothing is cleaned, split, checked or published.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.records import COLUMNS, chunk, list_seeds, read_rows

# Where CPU is least: 1,000 to 5,000 rows are within 2 %, 20,000 take 15 % more.
_CHUNK = 2000
_LONG_TEXTS = ("title", "body", "event_summary")
# The defaults of `ainews`. DuckDB's own memory limit changes nothing in the floor.
_CONFIG: dict[str, Any] = {
    "memory_limit": "256MB",
    "threads": 2,
    "storage_compatibility_version": "v1.4.0",
    "checkpoint_threshold": "1GB",
}


def main(stage: str, folder: Path, database: Path | None = None) -> None:
    """Do the work up to a stage, and print how many files and records there were."""
    if stage == "list":
        print(json.dumps({"files": sum(1 for _ in _list(str(folder)))}))
        return
    gc.disable()  # as ainews does: rows form no cycles
    files = list_seeds(folder)
    if stage == "parse":
        records = sum(1 for _ in read_rows(files))
    else:
        assert database is not None
        records = _append(read_rows(files), database)
    print(json.dumps({"files": len(files), "records": records}))


def _list(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield the path, size and time of all files, as plainly as it goes."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _list(entry.path)
            else:
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns


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
    main(sys.argv[1], *map(Path, sys.argv[2:]))
