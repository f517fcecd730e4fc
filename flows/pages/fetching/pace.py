"""Politeness as arithmetic: when may the next request go to a host? No clock, no sleep, no network.

Seconds are of any clock that only goes forward. A host's pace counts from the moment when it answered
the last request: it had seen that request by then, so it never sees two closer than the pace, whatever
connections and networks did to them.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host is treated; seconds.

    A host that fails is asked again after `failure_pause`, then twice that, and so on; after
    `failures` in a row it is given up for the run, and at once when it shows a captcha. A pause that
    the server asks for is kept if it is at most `longest_pause`, else the host is given up too.
    """

    pace: float = 2.0
    failure_pause: float = 5.0
    failures: int = 4
    longest_pause: float = 300.0


class HostPace:
    """What is known of one host in a run."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.pace = manners.pace
        self.answered_at = -NEVER
        self.rests_until = -NEVER
        self.failed_in_a_row = 0
        self.given_up = ""  # why nothing more is asked of it in this run; empty if it is

    @property
    def next_at(self) -> float:
        """The earliest moment for the next request."""
        return max(self.answered_at + self.pace, self.rests_until)

    def keep_delay(self, delay: float) -> None:
        """Keep the delay that robots.txt asks for, if it is longer than ours."""
        self.pace = max(self.pace, delay)

    def answered(self, now: float) -> None:
        """Note that the host answered, or will not: the pace runs from here."""
        self.answered_at = max(self.answered_at, now)

    def succeeded(self) -> None:
        """Note an answer that is no sign of trouble."""
        self.failed_in_a_row = 0

    def failed(self, now: float, reason: str, jitter: float = 1.0) -> None:
        """Note a failure that may pass: ask later, each time twice as late, and give up in the end."""
        self.failed_in_a_row += 1
        pause = self.manners.failure_pause * 2 ** (self.failed_in_a_row - 1)
        self.rests_until = max(self.rests_until, now + pause * jitter)
        if self.failed_in_a_row >= self.manners.failures:
            self.given_up = f"failed {self.failed_in_a_row} times in a row, last: {reason}"

    def asked_to_wait(self, now: float, seconds: float) -> None:
        """Keep a pause that the server asked for, or give up if it is too long for a run."""
        self.rests_until = max(self.rests_until, now + seconds)
        if seconds > self.manners.longest_pause:
            self.given_up = f"asked for a pause of {seconds:,.0f} s"

    def blocked(self, reason: str) -> None:
        """Leave the host alone: more requests would only confirm its suspicion."""
        self.given_up = f"blocked: {reason}"


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for, in seconds or as a date; None if it does not.

    RFC 9110, 10.2.3. A date in the past asks for no pause; `now` is an instant with its zone.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)  # `-0000` means UTC of unknown place
    return max(0.0, (date - now).total_seconds())
