"""An export of the real program that a test holds in the middle, to stop or kill it there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import Workshop


@contextmanager
def hold_export(
    code: str, waits: Path, home: Workshop, *arguments: object
) -> Iterator[subprocess.Popen[bytes]]:
    """Start `ainews export` by this code, which makes the file `waits` where it waits, and give it then."""
    process = subprocess.Popen(
        [sys.executable, "-c", code.format(waits=str(waits)), "export", *map(str, arguments)],
        env={**os.environ, "AINEWS_HOME": str(home.home.root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + 60
        while not waits.exists():
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.01)
        yield process
    finally:
        process.kill()
        process.wait()
