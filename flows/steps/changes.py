"""Which seed files have to be read: the listing against what is known, as columns.

Rows of Python's own, two texts and a tuple a file, were most of what memory grew by with many files.
"""

import os
from collections.abc import Iterable, Iterator
from io import IOBase
from itertools import islice

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from flows.seedfiles.discover import ListedFile
from flows.steps.rows import ChangedFile
from warehouse.arrow import make_table
from warehouse.listing import LISTING, compare_listing

_ROWS_AT_ONCE = 8192


class ChangedFiles:
    """The listed files that are new, changed, or to be read again, by seed path; rows are made one by one.

    They wait in a file, `store`: in memory they would stay there until the last of them is loaded.
    """

    def __init__(self, found: pa.RecordBatchReader, store: IOBase) -> None:
        self._store = store
        self._number = self.size_bytes = 0
        with pa.ipc.new_stream(store, found.schema) as stream:
            for batch in found:
                stream.write_batch(batch)
                self._number += batch.num_rows
                self.size_bytes += pc.sum(batch["size_bytes"]).as_py() or 0

    def __len__(self) -> int:
        """Count them."""
        return self._number

    def __iter__(self) -> Iterator[ChangedFile]:
        """Yield them."""
        self._store.seek(0)
        for batch in pa.ipc.open_stream(self._store):
            columns = [column.to_pylist() for column in batch.columns]
            for seed_path, path, size, modified, digest, is_known in zip(*columns, strict=True):
                file = ListedFile(seed_path, os.fsdecode(path), size, modified)
                yield ChangedFile(file, digest, is_known)


def pack_listing(files: Iterable[ListedFile]) -> pa.Table:
    """Return listed files as a table (LISTING)."""
    rows = ((seed_path, os.fsencode(path), size, modified) for seed_path, path, size, modified in files)
    tables = [LISTING.empty_table()]
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        tables.append(make_table(some, LISTING))
    return pa.concat_tables(tables)


def find_changed(
    con: duckdb.DuckDBPyConnection, listing: pa.Table, store: IOBase, again: Iterable[str] = ()
) -> ChangedFiles:
    """Return the files of a listing (LISTING) that are new, changed, or were not readable; and `again`.

    `store` is an empty file for them.
    """
    with compare_listing(con, listing, again) as found:
        return ChangedFiles(found, store)
