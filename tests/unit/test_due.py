from datetime import UTC, datetime, timedelta

import pytest

from flows.pages.fetching.due import AT_ONCE, Attempt, DuePolicy, host_due, next_due
from flows.pages.fetching.outcomes import MEANING, Outcome

DAY = timedelta(days=1)
START = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = DuePolicy()


def wait(*outcomes: str, retry_after: float | None = None) -> timedelta:
    """How long after the last of these outcomes, a day apart, the page is due."""
    attempts = [Attempt(START + n * DAY, Outcome(name), retry_after) for n, name in enumerate(outcomes)]
    return next_due(attempts, POLICY) - attempts[-1].at


@pytest.mark.parametrize(
    ("outcomes", "days"),
    [
        (["ok"], 1),
        (["ok", "unchanged"], 7),
        (["moved", "ok", "unchanged"], 30),
        (["ok"] * 9, 30),
        (["timeout", "ok"], 1),
        (["gone"], 90),
        (["ok", "gone"], 90),
        (["robots_denied"], 30),
        (["not_html"], 30),
        (["timeout"], 0.25),
        (["ok", "timeout"], 0.25),
        (["timeout", "dns_error", "http_error"], 1),
        (["timeout"] * 40, 30),
        (["blocked"], 1),
        (["blocked", "blocked"], 2),
        (["blocked", "ok", "blocked"], 1),
    ],
)
def test_wait_after_outcomes(outcomes, days) -> None:
    assert wait(*outcomes) == days * DAY


def test_new_pages_are_due_at_once() -> None:
    assert next_due([], POLICY) == AT_ONCE


def test_a_server_that_asks_for_more_gets_more_within_reason() -> None:
    assert wait("throttled", retry_after=86_400 * 2) == 2 * DAY
    assert wait("throttled", retry_after=60) == 0.25 * DAY
    assert wait("throttled", retry_after=999_999_999) == 30 * DAY


def test_a_host_that_fails_run_after_run_is_asked_ever_later() -> None:
    assert host_due(0, START, POLICY) == AT_ONCE
    assert [host_due(n, START, POLICY) - START for n in (1, 2, 3)] == [DAY / 4, DAY / 2, DAY]
    assert host_due(10_000, START, POLICY) - START == 30 * DAY


def test_each_outcome_has_a_meaning_and_a_due_date() -> None:
    for outcome in Outcome:
        assert MEANING[outcome]
        assert timedelta(0) < wait(outcome) <= 90 * DAY
