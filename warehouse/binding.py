"""Two habits of DuckDB's binding that a process with other masters has to know."""

import atexit
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache


@contextmanager
def signals_kept() -> Iterator[None]:
    """Let a signal in the middle of SQL do what it does elsewhere.

    DuckDB swallows what the signal's handler raises, and raises a RuntimeError of its own. The
    handler is asked again then, after the block was unwound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread only
        return
    heard, written = socket.socketpair()
    for end in (heard, written):
        end.setblocking(False)
    before = signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
    try:
        yield
    except RuntimeError as error:
        if "interrupt" in str(error).lower():
            with suppress(BlockingIOError):
                for number in heard.recv(16):
                    _call_handler(number)
        raise
    finally:
        signal.set_wakeup_fd(before)
        heard.close()
        written.close()


@cache
def hush_exit() -> None:
    """Let nothing be said on stderr after the program's own end.

    Where a thread still holds DuckDB's module then, as Prefect's do, the binding would tell in
    fifty lines of each object that was not freed.
    """
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))


def _call_handler(number: int) -> None:
    handler = signal.getsignal(number)
    if callable(handler):
        handler(number, None)
