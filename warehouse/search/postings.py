"""Sorted postings: from the terms of some documents to lists for all, in bounded memory.

A list holds the documents that have a term equally often: so it need not say how often beside each.
Documents come part by part. The terms of a part are sorted with the documents in one array of
numbers, and go to files; at the end the parts are merged, one range of terms after another.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from warehouse.search.terms import CHARACTER_BITS, CHARACTERS, FIRST_PAIR, Characters, Integers, find_codes

_DOCUMENT_BITS = 12
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS  # of a part: what its keys have room for
_TF_BITS, _MOST_TF = 4, 15
_WEIGHT_BITS = 3
_MERGED_AT_ONCE = 1_500_000  # documents of lists
# Of the files that lists go to, as Lists has them.
_TYPES = {"codes": np.int64, "frequencies": np.uint8, "counts": np.uint16, "documents": np.int32}


class Field(NamedTuple):
    """The texts of one field of the documents of a part, and what its terms count."""

    texts: Sequence[str]
    weight: int


class Lists(NamedTuple):
    """Lists of documents, in the order of their codes and frequencies; one behind another in `documents`."""

    codes: Integers
    frequencies: "np.ndarray"
    counts: "np.ndarray"
    documents: "np.ndarray"


class Spool:
    """Lists of all parts, in files below a folder that the caller removes."""

    def __init__(self, folder: Path) -> None:
        self.files = {name: folder / name for name in _TYPES}
        self.lists = [0]  # where the parts begin, in lists and in documents
        self.documents = [0]
        self.characters = Characters()
        for path in self.files.values():
            path.write_bytes(b"")

    def add(self, fields: Sequence[Field], first_document: int) -> None:
        """Add a part: documents from that number on, MOST_DOCUMENTS at the most."""
        codes, documents_and_weights = [], []
        for field in fields:
            found, number = find_codes(field.texts, self.characters)
            codes.append(found)
            documents_and_weights.append(number << _WEIGHT_BITS | field.weight)
        lists = _sort(np.concatenate(codes), np.concatenate(documents_and_weights), first_document)
        for name, array in lists._asdict().items():
            with self.files[name].open("ab") as file:
                array.astype(_TYPES[name], copy=False).tofile(file)
        self.lists.append(self.lists[-1] + len(lists.codes))
        self.documents.append(self.documents[-1] + len(lists.documents))

    def merge(self) -> Iterator[pa.Table]:
        """Return tables of term_code, frequency and documents, the terms in their order."""
        if not self.documents[-1]:
            return
        lists, documents = self._find_bounds(self._cut())
        # read, not mapped: of a map every page that a range touches would stay in memory
        with ExitStack() as stack:
            files = {name: stack.enter_context(path.open("rb")) for name, path in self.files.items()}
            bounds = {**dict.fromkeys(_TYPES, lists), "documents": documents}
            for at in range(lists.shape[1] - 1):
                parts = (
                    _read_all(files[name], type_, bounds[name][:, at], bounds[name][:, at + 1])
                    for name, type_ in _TYPES.items()
                )
                yield _merge(Lists(*parts))

    def _find_bounds(self, limits: Sequence[int]) -> tuple[Integers, Integers]:
        """Return where in the files, in lists and in documents, the ranges begin: a row for each part."""
        lists, documents = [], []
        for part, (first, end) in enumerate(pairwise(self.lists)):
            codes, counts = self._read_part(first, end)
            ends = np.searchsorted(codes, limits)
            lists.append(first + np.append(0, ends))
            before = np.append(0, np.cumsum(counts, dtype=np.int64))
            documents.append(self.documents[part] + np.append(0, before[ends]))
        return np.array(lists), np.array(documents)

    def _read_part(self, first: int, end: int) -> tuple[Integers, "np.ndarray"]:
        codes = np.fromfile(self.files["codes"], np.int64, end - first, offset=8 * first)
        return codes, np.fromfile(self.files["counts"], np.uint16, end - first, offset=2 * first)

    def _cut(self) -> list[int]:
        """Return the upper bounds of ranges of terms of about even size, judged by the first part."""
        codes, counts = self._read_part(0, self.lists[1])
        ranges = -(-self.documents[-1] // _MERGED_AT_ONCE)
        wanted = np.arange(1, ranges) * (self.documents[1] // ranges)
        places = np.searchsorted(np.cumsum(counts, dtype=np.int64), wanted)
        inner = np.unique(codes[places[places < len(codes)]])
        return [*inner.tolist(), np.iinfo(np.int64).max]


def _read_all(file: BinaryIO, type_: type, begins: Integers, ends: Integers) -> "np.ndarray":
    """Read a stretch of each part, one behind another."""
    size = np.dtype(type_).itemsize
    stretches = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        file.seek(size * begin)
        stretches.append(file.read(size * (end - begin)))
    return np.frombuffer(b"".join(stretches), type_)


def _sort(codes: Integers, low: Integers, first_document: int) -> Lists:
    """Return the lists of one part."""
    is_latin = codes < FIRST_PAIR
    latin, place = np.unique(codes[is_latin], return_inverse=True)
    pairs = np.where(is_latin, 0, codes - FIRST_PAIR)
    one, other = pairs >> CHARACTER_BITS, pairs & ((1 << CHARACTER_BITS) - 1)
    # letters of this part as small numbers: then a term, its document and weight fit into 64 bits
    is_used = np.zeros(CHARACTERS, bool)
    is_used[one] = is_used[other] = True
    letters = np.flatnonzero(is_used)
    rank = np.cumsum(is_used) - 1
    bits = len(letters).bit_length()
    keys = (rank[one] << bits) + rank[other] + len(latin)
    keys[is_latin] = place
    keys = (keys << _DOCUMENT_BITS + _WEIGHT_BITS) + low
    keys.sort()
    in_documents = keys >> _WEIGHT_BITS
    begins = np.flatnonzero(np.diff(in_documents, prepend=-1))
    weight = keys & ((1 << _WEIGHT_BITS) - 1)
    frequency = np.minimum(np.add.reduceat(weight, begins), _MOST_TF) if len(begins) else weight
    in_documents = in_documents[begins]
    documents = in_documents & (MOST_DOCUMENTS - 1)
    keys = ((in_documents - documents << _TF_BITS) + (frequency << _DOCUMENT_BITS)) + documents
    keys.sort()
    in_lists = keys >> _DOCUMENT_BITS
    begins = np.flatnonzero(np.diff(in_lists, prepend=-1))
    terms = in_lists[begins] >> _TF_BITS
    pair = terms[terms >= len(latin)] - len(latin)
    pairs = (letters[pair >> bits] << CHARACTER_BITS) + letters[pair & ((1 << bits) - 1)] + FIRST_PAIR
    return Lists(
        np.concatenate((latin[terms[terms < len(latin)]], pairs)),
        in_lists[begins] & _MOST_TF,
        np.diff(begins, append=len(in_lists)),
        (keys & (MOST_DOCUMENTS - 1)) + first_document,
    )


def _merge(lists: Lists) -> pa.Table:
    """Bring lists of one term and frequency together, those of earlier parts first."""
    counts = lists.counts.astype(np.int64)
    order = np.lexsort((lists.frequencies, lists.codes))
    placed = np.cumsum(counts[order]) - counts[order]
    shift = np.empty(len(counts), np.int64)
    shift[order] = placed
    shift -= np.cumsum(counts) - counts
    merged = np.empty(len(lists.documents), np.int32)
    merged[np.repeat(shift, counts) + np.arange(len(merged))] = lists.documents
    codes, frequencies = lists.codes[order], lists.frequencies[order]
    is_new = (np.diff(codes, prepend=-1) != 0) | (np.diff(frequencies.astype(np.int8), prepend=-1) != 0)
    begins = np.flatnonzero(is_new)
    offsets = np.append(placed[begins], len(merged)).astype(np.int32)
    documents = pa.ListArray.from_arrays(pa.array(offsets), pa.array(merged))  # type: ignore[call-overload]  # stubs know no numpy
    return pa.table({"term_code": codes[begins], "frequency": frequencies[begins], "documents": documents})
