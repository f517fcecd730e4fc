"""Asking for one URL: in its host's turn, archived whatever comes, and again if it may pass."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import httpx

from flows.pages.addresses import name_site
from flows.pages.archive import Archive
from flows.pages.client import Client
from flows.pages.exchange import REDIRECTS, TOO_MANY_REQUESTS, UNAVAILABLE, Answer, Limits, exchange
from flows.pages.pace import read_retry_after
from flows.pages.records import Known, Place
from flows.pages.turns import HostLeft, Turns


@dataclass(frozen=True, slots=True)
class Asked:
    """The last answer of some tries, and where it lies; place and hash are None if no headers came."""

    answer: Answer
    requested_at: datetime
    tries: int
    place: Place | None
    content_sha256: str | None
    retry_after: float | None


class Asker:
    """Sends requests in turn. `executor` runs what blocks: hashing, compressing, writing."""

    def __init__(
        self,
        client: Client,
        turns: Turns,
        archive: Archive,
        executor: Executor,
        retries: int,
        now: Callable[[], datetime],
    ) -> None:
        self.turns = turns
        self.archive = archive
        self.executor = executor
        self.now = now
        self._client = client
        self._retries = retries

    async def ask(
        self,
        url: httpx.URL,
        limits: Limits,
        headers: Mapping[str, str],
        known: Known | None = None,
    ) -> Asked:
        """Ask until an answer comes that will not pass, or the tries are used up.

        Raises HostLeft if the host has no turn any more before a first answer.
        """
        site, asked = name_site(url), None
        for tries in range(1, self._retries + 2):
            try:
                asked = await self._ask_once(site, url, limits, headers, known, tries)
            except HostLeft:
                if asked is None:
                    raise
                break
            if not _is_trouble(asked.answer):
                self.turns.pace_of(site).succeeded()
                break
            if asked.retry_after is not None:
                self.turns.asked_to_wait(site, asked.retry_after)
            self.turns.failed(site, asked.answer.detail or f"status {asked.answer.status}")
        assert asked is not None
        return asked

    async def _ask_once(
        self,
        site: str,
        url: httpx.URL,
        limits: Limits,
        headers: Mapping[str, str],
        known: Known | None,
        tries: int,
    ) -> Asked:
        async with self.turns.take(site) as answered:
            at = self.now()
            answer = await exchange(self._client, url, limits, headers, answered)
            retry_after = None
            if answer.status in (TOO_MANY_REQUESTS, UNAVAILABLE):
                retry_after = read_retry_after(answer.header("retry-after"), self.now())
            place = digest = None
            if answer.status is not None:  # inside of the turn: bodies in memory are at most its places
                loop = asyncio.get_running_loop()
                place, digest = await loop.run_in_executor(self.executor, self._keep, answer, at, known)
        return Asked(answer, at, tries, place, digest, retry_after)

    def _keep(self, answer: Answer, at: datetime, known: Known | None) -> tuple[Place, str]:
        digest = sha256(answer.content).hexdigest()
        return self.archive.write_answer(answer, at, digest, known), digest


def _is_trouble(answer: Answer) -> bool:
    """Return whether the host or the way to it is in trouble that may pass."""
    if answer.status in REDIRECTS:
        return False  # its head has come, and that is all of it that matters
    if answer.status is not None and (answer.status >= 500 or answer.status == TOO_MANY_REQUESTS):
        return True
    return answer.failure is not None and answer.failure.may_pass
