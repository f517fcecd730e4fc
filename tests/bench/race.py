"""Who is measured: ainews, the floor and the peers, each in processes of its own, on the same files."""

import os
import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench.folder import SeedFolder
from tests.bench.measure import Measured, measure

_BIN = Path(sys.executable).parent
_AINEWS = _BIN / "ainews"
_PEERS_PYTHON = _BIN.parent / "bench" / "bin" / "python"


class Race:
    """Runs what the figures need, once each, and remembers it: a figure costs only what is not known yet."""

    def __init__(self, place: Path, files: int, repeats: int) -> None:
        self.place = place
        self.seeds = SeedFolder(place, files)
        self.repeats = repeats

    def ainews(self, command: str, home: Path) -> Measured:
        seeds = [] if command == "publish" else ["--seeds", str(self.seeds.articles)]
        return measure([str(_AINEWS), command, "--quiet", "--json", "--home", str(home), *seeds])
