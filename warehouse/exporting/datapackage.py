"""The datapackage.json of an export, after the Data Package standard of Frictionless Data.

It says which files belong together and of which generation they are, and of each file its columns, with
types and meaning. No licence is named: the texts belong to those who published them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from warehouse.exporting.tables import Table

NAME = "datapackage.json"

_MEDIA_TYPES = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of an export: its table, name, size and SHA-256.

    `changes` are how many cells were changed, and in what way; `sheets` the sheets of a workbook that
    hold rows.
    """

    table: Table
    name: str
    size: int
    sha256: str
    changes: Mapping[str, int] = field(default_factory=dict)
    sheets: Sequence[str] = ()


def describe_export(
    generation_id: str, created_at: datetime, files: Sequence[File], format_: str, *, has_mark: bool
) -> dict[str, Any]:
    """Return the descriptor. `has_mark`: the CSV files begin with a byte order mark."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ainews",
        "title": "Annotated Chinese news about AI in industry",
        "description": "Tables of a warehouse made by ainews. Times are those of Asia/Shanghai.",
        "created": created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "generation_id": generation_id,
        "sources": [{"title": "Annotated news articles (seed files), and the pages that they link to"}],
        "resources": [
            resource for file in files for resource in _describe_file(file, format_, has_mark=has_mark)
        ],
    }


def _describe_file(file: File, format_: str, *, has_mark: bool) -> list[dict[str, Any]]:
    resource: dict[str, Any] = {
        "name": file.table.name.replace("_", "-"),
        "type": "table",
        "path": file.name,
        "scheme": "file",
        "format": format_,
        "mediatype": _MEDIA_TYPES[format_],
        "encoding": "utf-8-sig" if has_mark else "utf-8",
        "title": file.table.name,
        "description": file.table.model.comment,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "row_count": file.table.rows,
        **({"changed_cells": dict(file.changes)} if file.changes else {}),
        "schema": _describe_columns(file.table, keeps_lists=format_ in ("parquet", "jsonl")),
    }
    if not file.sheets:
        return [resource]
    return [
        resource
        | {"name": resource["name"] + (f"-{number}" if number > 1 else "")}
        | {"dialect": {"excel": {"sheet": sheet}}}
        for number, sheet in enumerate(file.sheets, start=1)
    ]


def _describe_columns(table: Table, *, keeps_lists: bool) -> dict[str, Any]:
    fields = [
        {
            "name": name,
            "type": ("array" if keeps_lists else "string") if type_.endswith("[]") else _TYPES[type_],
            "description": table.descriptions[name],
        }
        for name, type_ in table.types.items()
    ]
    key = {"primaryKey": list(table.key)} if table.key else {}
    return {"fields": fields, "missingValues": [""], **key}
