"""Turns: every request waits here for its host's pace and for one of the places of all hosts."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from flows.pages.fetching.pace import NEVER, HostPace, Manners


class HostLeft(Exception):
    """No turn any more in this run: the host was given up, or the run's time is over; says which."""


class Turns:
    """Hands out turns. A host's turns come one after another, at most `places` run at once.

    A turn begins when the host's pace allows and a place is free. It is handed on when the host has
    answered: with a concurrency above 1 the next request may go out while a body is still coming.
    """

    def __init__(
        self,
        manners: Manners,
        places: int,
        host_places: int = 1,
        seconds: float = NEVER,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = lambda: random.uniform(1.0, 1.5),
    ) -> None:
        self.host_places = host_places
        self._clock = clock
        self._deadline = clock() + seconds
        self._jitter = jitter
        self._paces: defaultdict[str, HostPace] = defaultdict(lambda: HostPace(manners))
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._host_places: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(host_places)
        )
        self._places = asyncio.Semaphore(places)

    def pace_of(self, host: str) -> HostPace:
        """Return what is known of the host."""
        return self._paces[host]

    def failed(self, host: str, reason: str) -> None:
        """Note a failure that may pass."""
        self._paces[host].failed(self._clock(), reason, self._jitter())

    def asked_to_wait(self, host: str, seconds: float) -> None:
        """Note a pause that the host asked for."""
        self._paces[host].asked_to_wait(self._clock(), seconds)

    def waiting(self) -> list[tuple[str, float]]:
        """Return the hosts that may not be asked just now, and for how many seconds, the longest first."""
        now = self._clock()
        rests = [(host, pace.next_at - now) for host, pace in list(self._paces.items()) if pace.next_at > now]
        return sorted(rests, key=lambda rest: -rest[1])

    @asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[Callable[[], None]]:
        """Wait for a turn and hold it; call what it gives when the host has answered.

        Raises HostLeft if there will be none.
        """
        pace, queue = self._paces[host], self._queues[host]
        async with self._host_places[host]:
            await queue.acquire()
            waits = True

            def answered() -> None:
                nonlocal waits
                if waits:
                    waits = False
                    pace.answered(self._clock())
                    queue.release()

            try:
                await self._wait(host, pace)
                async with self._places:
                    yield answered
            finally:
                answered()

    async def _wait(self, host: str, pace: HostPace) -> None:
        while not pace.given_up and (now := self._clock()) < pace.next_at <= self._deadline:
            await asyncio.sleep(pace.next_at - now)
        if pace.given_up:
            raise HostLeft(f"{host} {pace.given_up}")
        if self._clock() > self._deadline or pace.next_at > self._deadline:
            raise HostLeft("the run's time is over")
