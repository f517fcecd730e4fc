"""What a user writes by hand with polars and SQL; it loads everything each time.

Run: python -m tests.bench.peers.polars_sql SEEDS PLACE
"""

import sys
from pathlib import Path

import polars as pl

from tests.bench.peers.hand_sql import KINDS, SEPARATORS, store
from tests.bench.records import COLUMNS, list_seeds, read_rows


def main(folder: Path, place: Path) -> None:
    """Load all records."""
    records = pl.DataFrame(list(read_rows(list_seeds(folder))), schema=list(COLUMNS), orient="row")
    store(place / "news.duckdb", records, {kind: _split(records, field) for kind, field in KINDS.items()})


def _split(records: pl.DataFrame, field: str) -> pl.DataFrame:
    names = pl.col(field).str.replace_all(SEPARATORS, "\n").str.split("\n").alias("name")
    frame = records.select("seed_path", "record_no", names).explode("name")
    return frame.with_columns(pl.col("name").str.strip_chars()).filter(pl.col("name") != "")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
