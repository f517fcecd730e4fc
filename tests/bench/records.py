"""The records of the seed files, as ainews parses them: what the floor and the peers begin with.

They get the parser for nothing: what is compared is how records are loaded.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from flows.seedfiles.discover import ListedFile, Root, list_files
from flows.seedfiles.labels import read_labels
from flows.seedfiles.read import UnreadableError, parse_content
from flows.seedfiles.records import FIELDS, Record
from tests.bench.lexicon import SEEDS

COLUMNS = ("seed_path", "record_no", *FIELDS)
_MOST_BYTES = 256_000_000
_LABEL_SEPARATORS = re.compile(r"[，,、;；/|\r\n]")
T = TypeVar("T")


def list_seeds(folder: Path) -> list[ListedFile]:
    """List the seed files below a folder, with sizes and times."""
    return list_files([Root(folder.name, folder)]).files


def read_rows(files: Iterable[ListedFile]) -> Iterator[tuple[Any, ...]]:
    """Read and parse files; yields the records' rows, in the order of COLUMNS."""
    labels = read_labels(SEEDS / "vocabulary" / "labels.csv")
    for file in files:
        with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - the plainest way
            raw = stream.readall()
        try:
            items = parse_content(file, raw, labels, _MOST_BYTES).items
        except UnreadableError:
            continue
        for item in items:
            if isinstance(item, Record):
                yield file.seed_path, item.record_no, *item.values


def chunk(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to `size` rows."""
    while some := list(islice(rows, size)):
        yield some


def split_labels(field: str | None) -> list[str]:
    """Return the labels of a field, as they are written."""
    labels = (label.strip() for label in _LABEL_SEPARATORS.split(field or ""))
    return [label for label in labels if label]
