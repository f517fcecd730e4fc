"""The figures that are promised: what is measured for each, and its target."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.race import Race
from tests.bench.ways import FLOOR, OURS


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: what was measured, what the target is, and whether it is kept."""

    name: str
    measured: str
    target: str
    is_kept: bool


def compare_with_floor(race: Race) -> list[Figure]:
    """First load, all included up to the published generation."""
    floor, ours = race.load(FLOOR, OURS, repeats=race.repeats)
    ratio = ours.cpu / floor.cpu
    measured = f"{ratio:.2f} x ({ours.cpu:.1f} of {floor.cpu:.1f} CPU s)"
    return [Figure("first load against the floor", measured, "at most 2.5 x, aim 2.0 x", ratio <= 2.5)]


CASES: dict[str, Callable[[Race], list[Figure]]] = {
    "floor": compare_with_floor,
}
