"""One process from its start to its end: CPU and wall time, and the most memory that it held."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psutil

_SAMPLE_SECONDS = 0.05
# Looking for new processes takes longer than reading what the known ones hold.
_SAMPLES_PER_SEARCH = 10
_MB = 1e6


class MeasuredFailure(RuntimeError):
    """The measured process failed; the message ends with what it wrote."""


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU (user and system, of the process and of all that it waited for) and wall time in seconds.

    `peak_mb` is the most that the process tree held at once: the larger of what was sampled
    and what the kernel says of its largest process (never less than the bench itself, some 90 MB).
    `output` is the JSON line that ends its
    output, if it wrote one.
    """

    cpu: float
    wall: float
    peak_mb: float
    output: Any = None


def measure(command: Sequence[str]) -> Measured:
    """Run a command and measure it. Raises MeasuredFailure if it does not exit with 0."""
    os.sync()  # what others wrote is not to be written on this one's time
    subprocess.run([sys.executable, "-m", "tests.bench.warm"], check=True)
    began = time.perf_counter()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except FileNotFoundError as error:
        raise MeasuredFailure(
            f"{command[0]} is not there: `make bench` installs all that is raced."
        ) from error
    sampler = _Sampler(process.pid)
    sampler.start()
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    sampler.stop()
    if process.returncode:
        raise MeasuredFailure(f"{' '.join(command)} exited with {process.returncode}:\n{output[-4000:]}")
    return Measured(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=wall,
        peak_mb=max(sampler.peak, usage.ru_maxrss * 1024) / _MB,
        output=_read_last_line(output),
    )


class _Sampler(threading.Thread):
    """Adds up the resident memory of a process tree, again and again; `peak` in bytes."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        tree: list[psutil.Process] = []
        samples = 0
        while not self.over.wait(_SAMPLE_SECONDS):
            try:
                if samples % _SAMPLES_PER_SEARCH == 0:
                    root = psutil.Process(self.pid)
                    tree = [root, *root.children(recursive=True)]
                samples += 1
                self.peak = max(self.peak, sum(process.memory_info().rss for process in tree))
            except psutil.NoSuchProcess:
                samples = 0  # one of them ended: look again who is there

    def stop(self) -> None:
        self.over.set()
        self.join()


def _read_last_line(output: str) -> Any:
    lines = output.strip().splitlines()
    try:
        return json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
