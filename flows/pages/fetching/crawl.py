"""Fetching from plain code: the event loop runs in a thread, results come as an ordinary iterator."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager
from queue import SimpleQueue
from typing import Any, TypeVar

from flows.pages.archive.writing import Archive
from flows.pages.fetching.fetch import Fetcher, Policy, open_fetcher
from flows.pages.fetching.outcomes import Judge
from flows.pages.fetching.records import Fetched, PageRequest

_T = TypeVar("_T")
_RESULTS_AHEAD = 10


class Crawl:
    """The fetcher of one run, for any thread; batches may run at the same time and share its manners."""

    def __init__(self, fetcher: Fetcher, loop: asyncio.AbstractEventLoop) -> None:
        self._fetcher = fetcher
        self._loop = loop

    @property
    def left(self) -> Counter[str]:
        """Pages that were not asked for, by the reason; count."""
        return self._fetcher.left

    def waiting(self) -> list[tuple[str, float]]:
        """Return the sites that may not be asked just now, and for how many seconds, the longest first."""
        return self._fetcher.turns.waiting()

    def fetch(self, requests: Iterable[PageRequest]) -> Iterator[Fetched]:
        """Yield what came of each page, as it comes; it is archived before it is yielded.

        Closing the iterator stops the work before it returns; so does an exception such as Ctrl-C.
        """
        pages = list(requests)  # in the caller's thread, whatever they come from
        inbox: SimpleQueue[Fetched | None] = SimpleQueue()
        room = asyncio.Semaphore(_RESULTS_AHEAD)

        async def pump() -> None:
            async with aclosing(self._fetcher.stream(pages)) as stream:
                async for fetched in stream:
                    await room.acquire()
                    inbox.put(fetched)

        async def start() -> asyncio.Task[None]:
            task = asyncio.create_task(pump())
            task.add_done_callback(lambda _: inbox.put(None))
            return task

        task = self._call(start())
        try:
            while fetched := inbox.get():
                self._loop.call_soon_threadsafe(room.release)
                yield fetched
            self._call(_finish(task))
        finally:
            self._call(_stop(task))

    def _call(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


async def _finish(task: asyncio.Task[None]) -> None:
    await task


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@contextmanager
def start_crawl(
    policy: Policy, archive: Archive, *, run_id: str, judge: Judge, **options: Any
) -> Iterator[Crawl]:
    """Run a fetcher in a thread of its own; `options` are those of `open_fetcher`."""
    opened: Future[tuple[Fetcher, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
    fetcher = open_fetcher(policy, archive, run_id=run_id, judge=judge, **options)
    with ThreadPoolExecutor(1, "fetch") as thread:
        running = thread.submit(asyncio.run, _serve(fetcher, opened))
        either: list[Future[Any]] = [opened, running]
        wait(either, return_when=FIRST_COMPLETED)
        if not opened.done():
            running.result()  # raises why it could not be opened
        crawl_of, loop, stop = opened.result()
        try:
            yield Crawl(crawl_of, loop)
        finally:
            loop.call_soon_threadsafe(stop.set)
            running.result()


def fetch_batch(
    requests: Iterable[PageRequest],
    policy: Policy,
    archive: Archive,
    *,
    run_id: str,
    judge: Judge,
    **options: Any,
) -> Iterator[Fetched]:
    """Fetch one batch with a fetcher of its own: see `Crawl.fetch`. What was left out is not told."""
    with start_crawl(policy, archive, run_id=run_id, judge=judge, **options) as crawl:
        yield from crawl.fetch(requests)


async def _serve(
    fetcher: AbstractAsyncContextManager[Fetcher],
    opened: Future[tuple[Fetcher, asyncio.AbstractEventLoop, asyncio.Event]],
) -> None:
    stop = asyncio.Event()
    async with fetcher as open_one:
        opened.set_result((open_one, asyncio.get_running_loop(), stop))
        await stop.wait()
