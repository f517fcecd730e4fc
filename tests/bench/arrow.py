"""Rows to Arrow tables, for the floor and for dlt tuned by hand."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from tests.bench.records import COLUMNS

RECORDS = pa.schema([(name, pa.int64() if name == "record_no" else pa.string()) for name in COLUMNS])


def make_table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Return rows, each in the order of the schema's fields, as an Arrow table."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
