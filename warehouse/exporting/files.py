"""Tables as files that DuckDB writes itself: Parquet, CSV and JSON lines.

Plain CSV is for programs: UTF-8 without a mark, every text as it is, NULL empty and an empty text "".
For Excel it has a byte order mark, and texts are changed so that a sheet can hold them and none is a
formula (cells.py).
"""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.exporting.cells import as_text, count_changes, defuse, find_texts, fit
from warehouse.exporting.tables import Generation, Table

COPIED = {
    "parquet": "FORMAT parquet, COMPRESSION zstd, KV_METADATA {{generation_id: '{generation_id}'}}",
    "csv": "FORMAT csv, HEADER {is_first}",
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
        changes = count_changes(generation, table, is_csv=True)
    parts = []
    for number, sql in enumerate(table.select(columns)):
        parts.append(path.with_name(f"{path.name}.{number}"))
        target = str(parts[-1]).replace("'", "''")
        options = COPIED[format_].format(generation_id=generation.generation_id, is_first=not number)
        generation.con.execute(f"COPY ({sql}) TO '{target}' ({options})")
    _join(parts, path)
    return changes


def _join(parts: list[Path], path: Path) -> None:
    """Make one file of its parts, which go."""
    if len(parts) == 1:
        parts[0].rename(path)
    elif path.suffix == ".parquet":
        # DuckDB marks columns that cannot be NULL in a part, which they may be in another
        marked = pq.read_schema(parts[0])
        schema = pa.schema([each.with_nullable(True) for each in marked]).with_metadata(marked.metadata)
        with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3) as writer:
            for part in parts:
                writer.write_table(pq.read_table(part).cast(schema))
                part.unlink()
    else:
        with path.open("wb") as whole:
            for part in parts:
                with part.open("rb") as file:
                    shutil.copyfileobj(file, whole)
                part.unlink()
