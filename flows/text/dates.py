"""Dates as Chinese pages write them, to instants in Asia/Shanghai with their precision."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

# No summer time since 1991, and older dates are not read: one offset, and no tables of zones needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

# News on the web is not older; a date before it belongs to the story.
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
# Clocks differ, and so do days around the world.
_AHEAD = timedelta(days=1)

_DATE = r"""
    (?<![\d.])(?<!\d:)
    (?:(?P<year>(?:19|20)\d\d|\d\d)\s*(?:(?P<mark>[-/.])|年|\s(?=\d\d?\s*/))\s*)?
    (?P<month>\d{1,2})\s*(?(mark)(?P=mark)|(?:[-/]|月))\s*
    (?P<day>\d{1,2}(?!\d|[.%]\d)|\d\d(?=\d\d:\d\d))\s*(?:日|号)?
"""
_TIME = r"""
    (?:[T\s,|(-]|(?:星期|周|週)[一二三四五六日天]|\)){0,12}
    (?P<half>上午|下午|晚上|凌晨|早上|中午|[AaPp][Mm])?\s*
    (?P<hour>\d{1,2})\s*[:时時点]\s*(?P<minute>\d{1,2})\s*分?
    (?:\s?:?\s?(?P<second>\d{1,2})(?!\d)(?:\.\d{1,9})?\s*秒?)?
    (?:\s?(?P<late>[AaPp][Mm])\b)?
    (?P<zone>Z\b|[+-]\d\d:?\d\d\b)?
"""
_MOMENT = re.compile(f"{_DATE}(?:{_TIME})?", re.VERBOSE)
_AFTER_NOON = ("下午", "晚上", "pm")
_LONGEST = 2_000  # characters of a text that are looked at


class Precision(StrEnum):
    """How exactly a time is known."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in Asia/Shanghai (midnight, if only its day is known)."""

    at: datetime
    precision: Precision

    @property
    def day(self) -> date:
        """The day in Shanghai."""
        return self.at.date()


def read_moment(text: str, *, now: datetime, near: date | None = None) -> Moment | None:
    """Return the first date of a text that is valid and not after `now`, or None.

    `18-03-08` is 2018; a date without a year is read only if `near` is given, as the last such day
    up to it. A time of 00:00:00 says no more than the day: it is what systems write that know no time.
    """
    return next(read_moments(text, now=now, near=near), None)


def read_moments(text: str, *, now: datetime, near: date | None = None) -> Iterator[Moment]:
    """Yield all valid dates of a text, not after `now`, in its order."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST])
    for match in _MOMENT.finditer(text):
        if (moment := _make_moment(match, near)) and _is_plausible(moment.at, now):
            yield moment


def read_timestamp(text: str, *, now: datetime) -> Moment | None:
    """Return the instant of a Unix time in seconds or milliseconds, or None."""
    if not re.fullmatch(r"\s*\d{9,13}\s*", text):
        return None
    seconds = int(text) / (1000 if len(text.strip()) > 11 else 1)
    at = datetime.fromtimestamp(seconds, SHANGHAI).replace(microsecond=0)
    return Moment(at, Precision.SECOND) if _is_plausible(at, now) else None


def _make_moment(match: re.Match[str], near: date | None) -> Moment | None:
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        years = [int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)]
    elif near:
        years = [near.year, near.year - 1]
    else:
        return None
    for year in years:
        try:
            at = datetime(year, month, day, tzinfo=SHANGHAI)
        except ValueError:
            continue
        if match["year"] or (near and at.date() <= near + _AHEAD):
            return _add_time(at, match)
    return None


def _add_time(at: datetime, match: re.Match[str]) -> Moment:
    """Add the time of day behind the date; an impossible one leaves the day."""
    if match["hour"] is None:
        return Moment(at, Precision.DAY)
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["half"] or match["late"] or "").lower()
    if half in _AFTER_NOON and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        whole = at.replace(hour=hour, minute=minute, second=second)
    except ValueError:
        return Moment(at, Precision.DAY)
    if match["zone"]:
        whole = whole.replace(tzinfo=_read_zone(match["zone"])).astimezone(SHANGHAI)
    elif (hour, minute, second) == (0, 0, 0):
        return Moment(at, Precision.DAY)
    return Moment(whole, Precision.SECOND if match["second"] else Precision.MINUTE)


def _read_zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    offset = sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(offset) if abs(offset) < timedelta(days=1) else UTC


def _is_plausible(at: datetime, now: datetime) -> bool:
    return _EARLIEST <= at <= now + _AHEAD
