"""dlt as its users write it: a resource of dictionaries with lists in them, files found by their times.

Run: python -m tests.bench.peers.dlt_dicts SEEDS PLACE
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dlt

from tests.bench.peers.dlt_pipeline import make_pipeline
from tests.bench.records import COLUMNS, chunk, list_seeds, read_rows, split_labels

_PAGE = 1000


@dlt.resource(selected=False)
def seed_files(
    folder: Path,
    modified: Any = dlt.sources.incremental("modified_ns"),  # noqa: B008 - dlt wants it so
) -> Iterator[list[dict[str, Any]]]:
    """Yield pages of files; dlt passes on those modified since the last run."""
    for page in chunk(iter(list_seeds(folder)), _PAGE):
        yield [{"modified_ns": file.modified_ns, "file": file} for file in page]


@dlt.transformer(name="record", write_disposition="merge", primary_key=("seed_path", "record_no"))
def records(files: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the records of a page of files, labels as lists."""
    page = []
    for row in read_rows(each["file"] for each in files):
        record = dict(zip(COLUMNS, row, strict=True))
        for field in ("keywords", "technologies", "industries"):
            record[field] = split_labels(record[field])
        page.append(record)
    yield page


def main(folder: Path, place: Path) -> None:
    """Load what was modified since the last run."""
    make_pipeline(place).run(seed_files(folder) | records, loader_file_format="parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
