"""Tables as files that DuckDB writes itself: Parquet, CSV and JSON lines.

Plain CSV is for programs: UTF-8 without a mark, every text as it is, NULL empty and an empty text "".
For Excel it has a byte order mark, and texts are changed so that a sheet can hold them and none is a
formula (cells.py).
"""

from pathlib import Path

from warehouse.exporting.cells import as_text, count_changes, defuse, find_texts, fit
from warehouse.exporting.tables import Generation, Table

COPIED = {
    "parquet": "FORMAT parquet, COMPRESSION zstd, KV_METADATA {{generation_id: '{generation_id}'}}",
    "csv": "FORMAT csv, HEADER true",
    "jsonl": "FORMAT json",
}
_BYTE_ORDER_MARK = "\ufeff"


def copy_table(
    generation: Generation, table: Table, path: Path, format_: str, *, for_excel: bool
) -> dict[str, int]:
    """Write a table to a file; return how many cells were changed, and in what way."""
    columns, changes = table.columns, {}
    if format_ == "csv":
        columns |= {name: as_text(name, table.types[name]) for name in find_texts(table.types)}
    if for_excel:
        columns |= {name: fit(defuse(columns[name])) for name in find_texts(table.types)}
        columns = {f"{'' if place else _BYTE_ORDER_MARK}{n}": columns[n] for place, n in enumerate(columns)}
        changes = count_changes(generation.con, table.source, table.types, is_csv=True)
    target = str(path).replace("'", "''")
    options = COPIED[format_].format(generation_id=generation.generation_id)
    generation.con.execute(f"COPY ({table.select(columns)}) TO '{target}' ({options})")
    return changes
