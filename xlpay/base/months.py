"""Months and days as whole numbers, so that rules compare and count them in arrays.

A month is year * 12 + month - 1; a day counts from 1970-01-01 (numpy's datetime64[D]).
An open start or end is EARLIEST or LATEST, which no real date reaches.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import numpy as np

from xlpay.base.money import Bools, Ints

_EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2200  # of any date that an office writes
EARLIEST: Final = date(1, 1, 2).toordinal() - _EPOCH
LATEST: Final = date(9998, 12, 31).toordinal() - _EPOCH


class Window(NamedTuple):
    """The first and last day of a month, both inside."""

    first: int
    last: int


def month_of(year: int, month: int) -> int:
    """The month number of a calendar month (1..12)."""
    return year * 12 + month - 1


def month_text(month: int) -> str:
    """'2026-11'."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_told(text: str) -> int:
    """The month number of what `month_text` says; ValueError for anything else."""
    year, month = text.split("-")
    return month_of(int(year), int(month))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def to_date(day: int) -> date:
    return date.fromordinal(int(day) + _EPOCH)


def day_text(day: int) -> str:
    """'2026-11-20'."""
    return to_date(day).isoformat()


def window(month: int) -> Window:
    """First and last day of the month."""
    return Window(first_day(month), first_day(month + 1) - 1)


def year_window(year: int) -> Window:
    """First and last day of the year."""
    return Window(first_day(month_of(year, 1)), window(month_of(year, 12)).last)


def first_day(month: int) -> int:
    return date(month // 12, month % 12 + 1, 1).toordinal() - _EPOCH


def months_of(days: Ints) -> Ints:
    """The month numbers of days (any shape)."""
    counted: Ints = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return counted + 1970 * 12


def last_days(months: Ints) -> Ints:
    """The last day of each month (any shape)."""
    following = (months - 1970 * 12 + 1).astype("datetime64[M]").astype("datetime64[D]")
    result: Ints = following.astype(np.int64) - 1
    return result


def weekdays_between(first: Ints | int, last: Ints | int) -> Ints:
    """Monday-Friday days from first to last, both inside; 0 where last < first.

    Public holidays count as the weekday they fall on (docs/readings.md, part months).
    """
    start = np.asarray(first, dtype=np.int64)
    stop = np.maximum(np.asarray(last, dtype=np.int64) + 1, start)
    counted: Ints = np.asarray(
        np.busday_count(start.astype("datetime64[D]"), stop.astype("datetime64[D]")),
        dtype=np.int64,
    )
    return counted


def add_months(day: int, months: int) -> int:
    """The same day so many months later; the last day of a shorter month."""
    start = to_date(day)
    month = month_of(start.year, start.month) + months
    return min(first_day(month) + start.day - 1, window(month).last)


def overlaps(first: Ints, last: Ints, frame: Window) -> Bools:
    """Where the days first..last share at least one day with the frame."""
    result: Bools = (first <= frame.last) & (last >= frame.first) & (first <= last)
    return result
