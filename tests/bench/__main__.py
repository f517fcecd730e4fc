"""Figures of a first load and a run without change, whole processes: `make bench`.

BENCH_FILES sets how many files (default 20,000). The floor and the peers come with the race.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.seed_generator import SeedGenerator

FILES = int(os.environ.get("BENCH_FILES", "20000"))


def measure(name: str, home: Path, seeds: Path) -> None:
    """Run `ainews run` and print CPU and wall seconds; the peak is that of all runs so far."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [str(Path(sys.executable).parent / "ainews"), "run", "--quiet"]
    subprocess.run(
        [*command, "--home", str(home), "--seeds", str(seeds)], check=True, stdout=subprocess.DEVNULL
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss / 1024
    print(f"{name:<12} {FILES:>9,} files  {cpu:7.1f} CPU s  {wall:7.1f} s  peak {peak:,.0f} MiB")


with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    SeedGenerator().write(root / "articles", FILES)
    measure("first load", root / "home", root / "articles")
    measure("no change", root / "home", root / "articles")
