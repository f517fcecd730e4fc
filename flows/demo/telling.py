"""A small grammar: phrases with slots become sentences."""

import re
from collections.abc import Mapping
from random import Random

_SLOT = re.compile(r"\{([^{}]+)\}")


class Telling:
    """Expands phrases for one story: facts and numbers stay the same, sentences are not told twice."""

    def __init__(self, lists: Mapping[str, list[str]], facts: Mapping[str, str], draw: Random) -> None:
        self.facts = facts
        self._draw = draw
        self._numbers: dict[str, str] = {}
        self._lists = {name: draw.sample(phrases, len(phrases)) for name, phrases in lists.items()}

    def draw(self, name: str) -> str:
        """Take the next sentence of a list."""
        phrases = self._lists[name]
        phrases.insert(0, phrases.pop())
        return self.expand(phrases[0])

    def expand(self, phrase: str) -> str:
        """Fill in facts, other lists, and numbers."""
        return _SLOT.sub(lambda slot: self._fill(slot[1]), phrase)

    def choose(self, phrases: list[str]) -> str:
        """Expand one of these phrases."""
        return self.expand(self._draw.choice(phrases))

    def _fill(self, slot: str) -> str:
        if slot in self.facts:
            return self.facts[slot]
        if slot in self._lists:
            return self.draw(slot)
        if slot not in self._numbers:
            least, most = map(int, slot.split("-"))
            self._numbers[slot] = str(self._draw.randint(least, most))
        return self._numbers[slot]
