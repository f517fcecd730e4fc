"""Tables as files that DuckDB writes itself: Parquet, CSV and JSON lines."""

from pathlib import Path

from warehouse.exporting.tables import Generation, Table

COPIED = {
    "parquet": "FORMAT parquet, COMPRESSION zstd",
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json",
}


def copy_table(generation: Generation, table: Table, path: Path, format_: str) -> None:
    """Write a table to a file."""
    target = str(path).replace("'", "''")
    generation.con.execute(f"COPY ({table.select()}) TO '{target}' ({COPIED[format_]})")
