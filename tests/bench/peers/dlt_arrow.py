"""dlt tuned by hand: Arrow tables, the links cut by our own code, so that dlt has nothing to normalize.

Run: python -m tests.bench.peers.dlt_arrow SEEDS PLACE [append]
With `append` the first load appends, which is less work than the merge of a pipeline declared once.
"""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt
import pyarrow as pa

from tests.bench.arrow import RECORDS, make_table
from tests.bench.peers.dlt_pipeline import make_pipeline
from tests.bench.records import COLUMNS, chunk, list_seeds, read_rows, split_labels

_CHUNK = 2000
_LINKS = pa.schema(
    [("seed_path", pa.string()), ("record_no", pa.int64()), ("position", pa.int64()), ("name", pa.string())]
)
_LINK_TABLES = {
    "record_tag": "keywords",
    "record_technology": "technologies",
    "record_industry": "industries",
}


@dlt.resource(name="record", merge_key="seed_path")
def records(folder: Path) -> Iterator[Any]:
    """Yield tables of records and of their links, of the files modified since the last run."""
    state = dlt.current.resource_state()
    newest = state.get("modified_ns", -1)
    files = [file for file in list_seeds(folder) if file.modified_ns > newest]
    for rows in chunk(read_rows(files), _CHUNK):
        yield make_table(rows, RECORDS)
        for table, field in _LINK_TABLES.items():
            place = COLUMNS.index(field)
            links = [
                (row[0], row[1], position, name)
                for row in rows
                for position, name in enumerate(split_labels(row[place]), start=1)
            ]
            if links:
                yield dlt.mark.with_table_name(make_table(links, _LINKS), table)
    state["modified_ns"] = max((file.modified_ns for file in files), default=newest)


def main(folder: str, place: str, first: str = "merge") -> None:
    """Load what was modified since the last run."""
    gc.disable()
    pipeline = make_pipeline(Path(place))
    disposition = first if pipeline.first_run else "merge"
    pipeline.run(records(Path(folder)), write_disposition=disposition, loader_file_format="parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
