"""The race: processes run on the same files, in turn, each measured from its start to its end."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.folder import SeedFolder
from tests.bench.measure import Measured, measure
from tests.bench.ways import Way

FIRST, UNCHANGED, CHANGED = "first load", "no change", "1 % changed"


class Race:
    """Measures what the figures ask for, and remembers it: nothing runs twice for two figures.

    `tell` is called with a title and what was measured, as it comes.
    """

    def __init__(
        self, place: Path, seeds: SeedFolder, repeats: int, tell: Callable[[str, Measured], None]
    ) -> None:
        self.place = place
        self.seeds = seeds
        self.repeats = repeats
        self.tell = tell
        self.measured: dict[tuple[str, str], list[Measured]] = defaultdict(list)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)

    def home(self, name: str) -> Path:
        """Return the place of that name; it need not be there."""
        return self.place / name.replace(" ", "-")

    def load(self, *ways: Way, repeats: int = 1) -> list[Measured]:
        """Load everything into empty places, way by way and again, so that a busy moment meets all."""
        for turn in range(repeats):
            for way in ways:
                if len(self.measured[way.name, FIRST]) > turn:
                    continue
                home = self.home(way.name)
                shutil.rmtree(home, ignore_errors=True)
                home.mkdir()
                self._run(way.name, FIRST, way.command(self.seeds.articles, home))
        return [self.median(way.name, FIRST) for way in ways]

    def load_again(self, way: Way, stage: str, repeats: int = 1) -> Measured:
        """Load where that way has loaded before."""
        self.load(way)
        return self.run(way.name, way.command(self.seeds.articles, self.home(way.name)), stage, repeats)

    def run(self, name: str, command: Sequence[str], stage: str = "", repeats: int = 1) -> Measured:
        """Run a command as often as it is not measured yet."""
        while len(self.measured[name, stage]) < repeats:
            self._run(name, stage, command)
        return self.median(name, stage)

    def median(self, name: str, stage: str) -> Measured:
        """Return the run with the median of CPU."""
        runs = sorted(self.measured[name, stage], key=lambda run: run.cpu)
        return runs[(len(runs) - 1) // 2]

    def _run(self, name: str, stage: str, command: Sequence[str]) -> None:
        measured = measure(command)
        self.measured[name, stage].append(measured)
        self.tell(f"{name} {stage}".strip(), measured)
