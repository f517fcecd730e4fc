"""Figures of extraction: an archive of 10,000 pages cleaned by one process, and by one a core.

    python -m tests.bench.extract [--pages 10000]

The pages are the golden ones, filled up with links and scripts to 70 kB, the mean of real ones.
"""

import argparse
import resource
import time
from collections.abc import Iterator

from flows.pages.extracting.batch import StoredPage, extract_pages
from tests.golden.test_pages import FILES, read_golden

PAGE_BYTES = 70_000
LINK = b"<li><a href='/2024/05/16/page.html'>a headline of the menu</a></li>\n"


def read_pages(number: int) -> Iterator[StoredPage]:
    """Yield so many pages, the golden ones over and over, each as large as a real one."""
    pages = []
    for file in FILES:
        content = file.read_bytes()
        missing = max(0, PAGE_BYTES - len(content)) // 2
        menu = b"<ul>" + LINK * (missing // len(LINK)) + b"</ul>"
        script = b"<script>" + b"var a = 1;\n" * (missing // 11) + b"</script>"
        filled = content.replace(b"</body>", menu + script + b"</body>")
        pages.append(StoredPage(filled, read_golden(file)["url"]))
    for place in range(number):
        yield pages[place % len(pages)]


def measure(number: int, workers: int | None) -> None:
    """Clean the pages and print what it took, its own and that of its processes."""
    before = _cpu()
    began = time.perf_counter()
    bodies = sum(bool(content.body) for content in extract_pages(read_pages(number), workers))
    wall, cpu = time.perf_counter() - began, _cpu() - before
    peak = (
        sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )
    print(f"{workers or 'all':>3} processes  {number:,} pages, {bodies:,} with text, in {wall:,.1f} s")
    print(f"  {number / wall:,.0f} a second, {1000 * cpu / number:.1f} ms CPU each, {cpu / wall:.2f} cores")
    print(f"  peak {peak:,.0f} MB, parent and largest child")


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    options = parser.parse_args()
    measure(options.pages, 1)
    measure(options.pages, None)
