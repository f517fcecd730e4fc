"""What a site's robots.txt allows (RFC 9309), and how slowly it wants to be read."""

import asyncio
from dataclasses import dataclass, replace
from typing import Self

import httpx
from protego import Protego

from flows.pages.fetching.addresses import AllowedHosts, check_url, name_site
from flows.pages.fetching.asking import Asker
from flows.pages.fetching.client import AGENT
from flows.pages.fetching.exchange import REDIRECTS, TOO_MANY_REQUESTS, Answer, Limits
from flows.pages.fetching.outcomes import Ended, Outcome
from flows.pages.fetching.redirects import find_target

LARGEST = 512_000  # bytes; RFC 9309, 2.5: at least 500 KiB must be read, the rest may be left
# Before there is a connection the page itself would fail in the same way: that is its outcome.
_NO_CONNECTION = (Outcome.DNS_ERROR, Outcome.TLS_ERROR, Outcome.REFUSED_ADDRESS, Outcome.CONNECTION_ERROR)
_MOST_REDIRECTS = 5  # RFC 9309, 2.3.1.2: after that there is no such file
_NAMES_AN_AGENT = ("user-agent", "useragent", "user agent")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one origin. If `refusal` is set, nothing may be fetched there, and `detail` says why."""

    parsed: Protego | None = None
    refusal: Outcome | None = None
    detail: str = ""

    def allow(self, url: str) -> bool:
        """Return whether we may fetch the URL; only asked if there is no refusal."""
        return self.parsed is None or self.parsed.can_fetch(url, AGENT)

    @property
    def delay(self) -> float:
        """Seconds that the site wants between requests: Crawl-delay or Request-rate, the longer."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(AGENT)
        return max(self.parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def read_rules(answer: Answer) -> Rules:
    """Read the answer to robots.txt, redirects followed.

    No such file, or a page instead of it: all is allowed. A server error, a timeout or nonsense: all is
    forbidden for now (RFC 9309, 2.3.1). What came of a file that is too large counts.
    """
    status = answer.status
    if status is not None and (status >= 500 or status == TOO_MANY_REQUESTS):
        return Rules(None, Outcome.ROBOTS_UNREACHABLE, f"robots.txt answers {status}")
    # not there; redirects without end (RFC 9309, 2.3.1.2); an image under this name
    if status is not None and (status >= 300 or answer.failure is Outcome.NOT_HTML):
        return Rules()
    if answer.failure not in (None, Outcome.TOO_LARGE):
        refusal = answer.failure if answer.failure in _NO_CONNECTION else Outcome.ROBOTS_UNREACHABLE
        return Rules(None, refusal, f"robots.txt: {answer.detail}")
    text = answer.content.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] == "<":
        return Rules()
    return Rules(Protego.parse("\n".join(map(_name_others_alike, text.splitlines()))))


def _name_others_alike(line: str) -> str:
    """Give all agents but `*` and us one name: Protego takes minutes for thousands of them in one group."""
    text = line.partition("#")[0].strip().lower()
    name = next((name for name in _NAMES_AN_AGENT if text.startswith(name)), None)
    if name is None:
        return line
    agent = text.removeprefix(name).lstrip(" \t:").partition("/")[0].strip()
    return f"User-agent: {agent if agent in ('*', AGENT) else 'other'}"


class RobotsTxt:
    """The rules of every site that a run meets: asked for once, before the first page. A context."""

    def __init__(self, asker: Asker, allowed: AllowedHosts, limits: Limits) -> None:
        self._asker = asker
        self._allowed = allowed
        self._limits = replace(limits, content_bytes=LARGEST)
        self._asked: dict[tuple[str, str, int | None], asyncio.Task[Rules]] = {}

    async def __aenter__(self) -> Self:
        """Nothing is asked yet."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stop asking."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def rules_for(self, url: httpx.URL) -> Rules:
        """Return the rules for a URL's origin, whose pace heeds them. Raises HostLeft."""
        origin = url.scheme, url.host, url.port
        if origin not in self._asked:
            self._asked[origin] = asyncio.create_task(self._ask(url.copy_with(raw_path=b"/robots.txt")))
        return await asyncio.shield(self._asked[origin])  # others may wait for it too

    async def _ask(self, address: httpx.URL) -> Rules:
        url = address
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                check_url(url, self._allowed)
            except Ended as refused:
                return Rules(None, refused.outcome, f"robots.txt: {refused}")
            asked = await self._asker.ask(url, self._limits, read_rules)
            rules = asked.seen
            if asked.answer.status not in REDIRECTS:
                break
            try:
                url = find_target(url, asked.answer)
            except Ended:
                break
        self._asker.turns.pace_of(name_site(address)).keep_delay(rules.delay)
        return rules
