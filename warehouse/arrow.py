"""Rows to Arrow, the only way that rows enter the warehouse in bulk."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa


def make_table(rows: Iterable[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Return rows, each in the order of the schema's fields, as an Arrow table."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, schema.field(i).type) for i, column in enumerate(columns)]
    return pa.Table.from_arrays(arrays, schema=schema)


def make_schema(**types: pa.DataType) -> pa.Schema:
    """Return a schema with these columns, in this order."""
    return pa.schema([pa.field(name, type_) for name, type_ in types.items()])
