"""Processes that help this one: they leave Ctrl-C to it, and end when it ends, also if it was killed."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any


class _Helpers(ProcessPoolExecutor):
    """A pool that notices when its last process is killed in the middle of an answer.

    The pool has a writing end of the answers' pipe too, and would wait for the rest for ever.
    """

    def submit(self, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand out work; when all processes have started, the pipe is theirs alone."""
        future = super().submit(*arguments, **options)
        if len(self._processes) == self._max_workers:  # type: ignore[attr-defined]  # its own
            self._result_queue._writer.close()  # type: ignore[attr-defined]
        return future


def start_helpers(
    number: int, prepare: Callable[..., object] | None = None, *arguments: Any
) -> ProcessPoolExecutor:
    """Return a pool of so many processes, each of which calls `prepare` with the arguments first.

    They start when the first work is given. A forked copy of a process with threads may hang: fresh
    ones do not.
    """
    return _Helpers(number, get_context("spawn"), _live_for_parent, (prepare, arguments))


def _live_for_parent(prepare: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare(*arguments)


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)
