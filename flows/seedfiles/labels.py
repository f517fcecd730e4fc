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

    def find_lines(self, text: str) -> Iterator[re.Match[str]]:
        """Find labels with their colons at the start of lines; group 1 is the label as written.

        A match begins with the line break before the label: `text` must begin with one, too.
        """
        return (self._after_return if "\r" in text else self._after_newline).finditer(text)

    @cached_property
    def _after_newline(self) -> re.Pattern[str]:
        return self._compile("\n")  # a literal first character lets the search skip to it

    @cached_property
    def _after_return(self) -> re.Pattern[str]:
        return self._compile("[\r\n]")

    def _compile(self, line_break: str) -> re.Pattern[str]:
        words = "|".join(map(_spell, sorted(self.lines, key=len, reverse=True)))
        return re.compile(rf"{line_break}{_BLANKS}\ufeff?{_BLANKS}({words}){_BLANKS}[:：]", re.IGNORECASE)

    def find(self, key: str) -> int | None:
        """Return the place of the field that a key of jsonl or csv names, or None."""
        return self.keys.get(fold_label(key))

    def shows_in(self, text: str) -> bool:
        """Whether any Chinese label occurs: a sign that the text was decoded rightly."""
        return any(word in text for word in self.keys if not word.isascii())


@lru_cache(maxsize=4096)
def fold_label(label: str) -> str:
    """Fold a label for comparison: width, case, blanks, and a colon left at its end."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).strip(":\ufeff").casefold()


def read_labels(path: Path) -> FieldLabels:
    """Read labels.csv (field,label,forms). Raises ValueError naming the line that is wrong."""
    keys: dict[str, int] = {}
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
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
