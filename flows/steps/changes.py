"""Which seed files have to be read: the listing against what is known, as columns.

Rows of Python's own, two texts and a tuple a file, were most of what memory grew by with many files.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from flows.seedfiles.discover import ListedFile
from flows.steps.rows import ChangedFile
from warehouse.arrow import make_table
from warehouse.listing import LISTING, compare_listing

_AT_ONCE = 1024


class ChangedFiles:
    """The listed files that are new, changed, or to be read again, by seed path; rows are made one by one."""

    def __init__(self, listing: pa.Table, changed: pa.Table) -> None:
        self._listing = listing
        self._changed = changed
        self.size_bytes: int = pc.sum(changed["size_bytes"]).as_py() or 0

    def __len__(self) -> int:
        """Count them."""
        return int(self._changed.num_rows)

    def __iter__(self) -> Iterator[ChangedFile]:
        """Yield them."""
        for start in range(0, len(self), _AT_ONCE):
            known = self._changed.slice(start, _AT_ONCE)
            files = self._listing.take(known["place"])
            columns = [files[name].to_pylist() for name in LISTING.names[1:]]
            hashes, are_known = known["sha256"].to_pylist(), known["is_known"].to_pylist()
            for seed_path, path, size, modified, digest, is_known in zip(
                *columns, hashes, are_known, strict=True
            ):
                file = ListedFile(seed_path, os.fsdecode(path), size, modified)
                yield ChangedFile(file, digest, is_known)


def pack_listing(files: Iterable[ListedFile]) -> pa.Table:
    """Return listed files as a table (LISTING)."""
    rows = (
        (place, seed_path, os.fsencode(path), size, modified)
        for place, (seed_path, path, size, modified) in enumerate(files)
    )
    tables = [LISTING.empty_table()]
    while some := list(islice(rows, _AT_ONCE)):
        tables.append(make_table(some, LISTING))
    return pa.concat_tables(tables).combine_chunks()


def find_changed(
    con: duckdb.DuckDBPyConnection, listing: pa.Table, again: Iterable[str] = ()
) -> ChangedFiles:
    """Return the files of a listing (LISTING) that are new, changed, or were not readable; and `again`."""
    changed = ChangedFiles(listing, compare_listing(con, listing, again))
    pa.default_memory_pool().release_unused()  # of a long listing as much as it takes itself
    return changed
