"""Figures of the dashboard: CPU to fill it, its size, and the time until Chromium has painted and drawn it.

    python -m tests.bench.dashboard [--files 100000] [--home HOME]

Without --home it loads generated files into a home of its own, with dates and outlets as pages would
give them.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.dated import date_articles
from tests.bench.machine import describe_machine
from tests.bench.seed_generator import SeedGenerator
from tests.browser.conftest import CHROMIUM, DRAWN, FLAGS
from warehouse.dashboard.write import PAGE, write_dashboard
from warehouse.home import Home

_TURNS = 5
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_VIEWPORT = {"width": 1280, "height": 900}


def make_home(files: int, folder: Path) -> Home:
    """Load so many generated files, give them dates, and publish."""
    home = Home(folder / "home")
    SeedGenerator().write(folder / "seeds", files)
    ainews = [sys.executable, "-c", "from flows.cli import main; main()"]
    common = ["--home", str(home.root), "--quiet"]
    subprocess.run(
        [*ainews, "run", "--seeds", str(folder / "seeds"), *common], check=True, capture_output=True
    )
    date_articles(home)
    subprocess.run([*ainews, "publish", *common], check=True, capture_output=True)
    return home


def measure(home: Home) -> None:
    """Fill the page and open it, a few times each, and print the medians."""
    generation = home.current_generation()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / PAGE
        fill = []
        for _ in range(_TURNS):
            began = time.process_time()
            faults = write_dashboard(generation / "marts.duckdb", page)
            fill.append(time.process_time() - began)
        size = page.stat().st_size
        painted, drawn = _open(page)
    print(describe_machine())
    print(
        f"filling   {statistics.median(fill):.2f} CPU s (the first time {fill[0]:.2f}), {len(faults)} faults"
    )
    print(f"size      {size / 1e6:.2f} MB")
    print(f"painted   {statistics.median(painted):.2f} s after it was opened (first contentful paint)")
    print(f"drawn     {statistics.median(drawn):.2f} s after it was opened, all charts")


def _open(page: Path) -> tuple[list[float], list[float]]:
    painted, drawn = [], []
    with sync_playwright() as playwright:
        for _ in range(_TURNS):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            tab = browser.new_page(viewport=_VIEWPORT)
            tab.goto(page.as_uri())
            tab.wait_for_selector(DRAWN)
            drawn.append(tab.evaluate("performance.now()") / 1000)
            painted.append(tab.evaluate(_PAINTED) / 1000)
            browser.close()
    return painted, drawn


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="a published home instead of generated files")
    options = parser.parse_args()
    if options.home:
        measure(Home(options.home))
    else:
        with tempfile.TemporaryDirectory() as place:
            measure(make_home(options.files, Path(place)))
