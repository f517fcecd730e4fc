"""Fetching many pages: all hosts at once, each at its own pace, within a budget and in bounded memory."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.pages.archive.writing import Archive
from flows.pages.fetching.addresses import AllowedHosts, Resolver, resolve_host
from flows.pages.fetching.asking import Asker
from flows.pages.fetching.client import Client
from flows.pages.fetching.exchange import Limits
from flows.pages.fetching.grouping import group_by_site
from flows.pages.fetching.outcomes import Judge
from flows.pages.fetching.pace import Manners
from flows.pages.fetching.records import Fetched, PageRequest
from flows.pages.fetching.robots import RobotsTxt
from flows.pages.fetching.turns import HostLeft, Turns
from flows.pages.fetching.visit import Visitor

_SITES_AT_ONCE = 500  # most of them wait for their pace
_RESULTS_AHEAD = 5_000  # about 1 kB each: no site waits while others are read and landed
_THREADS = 2  # judge, compress and write beside the event loop
NO_PAGES_LEFT = "the run's budget of pages is used up"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a run fetches: who we are, where we may go, our manners, what a request may take, the budget.

    `places` is the number of requests at a time, `host_places` that of one host; a request is tried
    again `retries` times. `pages` (None: no limit) and `seconds` are the budget of the run.
    """

    user_agent: str
    allowed: AllowedHosts = frozenset()
    manners: Manners = field(default_factory=Manners)
    limits: Limits = field(default_factory=Limits)
    places: int = 32
    host_places: int = 1
    retries: int = 2
    pages: int | None = None
    seconds: float = 3600.0


class Fetcher:
    """Fetches for one run: all its batches share pace, rules, connections and the budget.

    `left` counts the pages that were not asked for, by the reason.
    """

    def __init__(self, visitor: Visitor, turns: Turns, pages: int | None) -> None:
        self.turns = turns
        self.left: Counter[str] = Counter()
        self._visitor = visitor
        self._pages = pages

    async def stream(self, requests: Iterable[PageRequest]) -> AsyncGenerator[Fetched, None]:
        """Yield what came of each page, as it comes.

        Sites with most pages begin first, so that the slowest alone decides how long it takes.
        Closing the iterator stops the work; what was archived by then stays.
        """
        results: asyncio.Queue[Fetched | None] = asyncio.Queue()
        room = asyncio.Semaphore(_RESULTS_AHEAD)
        worker = asyncio.create_task(self._fetch_sites(group_by_site(self._take(requests)), results, room))
        worker.add_done_callback(lambda _: results.put_nowait(None))
        try:
            while fetched := await results.get():
                room.release()
                yield fetched
            await worker
        finally:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)

    def _take(self, requests: Iterable[PageRequest]) -> Iterator[PageRequest]:
        """Yield what the budget allows, and count the rest."""
        for request in requests:
            if self._pages == 0:
                self.left[NO_PAGES_LEFT] += 1
            else:
                self._pages = None if self._pages is None else self._pages - 1
                yield request

    async def _fetch_sites(
        self, sites: list[list[PageRequest]], results: asyncio.Queue[Fetched | None], room: asyncio.Semaphore
    ) -> None:
        """Fetch all sites. Raises the first error of any, after stopping the others."""
        gate = asyncio.Semaphore(_SITES_AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                for site in sites:
                    await gate.acquire()
                    pages = iter(site)
                    for _ in range(self.turns.host_places):
                        task = group.create_task(self._fetch_pages(pages, results, room))
                    task.add_done_callback(lambda _: gate.release())
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _fetch_pages(
        self, pages: Iterable[PageRequest], results: asyncio.Queue[Fetched | None], room: asyncio.Semaphore
    ) -> None:
        for request in pages:
            try:
                fetched = await self._visitor.fetch(request)
            except HostLeft as left:
                self.left[str(left)] += 1
            else:
                await room.acquire()
                results.put_nowait(fetched)


@asynccontextmanager
async def open_fetcher(
    policy: Policy,
    archive: Archive,
    *,
    run_id: str,
    judge: Judge,
    resolve: Resolver = resolve_host,
    trust: ssl.SSLContext | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    client: Client | None = None,
) -> AsyncIterator[Fetcher]:
    """Open a fetcher in the running event loop; its time begins now. `client` replaces the usual one."""
    turns = Turns(policy.manners, policy.places, policy.host_places, policy.seconds)
    async with client or Client(policy.user_agent, policy.allowed, resolve, trust) as client:
        with ThreadPoolExecutor(_THREADS, "archive") as executor:
            asker = Asker(client, turns, archive, executor, policy.retries, now)
            async with RobotsTxt(asker, policy.allowed, policy.limits) as robots:
                visitor = Visitor(
                    asker, robots, judge, run_id=run_id, allowed=policy.allowed, limits=policy.limits
                )
                yield Fetcher(visitor, turns, policy.pages)
