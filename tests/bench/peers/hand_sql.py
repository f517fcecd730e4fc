"""The SQL that a user writes by hand behind pandas or polars: records, names, and who bears which name."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

# A kind of label, and the field of a record that holds them.
KINDS = {"tag": "keywords", "technology": "technologies", "industry": "industries"}
SEPARATORS = r"[，,、;；/|\r\n]"


def store(database: Path, records: Any, labels: Mapping[str, Any]) -> None:
    """Store a frame of records, and for each kind a frame of (seed_path, record_no, name)."""
    with duckdb.connect(database) as con:
        con.execute("CREATE TABLE record AS FROM records")
        for kind, frame in labels.items():  # noqa: B007 - DuckDB finds it by its name
            con.execute(f"CREATE TABLE {kind}_label AS FROM frame")
            con.execute(
                f"CREATE TABLE {kind} AS SELECT row_number() OVER (ORDER BY name) AS id, name "
                f"FROM (SELECT DISTINCT name FROM {kind}_label)"
            )
            con.execute(
                f"CREATE TABLE record_{kind} AS "
                f"SELECT seed_path, record_no, id AS {kind}_id FROM {kind}_label JOIN {kind} USING (name)"
            )
            con.execute(f"DROP TABLE {kind}_label")
