"""Words for generated texts: everyday words, names of the vocabularies, and rare proper names.

Words of real text follow Zipf's law: few are everywhere, most are rare. A table that holds each
word as often as its weight says lets a plain `random.choices` draw so. Weights and exponents were
set until the texts pack like real Chinese news: with zlib one by one to .54 (70 real texts .52, the
seed file's .50), with zstd 460 kB together to .41 (.42), and 9.6 bits a character alone (9.3).
"""

import csv
import itertools
from pathlib import Path
from random import Random

SEEDS = Path(__file__).parents[2] / "seeds"

# Roughly the most frequent first: function words, then what news of industry is made of.
EVERYDAY = Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").split()
_PARAGRAPH = "。\u3000\u3000"
# Shares of all words and stops; those of stops are about what Chinese news has.
_STOPS = dict(
    zip(
        ("，", "。", "、", _PARAGRAPH, "“", "”", "《", "》", "；", "："),
        (8.0, 3.4, 2.4, 0.7, 0.7, 0.7, 0.2, 0.2, 0.3, 0.3),
        strict=True,
    )
)
_EVERYDAY_SHARE = 52.0
_ENTRIES_PER_SHARE = 40


def read_names(file: str) -> list[str]:
    """Return all names and aliases of a vocabulary."""
    with (SEEDS / "vocabulary" / file).open(encoding="utf-8-sig", newline="") as stream:
        return [n for row in csv.DictReader(stream) for n in (row["name"], *row["aliases"].split("|")) if n]


def make_proper_names(count: int, random: Random) -> list[str]:
    """Return what stands for names of people and places: one to three of the 3,755 common characters."""
    rows = bytes(range(0xB0, 0xD8))  # level 1 of GB 2312
    common = b"".join(bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    characters = common.decode("gb2312", "ignore")
    return ["".join(random.choices(characters, k=random.randint(1, 3))) for _ in range(count)]


def spread(words: list[str], size: int, exponent: float) -> list[str]:
    """Return a table of about `size` entries; the n-th word has a weight of 1 / (n + 5) ** exponent."""
    weights = [(rank + 5) ** -exponent for rank in range(len(words))]
    scale = size / sum(weights)
    counts = (max(1, round(weight * scale)) for weight in weights)
    return [word for word, count in zip(words, counts, strict=True) for _ in range(count)]


def make_frame() -> list[str]:
    """Return a table of the words and stops that every text has, whatever it is about."""
    stops = (itertools.repeat(stop, round(share * _ENTRIES_PER_SHARE)) for stop, share in _STOPS.items())
    return [
        *itertools.chain.from_iterable(stops),
        *spread(EVERYDAY, round(_EVERYDAY_SHARE * _ENTRIES_PER_SHARE), 0.8),
    ]
