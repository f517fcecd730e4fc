"""Ctrl-C while modules load: the process ends at once, for nothing is done yet, and no traceback is shown."""

import os
import signal
from types import FrameType

_INTERRUPTED = 130


def end_on_interrupt() -> None:
    """Let Ctrl-C end the process, unless it is to be ignored, as in a shell's background jobs."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)


def hear_interrupts() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again: from here on somebody tells of it."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(signum: int, frame: FrameType | None) -> None:
    os._exit(_INTERRUPTED)
