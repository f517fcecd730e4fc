"""What a user writes by hand with pandas and SQL; it loads everything each time.

Run: python -m tests.bench.peers.pandas_sql SEEDS PLACE
"""

import sys
from pathlib import Path

import pandas as pd

from tests.bench.peers.hand_sql import KINDS, SEPARATORS, store
from tests.bench.records import COLUMNS, list_seeds, read_rows


def main(folder: Path, place: Path) -> None:
    """Load all records."""
    records = pd.DataFrame(read_rows(list_seeds(folder)), columns=COLUMNS)
    store(place / "news.duckdb", records, {kind: _split(records, field) for kind, field in KINDS.items()})


def _split(records: pd.DataFrame, field: str) -> pd.DataFrame:
    names = records[field].str.split(SEPARATORS, regex=True)
    frame = records[["seed_path", "record_no"]].assign(name=names).explode("name")
    frame["name"] = frame["name"].str.strip()
    return frame[frame["name"].fillna("") != ""]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
