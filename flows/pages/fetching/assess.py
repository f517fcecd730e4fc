"""What came of it: a final answer becomes one outcome. Pure."""

from dataclasses import dataclass

import httpx

from flows.pages.fetching.asking import Asked
from flows.pages.fetching.exchange import NOT_MODIFIED, TOO_MANY_REQUESTS, UNAVAILABLE
from flows.pages.fetching.outcomes import Outcome, Verdict
from flows.pages.fetching.records import Known
from flows.pages.fetching.redirects import is_same_page

_GONE = (404, 410)
_WHOLE = (200, 203)


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in the body of an answer: why it is no HTML (None: it is), what the judge says."""

    no_html: str | None
    verdict: Verdict | None


@dataclass(slots=True)
class Visit:
    """How far an attempt has come: from `start` to `url`, `for_good` if by permanent redirects only."""

    start: httpx.URL
    url: httpx.URL
    known: Known | None
    asked: Asked[Sight] | None = None
    requests: int = 0
    for_good: bool = True


def assess(visit: Visit) -> tuple[Outcome, str]:
    """Return the outcome of a visit that came to an answer, and what else a reader should know.

    What the page says of itself comes first: captchas are sent with status 200, 403 and 503.
    """
    assert visit.asked is not None
    answer = visit.asked.answer
    status, verdict = answer.status, visit.asked.seen.verdict
    if status is None:
        return answer.failure or Outcome.CONNECTION_ERROR, answer.detail
    if verdict and verdict.standing in (Outcome.BLOCKED, Outcome.GONE):
        return Outcome(verdict.standing), verdict.sign
    if status in _GONE:
        return Outcome.GONE, f"status {status}"
    if status == TOO_MANY_REQUESTS or (status == UNAVAILABLE and visit.asked.retry_after is not None):
        return Outcome.THROTTLED, _say_pause(status, visit.asked.retry_after)
    if status == NOT_MODIFIED:
        return Outcome.UNCHANGED, ""
    if status not in _WHOLE:
        return Outcome.HTTP_ERROR, f"status {status} {answer.reason}".strip()
    if answer.failure:
        return answer.failure, answer.detail
    if visit.asked.seen.no_html:
        return Outcome.NOT_HTML, visit.asked.seen.no_html
    if visit.known and visit.known.content_sha256 == visit.asked.content_sha256:
        return Outcome.UNCHANGED, ""
    if visit.for_good and not is_same_page(visit.start, visit.url):
        return Outcome.MOVED, ""
    return Outcome.OK, ""


def _say_pause(status: int, seconds: float | None) -> str:
    return f"status {status}" if seconds is None else f"status {status}: come back in {seconds:,.0f} s"
