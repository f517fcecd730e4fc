"""Dates as pages write them: what they mean, and what is no date."""

from datetime import UTC, date, datetime

import pytest

from flows.text.dates import Precision, read_moment, read_moments, read_timestamp

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY, MINUTE, SECOND = Precision


def told(moment):
    return (str(moment.at.replace(tzinfo=None)), moment.precision)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2024-05-16", "2024-05-16 00:00:00", DAY),
        ("2024-05-16 17:02", "2024-05-16 17:02:00", MINUTE),
        ("2024-05-16 17:02:38", "2024-05-16 17:02:38", SECOND),
        ("2024/5/6 7:02", "2024-05-06 07:02:00", MINUTE),
        ("2024.05.11", "2024-05-11 00:00:00", DAY),
        ("2024年05月10日06:58 | 来源：某报", "2024-05-10 06:58:00", MINUTE),
        ("2024年5月16日17时02分38秒", "2024-05-16 17:02:38", SECOND),
        ("2024 年 5 月 16 日（星期四）17:02", "2024-05-16 17:02:00", MINUTE),
        ("2024年5月16日 下午3:05", "2024-05-16 15:05:00", MINUTE),
        ("2024-05-16 03:05 PM", "2024-05-16 15:05:00", MINUTE),
        ("2024-05-16 12:05 AM", "2024-05-16 00:05:00", MINUTE),
        ("2024-05-16 12:05 pm", "2024-05-16 12:05:00", MINUTE),
        ("发布时间：２０２４-０５-１６　１７：０２", "2024-05-16 17:02:00", MINUTE),
        ("18-03-08", "2018-03-08 00:00:00", DAY),
        ("发布时间: 22-04-15 23:22", "2022-04-15 23:22:00", MINUTE),
        ("2016-10-1407:17", "2016-10-14 07:17:00", MINUTE),
        ("2023 11 / 17 20:52:15", "2023-11-17 20:52:15", SECOND),
        ("2023-06-12-10:22:33", "2023-06-12 10:22:33", SECOND),
        ("2024-05-16T17:02:38+08:00", "2024-05-16 17:02:38", SECOND),
        ("2024-05-16T20:02:38.123Z", "2024-05-17 04:02:38", SECOND),
        ("2024-05-16T09:02-0500", "2024-05-16 22:02:00", MINUTE),
        # what systems write that know no time of day
        ("2024-05-16 00:00:00", "2024-05-16 00:00:00", DAY),
        # an impossible time leaves the day
        ("2024-05-16 25:61", "2024-05-16 00:00:00", DAY),
        # an impossible day leaves the next date
        ("2024-02-30 10:00，2024-03-01", "2024-03-01 00:00:00", DAY),
        # within a day's difference of clocks
        ("2026-11-25 08:00", "2026-11-25 08:00:00", MINUTE),
    ],
)
def test_date_is_read(text, at, precision):
    assert told(read_moment(text, now=NOW)) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        *("", "没有日期", "2024", "2024-13-01", "2024-02-30", "2026-11-26", "2099-01-01", "1949年10月1日"),
        *("增长12.5-13.5%", "版本 1.2.3", "电话 010-62345678-12", "10-08 12:00", "5月16日"),
    ],
)
def test_this_is_no_date(text):
    assert read_moment(text, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "near", "at"),
    [
        ("发布时间：10-08 12:00", date(2019, 10, 8), "2019-10-08 12:00:00"),
        ("12-30 21:04", date(2019, 1, 2), "2018-12-30 21:04:00"),
        ("5月16日 17:02", date(2024, 5, 16), "2024-05-16 17:02:00"),
        ("02-29", date(2024, 3, 1), "2024-02-29 00:00:00"),
    ],
)
def test_date_without_a_year_is_the_last_such_day(text, near, at):
    assert told(read_moment(text, now=NOW, near=near))[0] == at


def test_leap_day_without_a_year_that_has_one_is_no_date():
    assert read_moment("02-29", now=NOW, near=date(2023, 3, 1)) is None


def test_all_dates_come_in_their_order():
    found = read_moments("2024-05-16 与 2023年1月2日 08:00", now=NOW)
    assert [told(each)[0] for each in found] == ["2024-05-16 00:00:00", "2023-01-02 08:00:00"]


@pytest.mark.parametrize("text", ["1659274471", "1659274471000", " 1659274471 "])
def test_unix_time_is_read_in_shanghai(text):
    assert told(read_timestamp(text, now=NOW)) == ("2022-07-31 21:34:31", SECOND)


@pytest.mark.parametrize("text", ["", "12", "4102444800", "1e9", "0000000000"])
def test_this_is_no_unix_time(text):
    assert read_timestamp(text, now=NOW) is None
