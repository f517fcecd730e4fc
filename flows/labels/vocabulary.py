"""Vocabularies: reviewed CSV files that say which labels name which technology or industry."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

_ALIAS_SEPARATOR = "|"
_ANY_KIND = "*"
# Quotes, brackets and stops around a label say nothing; inside it they may.
_EDGES = "\"'“”‘’《》〈〉「」『』【】.。:：!！?？·"
_OPENING = _EDGES + "#＃-"
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")


class Kind(StrEnum):
    """The three fields of labels."""

    TAG = "tag"
    TECHNOLOGY = "technology"
    INDUSTRY = "industry"


class VocabularyError(ValueError):
    """A line of a vocabulary is wrong; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a vocabulary. `line` is file:line."""

    kind: Kind
    term_id: str
    parent_id: str | None
    name: str
    aliases: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms; `spellings` leads from kind and folded name or alias to its term.

    `ignored` leads from kind and folded label to the line that says it means nothing.
    """

    terms: list[Term]
    spellings: dict[Kind, dict[str, Term]]
    ignored: dict[Kind, dict[str, str]]
    sha256: str


def fold(label: str) -> str:
    """Fold a label for comparison: width, case, blanks, quotes around it."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", label)).casefold()
    return _BLANKS.sub("", text).lstrip(_OPENING).rstrip(_EDGES)


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read technologies.csv, industries.csv and ignored.csv; a parent stands before its children.

    Where both bear one name (房地产业 is a section and its only division) the child is meant.

    Raises VocabularyError for a missing parent, and for a name or alias that stands twice.
    """
    terms = [
        *_read_terms(folder / "technologies.csv", Kind.TECHNOLOGY, "technology_id", "parent_id"),
        *_read_terms(folder / "industries.csv", Kind.INDUSTRY, "code", "parent_code"),
    ]
    spellings: dict[Kind, dict[str, Term]] = {kind: {} for kind in Kind}
    for kind in (Kind.TECHNOLOGY, Kind.INDUSTRY):
        ids: dict[str, str] = {}
        for term in (term for term in terms if term.kind is kind):
            if ids.setdefault(term.term_id, term.line) != term.line:
                raise VocabularyError(f"{term.line}: {term.term_id} stands at {ids[term.term_id]} too.")
        for term in (term for term in terms if term.kind is kind):
            if term.parent_id and term.parent_id not in ids:
                raise VocabularyError(f"{term.line}: there is no {term.parent_id} to stand under.")
            for spelling in (term.name, *term.aliases):
                other = spellings[kind].get(fold(spelling), term)
                spellings[kind][fold(spelling)] = term  # of a parent and its child the narrower
                if other is not term and other.term_id != term.parent_id:
                    raise VocabularyError(f"{term.line}: {spelling} stands at {other.line} too.")
    names = ("technologies.csv", "industries.csv", "ignored.csv")
    digest = sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
    return Vocabulary(terms, spellings, _read_ignored(folder / "ignored.csv"), digest)


def _read_terms(path: Path, kind: Kind, id_column: str, parent_column: str) -> Iterator[Term]:
    for line, row in _rows(path):
        aliases = tuple(alias for alias in row["aliases"].split(_ALIAS_SEPARATOR) if alias)
        if not row[id_column] or not row["name"]:
            raise VocabularyError(f"{line}: {id_column} and name must have a value.")
        yield Term(kind, row[id_column], row[parent_column] or None, row["name"], aliases, line)


def _read_ignored(path: Path) -> dict[Kind, dict[str, str]]:
    ignored: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
    for line, row in _rows(path):
        if row["kind"] not in (_ANY_KIND, *Kind):
            raise VocabularyError(f"{line}: kind is {row['kind']}, and must be one of *, {', '.join(Kind)}.")
        for kind in Kind if row["kind"] == _ANY_KIND else (Kind(row["kind"]),):
            ignored[kind][fold(row["label"])] = line
    return ignored


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            line = f"{path.name}:{number}"
            if None in row or None in row.values():
                raise VocabularyError(f"{line}: this line has too few or too many columns.")
            yield line, row


def find_nearest(vocabulary: Vocabulary, kind: str, label: str, most: int = 3) -> list[str]:
    """Return the names of the terms whose spelling is nearest to an unknown label."""
    spellings = vocabulary.spellings[Kind(kind)]
    matches = get_close_matches(fold(label), spellings, n=most * 3, cutoff=0.5)
    return list(dict.fromkeys(spellings[match].name for match in matches))[:most]
