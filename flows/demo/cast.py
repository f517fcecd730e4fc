"""Who and what the demo tells of, read from cast.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology: how often it is told of from the first month to the last, and what it does."""

    name: str
    trend: list[float]
    does: str
    tags: list[str]
    months: frozenset[int] = frozenset()
    everywhere: bool = False

    def weigh(self, share: float, month: int) -> float:
        """Weigh it at a share (0 to 1) of the years and in a month of the year."""
        return interpolate(self.trend, share) * (2 if month in self.months else 1)


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry: the technologies that suit it, and the words of its trade."""

    name: str
    weight: float
    technologies: list[str]
    firms: list[str]
    scenes: list[str]
    products: list[str]
    good: str
    bad: str
    tags: list[str]
    months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet: its host, how its pages look and its server behaves, and the industries it is about."""

    name: str
    reach: float
    host: str
    layout: str
    manner: str = "open"
    about: Sequence[str] = ()

    def weigh(self, industry: str) -> float:
        """Weigh it as the place for a story of an industry."""
        return self.reach * (6 if industry in self.about else 1)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of story: titles, first sentences and event summaries to choose from."""

    name: str
    weight: list[float]
    titles: list[str]
    leads: list[str]
    events: list[str]
    tags: list[str]


@dataclass(frozen=True, slots=True)
class Cast:
    """All of it; `lists` are sentences and words by name, `note` says in each text that it is invented."""

    technologies: dict[str, Technology]
    industries: list[Industry]
    unknown: dict[str, list[str]]
    outlets: list[Outlet]
    names: dict[str, list[str]]
    kinds: list[Kind]
    lists: dict[str, list[str]]
    note: str


def read_cast() -> Cast:
    """Read the cast and its phrases."""
    cast, phrases = (
        tomllib.loads((_FOLDER / name).read_text(encoding="utf-8")) for name in ("cast.toml", "phrases.toml")
    )
    return Cast(
        technologies={
            name: Technology(name, **_with_months(given)) for name, given in cast["technologies"].items()
        },
        industries=[Industry(name, **_with_months(given)) for name, given in cast["industries"].items()],
        unknown=cast["unknown"],
        outlets=[Outlet(name, **given) for name, given in cast["outlets"].items()],
        names=cast["names"],
        kinds=[Kind(name, **given) for name, given in phrases["kinds"].items()],
        lists=phrases["lists"],
        note=phrases["note"],
    )


def interpolate(values: list[float], share: float) -> float:
    """Return the value at a share (0 to 1) of the way along the line through evenly spaced values."""
    place = share * (len(values) - 1)
    left = min(int(place), len(values) - 2)
    return values[left] + (values[left + 1] - values[left]) * (place - left)


def _with_months(given: dict[str, Any]) -> dict[str, Any]:
    return given | {"months": frozenset(given.get("months", ()))}
