"""Two habits of DuckDB's binding that a process with other masters has to know."""

import atexit
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType


@contextmanager
def signals_kept() -> Iterator[None]:
    """Let a signal in the middle of SQL do what it does elsewhere.

    DuckDB swallows what the signal's handler raises, and raises a RuntimeError of its own. The
    handler is asked again then, after the block was unwound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread only
        return
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    received: list[signal.Signals] = []

    def note(number: int, frame: FrameType | None) -> None:
        received.append(signal.Signals(number))
        call(received[0])

    def call(number: signal.Signals) -> None:
        handler = handlers[number]
        assert callable(handler)
        handler(number, None)

    for number in (each for each, handler in handlers.items() if callable(handler)):
        signal.signal(number, note)
    try:
        yield
    except RuntimeError as error:
        if received and "interrupt" in str(error).lower():
            call(received[0])
        raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@cache
def hush_exit() -> None:
    """Let nothing be said on stderr after the program's own end.

    Where a thread still holds DuckDB's module then, as Prefect's do, the binding would tell in
    fifty lines of each object that was not freed.
    """
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))
