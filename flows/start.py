"""The way in: the command line loads its modules for a fifth of a second, in which Ctrl-C may come."""

import os

from flows.interrupts import end_on_interrupt


def main() -> None:
    """Load the command line and run it."""
    end_on_interrupt()
    # NumPy would start threads that wait for matrices busily: a tenth of a second in each process
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from flows.cli import main as run

    run()
