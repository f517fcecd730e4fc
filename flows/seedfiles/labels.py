"""The labels of the seed form: which words name which field. They are data: labels.csv."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from flows.seedfiles.records import FIELDS

_BLANKS = r"[^\S\r\n]*"
_FULL_WIDTH = 0xFEE0  # from an ASCII letter to its full-width form


@dataclass(frozen=True)
class FieldLabels:
    """Known labels, folded, each with the place of its field in FIELDS.

    `keys` name fields in jsonl and csv; `lines` also at the start of a line of text, where
    short English words or 网址 would be mistaken too often.
    """

    keys: dict[str, int]
    lines: dict[str, int]

    def find_lines(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Find labels with their colons at the start of lines.

        Yields the label as written, where its line begins, and where its value begins.
        """
        at_start, after_newline, after_any = self._patterns
        if match := at_start.match(text):
            yield match[1], 0, match.end()
        for match in (after_any if "\r" in text else after_newline).finditer(text):
            yield match[1], match.start() + 1, match.end()

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        # a literal first character lets the search skip from line to line
        return tuple(map(self._pattern, ("", "\n", "[\r\n]")))

    def _pattern(self, line_break: str) -> re.Pattern[str]:
        words = "|".join(map(_spell, sorted(self.lines, key=len, reverse=True)))
        return re.compile(rf"{line_break}{_BLANKS}(?:\ufeff{_BLANKS})?({words}){_BLANKS}[:：]", re.IGNORECASE)

    def find(self, key: str) -> int | None:
        """Return the place of the field that a key of jsonl or csv names, or None."""
        return self.keys.get(fold_label(key))

    def shows_in(self, text: str) -> bool:
        """Whether any Chinese label occurs: a sign that the text was decoded rightly."""
        return any(word in text or word.upper() in text for word in self.keys if not word.isascii())


@lru_cache(maxsize=4096)
def fold_label(label: str) -> str:
    """Fold a label for comparison: width, case, blanks, and a colon left at its end."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).strip(":\ufeff").casefold()


def read_labels(path: Path) -> FieldLabels:
    """Read labels.csv (field,label,forms). Raises ValueError naming the line that is wrong."""
    keys: dict[str, int] = {}
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            label = fold_label(row["label"])
            if row["field"] not in FIELDS or not label or label in keys:
                raise ValueError(f"{path.name}:{number}: unknown field, or a label given twice")
            keys[label] = FIELDS.index(row["field"])
            if "text" in row["forms"]:
                lines[label] = keys[label]
    return FieldLabels(keys, lines)


def _spell(word: str) -> str:
    """Spell a folded label as a pattern: full-width letters, and a blank after Latin ones."""
    return "".join(
        f"[{letter}{chr(ord(letter) + _FULL_WIDTH)}]{_BLANKS}" if letter.isascii() else letter
        for letter in word
    )
