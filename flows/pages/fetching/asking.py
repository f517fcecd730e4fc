"""Asking for one URL: in its host's turn, archived whatever comes, and again if it may pass."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Generic, TypeVar

import httpx

from flows.pages.archive.writing import Archive
from flows.pages.fetching.addresses import name_site
from flows.pages.fetching.client import Client
from flows.pages.fetching.exchange import REDIRECTS, TOO_MANY_REQUESTS, UNAVAILABLE, Answer, Limits, exchange
from flows.pages.fetching.pace import read_retry_after
from flows.pages.fetching.records import Known, Place
from flows.pages.fetching.turns import HostLeft, Turns

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Asked(Generic[_T]):
    """The last answer of some tries, and what was seen in its body, which is dropped and archived.

    `size` is that of the content; place and hash are None if no headers came.
    """

    answer: Answer
    seen: _T
    size: int
    requested_at: datetime
    requests: int
    place: Place | None
    content_sha256: str | None
    retry_after: float | None


class Asker:
    """Sends requests in turn. `executor` runs what blocks: hashing, judging, compressing, writing."""

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
        look: Callable[[Answer], _T],
        headers: Mapping[str, str] | None = None,
        known: Known | None = None,
    ) -> Asked[_T]:
        """Ask until an answer comes that will not pass, or the tries are used up.

        `look` is what sees the body, in a thread; no body outlives its turn, so that those in memory
        are at most as many as requests at a time. Raises HostLeft if there is no turn for a first answer.
        """
        site, asked = name_site(url), None
        for requests in range(1, self._retries + 2):
            try:
                async with self.turns.take(site) as answered:
                    at = self.now()
                    answer = await exchange(self._client, url, limits, headers or {}, answered)
                    work = partial(self._take_in, answer, at, requests, look, known)
                    asked = await asyncio.get_running_loop().run_in_executor(self.executor, work)
            except HostLeft:
                if asked is None:
                    raise
                break
            if not _is_trouble(answer):
                self.turns.pace_of(site).succeeded()
                break
            if asked.retry_after is not None:
                self.turns.asked_to_wait(site, asked.retry_after)
            self.turns.failed(site, answer.detail or f"status {answer.status}")
        assert asked is not None
        return asked

    def _take_in(
        self, answer: Answer, at: datetime, requests: int, look: Callable[[Answer], _T], known: Known | None
    ) -> Asked[_T]:
        place = digest = retry_after = None
        if answer.status is not None:
            digest = sha256(answer.content).hexdigest()
            place = self.archive.write_answer(answer, at, digest, known)
        if answer.status in (TOO_MANY_REQUESTS, UNAVAILABLE):
            retry_after = read_retry_after(answer.header("retry-after"), self.now())
        seen, size = look(answer), len(answer.content)
        answer.raw = answer.content = b""
        return Asked(answer, seen, size, at, requests, place, digest, retry_after)


def _is_trouble(answer: Answer) -> bool:
    """Return whether the host or the way to it is in trouble that may pass."""
    if answer.status in REDIRECTS:
        return False  # its head has come, and that is all of it that matters
    if answer.status is not None and (answer.status >= 500 or answer.status == TOO_MANY_REQUESTS):
        return True
    return answer.failure is not None and answer.failure.may_pass
