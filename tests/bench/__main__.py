"""The figures that ainews promises, of whole processes, as ratios in one run."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console

from tests.bench.figures import CASES, Figure
from tests.bench.folder import SeedFolder
from tests.bench.machine import describe_machine
from tests.bench.measure import Measured, MeasuredFailure
from tests.bench.race import Race
from tests.bench.report import Report

_QUICK_FILES = 2000
# The index of the search is no part of these figures: tests.bench.search has its own.
os.environ["AINEWS_SEARCH_INDEX"] = "never"
console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def main() -> int:
    """Measure and print; return 1 if something could not be measured."""
    options = _read_options()
    kept = os.environ.get("BENCH_DIR")
    with tempfile.TemporaryDirectory(prefix="race-", dir=kept) as scratch:
        place = Path(kept or scratch)
        try:
            with FileLock(place / "lock", timeout=0):
                return _race(options, place, Path(scratch))
        except Timeout:
            console.print(f"Another bench runs in {place}: it would change our files, and our figures.")
            return 1


def _race(options: argparse.Namespace, place: Path, scratch: Path) -> int:
    seeds = SeedFolder(place, options.files)
    console.print(f"Preparing {options.files:,} files ...")
    seeds.prepare()
    heading = f"{seeds.describe()}; {describe_machine()}"
    console.print(heading)
    race = Race(scratch, seeds, options.repeats, _tell)
    figures, failed = _measure(race, options.names or list(CASES))
    report = Report(heading, figures, race)
    report.print(console)
    if options.markdown:
        options.markdown.write_text(report.to_markdown(), encoding="utf-8")
    return 1 if failed else 0


def _measure(race: Race, names: list[str]) -> tuple[list[Figure], bool]:
    figures, failed = [], False
    for name in names:
        console.print(f"[bold]{name}[/]: {(CASES[name].__doc__ or '').partition('.')[0]}")
        try:
            figures += CASES[name](race)
        except MeasuredFailure as error:
            console.print(str(error), style="red", markup=False)
            figures.append(Figure(name, "failed", "", False, ""))
            failed = True
    return figures, failed


def _tell(title: str, measured: Measured) -> None:
    console.print(
        f"  {title:<32} {measured.cpu:8.2f} CPU s {measured.wall:8.2f} s {measured.peak_mb:8,.0f} MB"
    )


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        epilog="BENCH_DIR is a folder that keeps the generated files for the next time.",
    )
    names = f"which figures, all by default: {', '.join(CASES)}"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    parser.add_argument("--files", type=int, default=int(os.environ.get("BENCH_FILES", "100000")))
    parser.add_argument("--repeats", type=int, default=3, help="of floor and ainews, for medians")
    parser.add_argument(
        "--quick", action="store_true", help=f"{_QUICK_FILES:,} files, and each once: to try it"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables for the README")
    options = parser.parse_args()
    if unknown := set(options.names) - CASES.keys():
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    if options.quick:
        options.files, options.repeats = _QUICK_FILES, 1
    return options


sys.exit(main())
