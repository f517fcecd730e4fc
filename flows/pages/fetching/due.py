"""When is a page to be fetched next? By what came of it so far; pure, instants with their zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.pages.fetching.outcomes import Outcome

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # pages never tried sort before all others

_CAME = (Outcome.OK, Outcome.MOVED, Outcome.UNCHANGED)
# Not in a minute, but in days: certificates are renewed, errors mended.
_MENDED_SOMETIMES = (Outcome.HTTP_ERROR, Outcome.TLS_ERROR, Outcome.BAD_ENCODING)


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """How long to wait. Failures and blocks in a row double their wait, up to `longest_days`."""

    refetch_days: tuple[float, ...] = (1, 7, 30)  # after the first time a page came, the second, all later
    gone_days: float = 90
    refused_days: float = 30  # forbidden by robots.txt, too large, no HTML: little hope, some change
    failed_hours: float = 6
    blocked_hours: float = 24
    longest_days: float = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of an attempt at a page; `retry_after` are the seconds that the server asked for."""

    at: datetime
    outcome: Outcome
    retry_after: float | None = None


def next_due(attempts: Sequence[Attempt], policy: DuePolicy) -> datetime:
    """Return when a page is due, from all attempts at it, the oldest first."""
    if not attempts:
        return AT_ONCE
    last = attempts[-1]
    due = last.at + _wait(attempts, policy)
    return max(due, last.at + timedelta(seconds=min(last.retry_after or 0, policy.longest_days * 86_400)))


def host_due(failed_runs: int, last_at: datetime, policy: DuePolicy) -> datetime:
    """Return when a host may be asked again that was given up, or gave nothing, in its last runs.

    `failed_runs` is their number in a row, `last_at` the time of the last attempt. A page is due when
    both it and its host are.
    """
    return (
        last_at + _double(timedelta(hours=policy.failed_hours), failed_runs, policy)
        if failed_runs
        else AT_ONCE
    )


def _wait(attempts: Sequence[Attempt], policy: DuePolicy) -> timedelta:
    outcome = attempts[-1].outcome
    if outcome in _CAME:
        times = sum(attempt.outcome in _CAME for attempt in attempts)
        return timedelta(days=policy.refetch_days[min(times, len(policy.refetch_days)) - 1])
    if outcome is Outcome.GONE:
        return timedelta(days=policy.gone_days)
    if outcome is Outcome.BLOCKED:
        return _double(timedelta(hours=policy.blocked_hours), _in_a_row(attempts), policy)
    if outcome.may_pass or outcome in _MENDED_SOMETIMES:
        return _double(timedelta(hours=policy.failed_hours), _in_a_row(attempts), policy)
    return timedelta(days=policy.refused_days)


def _in_a_row(attempts: Sequence[Attempt]) -> int:
    """Return how many attempts have failed since a page last came."""
    since = next((back for back, attempt in enumerate(reversed(attempts)) if attempt.outcome in _CAME), None)
    return len(attempts) if since is None else since


def _double(wait: timedelta, times: int, policy: DuePolicy) -> timedelta:
    """Return the wait, doubled for each time after the first."""
    longest = timedelta(days=policy.longest_days)
    return min(wait * (1 << min(times - 1, 20)), longest)
