"""The race: processes run on the same files, in turn, each measured from its start to its end."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.folder import SeedFolder
from tests.bench.measure import Measured, MeasuredFailure, measure
from tests.bench.ways import Way

FIRST, UNCHANGED, CHANGED = "first load", "no change", "1 % changed"


class Race:
    """Measures what the figures ask for and remembers it: nothing runs twice for two figures.

    Everybody loads into a folder of his own below `place`. `tell` is called with a title and what was
    measured, as it comes. `counts` and `sizes` (bytes of the database file) are those after a way's
    last run of a stage.
    """

    def __init__(
        self, place: Path, seeds: SeedFolder, repeats: int, tell: Callable[[str, Measured], None]
    ) -> None:
        self.place = place
        self.seeds = seeds
        self.repeats = repeats
        self.tell = tell
        self.measured: dict[tuple[str, str], list[Measured]] = defaultdict(list)
        self.counts: dict[tuple[str, str], dict[str, int]] = {}
        self.sizes: dict[tuple[str, str], int] = {}

    def home(self, name: str) -> Path:
        """Return the place of that name; it need not be there."""
        return self.place / name.replace(", ", "-").replace(" ", "-")

    def load(self, *ways: Way, repeats: int = 1) -> list[Measured]:
        """Load everything into empty places, way by way and again, so that a busy moment meets all."""
        for turn in range(repeats):
            for way in ways:
                if len(self.measured[way.name, FIRST]) > turn:
                    continue
                shutil.rmtree(self.home(way.name), ignore_errors=True)
                self.home(way.name).mkdir()
                self._load(way, FIRST)
        return [self.median(way.name, FIRST) for way in ways]

    def load_unchanged(self, way: Way) -> Measured:
        """Load again where that way has loaded before."""
        self.load(way)
        while len(self.measured[way.name, UNCHANGED]) < self.repeats:
            self._load(way, UNCHANGED)
        return self.median(way.name, UNCHANGED)

    def load_changed(self, *ways: Way, repeats: int = 1) -> list[Measured]:
        """Change 1 % of the files and load where these ways have loaded before, each time from there."""
        waiting = [way for way in ways if not self.measured[way.name, CHANGED]]
        for way in waiting:
            self.load_unchanged(way)  # afterwards it is not possible any more
            shutil.copytree(self.home(way.name), self._kept(way), symlinks=True)
        if waiting:
            with self.seeds.changed():
                for way in waiting:
                    for _ in range(repeats):
                        shutil.rmtree(self.home(way.name))
                        shutil.copytree(self._kept(way), self.home(way.name), symlinks=True)
                        self._load(way, CHANGED)
                    shutil.rmtree(self._kept(way))
        return [self.median(way.name, CHANGED) for way in ways]

    def run(
        self, name: str, command: Sequence[str], repeats: int = 1, before: Callable[[], object] = lambda: None
    ) -> Measured:
        """Run any other command, each time with `before` done first."""
        while len(self.measured[name, ""]) < repeats:
            before()
            self._run(name, "", command)
        return self.median(name, "")

    def median(self, name: str, stage: str) -> Measured:
        """Return the run with the median of CPU."""
        runs = sorted(self.measured[name, stage], key=lambda run: run.cpu)
        return runs[(len(runs) - 1) // 2]

    def _kept(self, way: Way) -> Path:
        return self.home(f"{way.name} before")

    def _load(self, way: Way, stage: str) -> None:
        home = self.home(way.name)
        try:
            self._run(way.name, stage, way.command(self.seeds.articles, home))
        except MeasuredFailure:
            self.measured[way.name, FIRST].clear()  # who needs it next has to begin anew
            raise
        self.sizes[way.name, stage] = (home / way.written).stat().st_size
        if way.relations:
            self.counts[way.name, stage] = way.count(home)

    def _run(self, name: str, stage: str, command: Sequence[str]) -> None:
        measured = measure(command)
        self.measured[name, stage].append(measured)
        self.tell(f"{name} {stage}".strip(), measured)
