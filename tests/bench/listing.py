"""A folder listed with sizes and times, as plainly as it goes: the yardstick of a run without change.

Run: python -m tests.bench.listing SEEDS
"""

import os
import sys
from collections.abc import Iterator


def list_plainly(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, size in bytes and time in nanoseconds of all files below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from list_plainly(entry.path)
            else:
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns


if __name__ == "__main__":
    print(len(list(list_plainly(sys.argv[1]))))
