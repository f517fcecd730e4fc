"""Processes that help this one: they leave Ctrl-C to it, and end when it ends, also if it was killed."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import cycle
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any


class _Helper(ProcessPoolExecutor):
    """A pool of one process, which fails when that process is killed in the middle of an answer.

    The pool holds a writing end of the answers' pipe too, and would wait for the rest for ever.
    """

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand out work; once the process has started, the writing end is its alone."""
        future = super().submit(*arguments, **options)
        self._result_queue._writer.close()  # type: ignore[attr-defined]  # its own
        return future


class Helpers(Executor):
    """Processes that take turns. Each has pipes of its own: one that is killed holds up no other."""

    def __init__(self, pools: list[_Helper]) -> None:
        self._pools = pools
        self._turns = cycle(pools)

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand out work to the next; of a process that is killed, results raise BrokenProcessPool."""
        return next(self._turns).submit(*arguments, **options)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End them, one after the other."""
        for pool in self._pools:
            pool.shutdown(wait, cancel_futures=cancel_futures)


def start_helpers(number: int, prepare: Callable[..., object] | None = None, *arguments: Any) -> Helpers:
    """Return so many processes, each of which calls `prepare` with the arguments first.

    They start when the first work is given. A forked copy of a process with threads may hang: fresh
    ones do not.
    """
    start = get_context("spawn")
    return Helpers([_Helper(1, start, _live_for_parent, (prepare, arguments)) for _ in range(number)])


def _live_for_parent(prepare: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare(*arguments)


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)
