"""One page: its robots.txt, its redirects, and exactly one outcome."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import httpx

from flows.pages.archive.reading import find_original
from flows.pages.fetching.addresses import AllowedHosts, check_url, host_of, name_site
from flows.pages.fetching.asking import Asked, Asker
from flows.pages.fetching.assess import Sight, Visit, assess
from flows.pages.fetching.exchange import NOT_MODIFIED, REDIRECTS, Answer, Limits
from flows.pages.fetching.outcomes import Ended, Judge, Outcome, Verdict
from flows.pages.fetching.records import Fetched, Known, PageRequest
from flows.pages.fetching.redirects import FOR_GOOD, MOST_REDIRECTS, find_target, read_url
from flows.pages.fetching.robots import RobotsTxt
from flows.pages.fetching.sniff import find_no_html
from flows.text.identity import make_id

_T = TypeVar("_T")


class Visitor:
    """Fetches pages one by one; what it learns of hosts serves all of them."""

    def __init__(
        self,
        asker: Asker,
        robots: RobotsTxt,
        judge: Judge,
        *,
        run_id: str,
        allowed: AllowedHosts,
        limits: Limits,
    ) -> None:
        self._asker = asker
        self._robots = robots
        self._judge = judge
        self._run_id = run_id
        self._allowed = allowed
        self._limits = limits

    async def fetch(self, request: PageRequest) -> Fetched:
        """Fetch a page and archive what came. Raises HostLeft if the run asks its host for nothing more."""
        began = self._asker.now()
        visit = Visit(httpx.URL(""), httpx.URL(""), request.known)
        try:
            visit.start = visit.url = read_url(request.address or request.url)
            await self._follow(visit)
            outcome, detail = assess(visit)
        except Ended as end:
            outcome, detail = end.outcome, end.detail
        pace = self._asker.turns.pace_of(name_site(visit.start))
        if outcome is Outcome.BLOCKED:
            pace.blocked(detail)
        fetched = self._report(request, visit, began, outcome, detail)
        await self._in_thread(self._asker.archive.write_attempt, fetched)
        return fetched

    async def _follow(self, visit: Visit) -> None:
        """Go from the address asked for to the answer that is no redirect. Raises Ended and HostLeft."""
        seen = set()
        while True:
            await self._check(visit.url)
            seen.add(visit.url)
            visit.asked = await self._ask(visit)
            visit.requests += visit.asked.requests
            answer = visit.asked.answer
            if answer.status not in REDIRECTS:
                return
            target = find_target(visit.url, answer)
            if target in seen or len(seen) > MOST_REDIRECTS:
                how = "in a circle" if target in seen else f"more than {MOST_REDIRECTS}"
                raise Ended(Outcome.TOO_MANY_REDIRECTS, f"redirects {how}, to {str(target)[:200]}")
            verdict = await self._in_thread(self._ask_judge, visit, target, answer, b"")
            if verdict.standing == Outcome.BLOCKED:
                raise Ended(Outcome.BLOCKED, f"redirected to {str(target)[:200]}: {verdict.sign}")
            visit.for_good &= answer.status in FOR_GOOD
            visit.url = target

    async def _check(self, url: httpx.URL) -> None:
        """Raise Ended unless the URL may be asked for."""
        check_url(url, self._allowed)
        rules = await self._robots.rules_for(url)
        if rules.refusal:
            raise Ended(rules.refusal, rules.detail)
        if not rules.allow(str(url)):
            raise Ended(Outcome.ROBOTS_DENIED, f"robots.txt of {url.host} forbids {url.path[:200]}")

    async def _ask(self, visit: Visit) -> Asked[Sight]:
        """Ask for what is new since the known version; without one to fall back on, for the page."""
        known, look = visit.known, partial(self._look, visit)
        conditions = _make_conditions(known) if known else {}
        asked = await self._asker.ask(visit.url, self._limits, look, conditions, known)
        if asked.answer.status != NOT_MODIFIED:
            return asked
        if known and conditions:
            original = await self._in_thread(find_original, self._asker.archive.folder, known.place)
            if original:
                return asked
        asked = await self._asker.ask(visit.url, self._limits, look, {"Cache-Control": "no-cache"}, known)
        if asked.answer.status == NOT_MODIFIED:
            raise Ended(Outcome.HTTP_ERROR, "status 304, though the page itself was asked for")
        return asked

    def _look(self, visit: Visit, answer: Answer) -> Sight:
        """See whether the body is HTML, and if so, ask the judge."""
        no_html = find_no_html(answer.header("content-type"), answer.content)
        if no_html or answer.status is None:
            return Sight(no_html, None)
        return Sight(None, self._ask_judge(visit, visit.url, answer, answer.content))

    def _ask_judge(self, visit: Visit, final_url: httpx.URL, answer: Answer, content: bytes) -> Verdict:
        return self._judge(
            content,
            url=str(visit.start),
            final_url=str(final_url),
            status=answer.status or 0,
            content_type=answer.header("content-type"),
        )

    def _report(
        self, request: PageRequest, visit: Visit, began: datetime, outcome: Outcome, detail: str
    ) -> Fetched:
        asked = visit.asked
        at = asked.requested_at if asked else began
        fetched = Fetched(
            fetch_id=make_id("fetch", self._run_id, request.url, at.isoformat()),
            url=request.url,
            host=host_of(visit.start),
            requested_at=at,
            outcome=outcome,
            detail=detail or None,
            run_id=self._run_id,
            requests=visit.requests,
            host_given_up=self._asker.turns.pace_of(name_site(visit.start)).given_up,
        )
        if asked is None:
            return fetched
        answer = asked.answer
        fetched = replace(
            fetched,
            final_url=answer.url,
            http_status=answer.status,
            elapsed_ms=round(answer.elapsed * 1000),
            etag=answer.header("etag"),
            last_modified=answer.header("last-modified"),
            content_type=answer.header("content-type"),
            archive_file=asked.place.archive_file if asked.place else None,
            archive_offset=asked.place.archive_offset if asked.place else None,
            retry_after=asked.retry_after,
        )
        known = visit.known
        if outcome is Outcome.UNCHANGED and answer.status == NOT_MODIFIED and known:
            return replace(  # what a 304 does not repeat still holds
                fetched,
                etag=fetched.etag or known.etag,
                last_modified=fetched.last_modified or known.last_modified,
                content_sha256=known.content_sha256,
            )
        if answer.status is None or answer.truncated:
            return fetched
        return replace(fetched, size_bytes=asked.size, content_sha256=asked.content_sha256)

    async def _in_thread(self, work: Callable[..., _T], *arguments: Any) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._asker.executor, work, *arguments)


def _make_conditions(known: Known) -> dict[str, str]:
    """Return headers that ask for a page only if it changed; what is no plain text is not sent back."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {
        name: value for name, value in headers.items() if value and value.isascii() and value.isprintable()
    }
