from datetime import UTC, datetime

import pytest

from flows.pages.fetching.pace import HostPace, Manners, read_retry_after

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 24 Nov 2026 08:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 08:01:00 -0000", 60),
        ("Tue, 24 Nov 2026 16:01:00 +0800", 60),
        ("Tuesday, 24-Nov-26 08:00:10 GMT", 10),
        ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        (None, None),
        ("Tue, 99 Nov 2026 08:01:00 GMT", None),
    ],
)
def test_retry_after_in_both_forms(value, seconds) -> None:
    assert read_retry_after(value, NOW) == seconds


def test_the_longer_pace_counts_and_runs_from_the_answer() -> None:
    host = HostPace(Manners(pace=2))
    assert host.next_at < 0  # at once
    host.answered(10)
    assert host.next_at == 12
    host.keep_delay(1)
    assert host.next_at == 12
    host.keep_delay(5)
    assert host.next_at == 15
    host.answered(9)  # an answer that was waited for longer
    assert host.next_at == 15


def test_failures_double_the_pause_until_the_host_is_given_up() -> None:
    host = HostPace(Manners(pace=1, failure_pause=10, failures=3))
    pauses = []
    for _ in range(2):
        host.answered(100)
        host.failed(100, "timeout", jitter=1.5)
        pauses.append(host.next_at - 100)
    assert pauses == [15, 30]
    host.succeeded()
    host.failed(200, "timeout")
    assert (host.next_at, host.given_up) == (210, "")
    host.failed(200, "x")
    host.failed(200, "reset")
    assert host.given_up == "failed 3 times in a row, last: reset"


def test_a_pause_asked_for_is_kept_or_too_long() -> None:
    host = HostPace(Manners(pace=1, longest_pause=60))
    host.asked_to_wait(100, 60)
    assert (host.next_at, host.given_up) == (160, "")
    host.asked_to_wait(100, 10)
    assert host.next_at == 160
    host.asked_to_wait(100, 61)
    assert host.given_up
