"""Touch as much free memory as a measured process may need, once.

Run: python -m tests.bench.warm
A virtual machine may give its pages only when they are used, and take back those that are free for a few
seconds: here a page cost 8 instead of 1 us, and a first load up to a second more. Who holds and writes the
most would pay the most.
"""

import mmap

import psutil

_MOST_BYTES = 3_500_000_000  # dlt: 2 GB of memory, and a database of 1 GB in the page cache


def main() -> None:
    """Touch every page of it."""
    pages = min(_MOST_BYTES, psutil.virtual_memory().free // 2) // mmap.PAGESIZE
    with mmap.mmap(-1, pages * mmap.PAGESIZE) as memory:
        memory[:: mmap.PAGESIZE] = bytes(pages)


if __name__ == "__main__":
    main()
