"""What the figures were measured on."""

import datetime
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.bench.ways import PEERS_PYTHON

_PEERS = ("dlt", "pandas", "polars")
_ASK = "from importlib.metadata import version; print(*(f'{n} {version(n)}' for n in %r), sep=', ')"


def describe_machine() -> str:
    """Return cores, processor, memory, versions, date and the load of the last five minutes in one line."""
    parts = [
        f"{len(os.sched_getaffinity(0))} cores of {_read_processor()}",
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB memory",
        f"Python {platform.python_version()}",
        f"DuckDB {version('duckdb')}",
        *_describe_peers(),
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        f"load {os.getloadavg()[1]:.1f} before",  # of others: on a busy machine compare CPU only
    ]
    return ", ".join(parts)


def _describe_peers() -> list[str]:
    if not Path(PEERS_PYTHON).exists():
        return []
    command = [PEERS_PYTHON, "-c", _ASK % (_PEERS,)]
    return [subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()]


def _read_processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
