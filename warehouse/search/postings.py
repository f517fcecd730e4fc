"""Sorted postings: from the terms of some documents to lists for all, in bounded memory.

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

MOST_DOCUMENTS = 1 << 12  # of a part: what its keys have room for
TF_BITS, MOST_TF = 4, 15
_WEIGHT_BITS = 3
_MERGED_AT_ONCE = 1_500_000  # postings


class Field(NamedTuple):
    """The texts of one field of the documents of a part, and what its terms count."""

    texts: Sequence[str]
    weight: int


class Spool:
    """Postings of all parts, in files below a folder that the caller removes."""

    def __init__(self, folder: Path) -> None:
        self.files = {name: folder / name for name in ("codes", "counts", "postings")}
        self.terms = [0]  # where the parts begin, in terms and in postings
        self.postings = [0]
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
        terms, counts, postings = _sort(
            np.concatenate(codes), np.concatenate(documents_and_weights), first_document
        )
        for name, array in (("codes", terms), ("counts", counts), ("postings", postings)):
            with self.files[name].open("ab") as file:
                array.tofile(file)
        self.terms.append(self.terms[-1] + len(terms))
        self.postings.append(self.postings[-1] + len(postings))

    def merge(self) -> Iterator[pa.Table]:
        """Return tables of term_code and postings, the terms in their order."""
        if not self.postings[-1]:
            return
        terms, postings = self._find_bounds(self._cut())
        # read, not mapped: of a map every page that a range touches would stay in memory
        with ExitStack() as stack:
            files = {name: stack.enter_context(path.open("rb")) for name, path in self.files.items()}
            for at in range(terms.shape[1] - 1):
                yield _merge(
                    _read_all(files["codes"], np.int64, terms[:, at], terms[:, at + 1]),
                    _read_all(files["counts"], np.uint16, terms[:, at], terms[:, at + 1]).astype(np.int64),
                    _read_all(files["postings"], np.uint32, postings[:, at], postings[:, at + 1]),
                )

    def _find_bounds(self, limits: Sequence[int]) -> tuple[Integers, Integers]:
        """Return where in the files, in terms and in postings, the ranges begin: a row for each part."""
        terms, postings = [], []
        for part, (first, end) in enumerate(pairwise(self.terms)):
            codes, counts = self._read_part(first, end)
            ends = np.searchsorted(codes, limits)
            terms.append(first + np.append(0, ends))
            before = np.append(0, np.cumsum(counts, dtype=np.int64))
            postings.append(self.postings[part] + np.append(0, before[ends]))
        return np.array(terms), np.array(postings)

    def _read_part(self, first: int, end: int) -> tuple[Integers, "np.ndarray"]:
        codes = np.fromfile(self.files["codes"], np.int64, end - first, offset=8 * first)
        return codes, np.fromfile(self.files["counts"], np.uint16, end - first, offset=2 * first)

    def _cut(self) -> list[int]:
        """Return the upper bounds of ranges of terms of about even size, judged by the first part."""
        codes, counts = self._read_part(0, self.terms[1])
        ranges = -(-self.postings[-1] // _MERGED_AT_ONCE)
        wanted = np.arange(1, ranges) * (self.postings[1] // ranges)
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


def _sort(codes: Integers, low: Integers, first_document: int) -> tuple[Integers, "np.ndarray", "np.ndarray"]:
    """Return the terms, how many documents have each, and their postings, all in order."""
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
    keys = (keys * MOST_DOCUMENTS << _WEIGHT_BITS) + low
    keys.sort()
    in_documents = keys >> _WEIGHT_BITS
    begins = np.flatnonzero(np.diff(in_documents, prepend=-1))
    weight = keys & ((1 << _WEIGHT_BITS) - 1)
    frequency = np.minimum(np.add.reduceat(weight, begins), MOST_TF) if len(begins) else weight
    in_documents = in_documents[begins]
    documents = (in_documents & (MOST_DOCUMENTS - 1)) + first_document
    postings = ((documents << TF_BITS) + frequency).astype(np.uint32)
    terms = in_documents // MOST_DOCUMENTS
    begins = np.flatnonzero(np.diff(terms, prepend=-1))
    counts = np.diff(begins, append=len(terms)).astype(np.uint16)  # MOST_DOCUMENTS at most
    terms = terms[begins]
    pair = terms[len(latin) :] - len(latin)
    pairs = (letters[pair >> bits] << CHARACTER_BITS) + letters[pair & ((1 << bits) - 1)] + FIRST_PAIR
    return np.concatenate((latin, pairs)), counts, postings


def _merge(codes: Integers, counts: Integers, postings: "np.ndarray") -> pa.Table:
    """Bring the lists of one term together, those of earlier parts first."""
    order = np.argsort(codes, kind="stable")
    placed = np.cumsum(counts[order]) - counts[order]
    shift = np.empty(len(codes), np.int64)
    shift[order] = placed
    shift -= np.cumsum(counts) - counts
    merged = np.empty(len(postings), np.uint32)
    merged[np.repeat(shift, counts) + np.arange(len(postings))] = postings
    codes = codes[order]
    begins = np.flatnonzero(np.diff(codes, prepend=-1))
    offsets = np.append(placed[begins], len(merged)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(offsets), pa.array(merged))  # type: ignore[call-overload]  # stubs know no numpy
    return pa.table({"term_code": codes[begins], "postings": lists})
