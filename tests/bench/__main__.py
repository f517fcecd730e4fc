"""Figures of whole processes on generated files, as ratios in one run: `python -m tests.bench --help`."""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from tests.bench.figures import CASES
from tests.bench.folder import SeedFolder
from tests.bench.measure import Measured
from tests.bench.race import Race

console = Console(highlight=False)


def main() -> None:
    options = _read_options()
    place = Path(os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="ainews-bench-"))
    files = 2000 if options.quick else options.files
    seeds = SeedFolder(place, files)
    console.print(f"Preparing {files:,} seed files ...")
    seeds.prepare()
    race = Race(place / "race", seeds, 1 if options.quick else 3, tell)
    try:
        for name in options.names or CASES:
            for figure in CASES[name](race):
                console.print(figure)
    finally:
        shutil.rmtree(race.place if os.environ.get("BENCH_DIR") else place)


def tell(title: str, measured: Measured) -> None:
    console.print(f"  {title:<32} {measured.cpu:8.2f} CPU s {measured.wall:8.2f} s {measured.peak_mb:8,.0f} MB")


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CASES, []], metavar="NAME", help=f"which figures: {', '.join(CASES)}")
    parser.add_argument("--files", type=int, default=int(os.environ.get("BENCH_FILES", "100000")))
    parser.add_argument("--quick", action="store_true", help="2,000 files, each once: to try")
    return parser.parse_args()


main()
