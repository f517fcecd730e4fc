"""Texts to terms: what the index holds of a text, by whole arrays of characters.

A run of Latin letters and digits is one term: its first 12. Every other letter makes a term with the
letter behind it, and one of its own where none follows: `AI大模型` has the terms `ai`, `大模`, `模型`
and `型`. So two letters are one look-up, and a single one is the range of all terms that begin with
it. A term is held as a number, its code, in the order of the texts. sql/search/0_words.sql does the same
to the words of a question.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LATIN_LENGTH = 12
LATIN = "0123456789abcdefghijklmnopqrstuvwxyz"
# Full-width forms that count as ASCII, and `_`, which parts words.
_ASCII = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-+.#&"
WIDE = "".join(chr(ord(each) + 0xFEE0) for each in _ASCII) + "＿_"
NARROW = _ASCII + "  "
# What is no letter, beside ASCII: punctuation, symbols, forms, private use, pictures. First and last.
SEPARATORS = (
    *((0x80, 0xBF), (0xD7, 0xD7), (0xF7, 0xF7), (0x2000, 0x2BFF), (0x2E00, 0x2E7F), (0x3000, 0x3004)),
    *((0x3006, 0x3006), (0x3008, 0x3020), (0x3030, 0x3030), (0x303D, 0x303F), (0xD800, 0xF8FF)),
    *((0xFE00, 0xFE6F), (0xFF00, 0xFF65), (0xFFE0, 0xFFFF), (0x1F000, 0x1FAFF), (0xE0000, 0x10FFFF)),
)
CHARACTERS = 0x110000
CHARACTER_BITS = 21
FIRST_PAIR = 37**LATIN_LENGTH  # codes of Latin terms are smaller: 36 characters, and 0 for the end
_NONE, _LETTER = -1, 0  # kinds of characters; a Latin one's kind is its place in LATIN, from 1

Integers = NDArray[np.int64]


class Characters:
    """Tables of all characters: what each is compared as, and what kind it is."""

    def __init__(self) -> None:
        self.folded = np.arange(CHARACTERS, dtype=np.uint32)
        for code in range(0x1F000):  # no case beyond
            lower = chr(code).lower()
            if len(lower) == 1:
                self.folded[code] = ord(lower)
        self.folded[list(map(ord, WIDE))] = list(map(ord, NARROW.lower()))
        self.kinds = np.full(CHARACTERS, _LETTER, np.int8)
        self.kinds[:0x80] = _NONE
        for first, last in SEPARATORS:
            self.kinds[first : last + 1] = _NONE
        for place, character in enumerate(LATIN, start=1):
            self.kinds[ord(character)] = place


def find_codes(texts: Sequence[str], characters: Characters) -> tuple[Integers, Integers]:
    """Return the code of each term of the texts, and the number of its text, from 0."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    joined = "\n".join([*texts, ""])  # a line break behind each keeps them apart
    text = characters.folded[np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)]
    kind = characters.kinds[text]
    is_letter = kind == _LETTER
    letters = np.flatnonzero(is_letter)
    following = np.where(is_letter[letters + 1], text[letters + 1], 0)
    pairs = (text[letters].astype(np.int64) << CHARACTER_BITS) + following + FIRST_PAIR
    is_latin = np.concatenate(([False], kind > _LETTER))
    starts = np.flatnonzero(is_latin[1:] & ~is_latin[:-1])
    number = np.repeat(np.arange(len(texts)), lengths + 1)
    codes = np.concatenate((pairs, _code_latin(kind, starts)))
    return codes, np.concatenate((number[letters], number[starts]))


def _code_latin(kind: NDArray[np.int8], starts: Integers) -> Integers:
    codes = np.zeros(len(starts), np.int64)
    goes_on = np.ones(len(starts), bool)
    for place in range(LATIN_LENGTH):
        digit = kind[np.minimum(starts + place, len(kind) - 1)].astype(np.int64)
        goes_on &= digit > _LETTER
        codes = codes * (len(LATIN) + 1) + np.where(goes_on, digit, 0)
    return codes
