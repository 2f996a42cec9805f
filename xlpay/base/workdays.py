"""Which days are worked: Monday to Friday, but for those that the year's notices move.

Where a rule says Monday-Friday days it means these and no others (docs/readings.md, part months);
moved days count where days of work are counted, and in a month that pays by its own working days.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.base.months import to_date, weekdays_between
from xlpay.base.units import DayColumn

_SATURDAY: Final = 5


class WorkDays(msgspec.Struct, frozen=True, eq=False):
    """The days that are moved, sorted: weekends worked, and Monday-Friday days off."""

    worked: DayColumn
    off: DayColumn

    def between(self, first: Ints | int, last: Ints | int) -> Ints:
        """Days of work from first to last, both inside; 0 where last < first."""
        days = weekdays_between(first, last)
        if len(self.worked) or len(self.off):
            days = days + _within(self.worked, first, last) - _within(self.off, first, last)
        return days

    def at_most(self, first: Ints | int, last: Ints | int) -> Ints:
        """Monday-Friday days and weekends worked: no more can be days of work."""
        most: Ints = weekdays_between(first, last) + _within(self.worked, first, last)
        return most

    def include(self, day: int) -> bool:
        """Whether a day is one of work."""
        if not weekday(day):
            return day in self.worked
        return day not in self.off


def weekday(day: int) -> bool:
    """A Monday-Friday day."""
    return to_date(day).weekday() < _SATURDAY


def weekdays(days: Ints) -> Bools:
    """Which days (n,) are Monday-Friday days."""
    found: Bools = weekdays_between(days, days) > 0
    return found


def _within(moved: DayColumn, first: Ints | int, last: Ints | int) -> Ints:
    """How many moved days lie from first to last."""
    until = np.searchsorted(moved, last, side="right")
    found: Ints = np.maximum(until - np.searchsorted(moved, first, side="left"), 0)
    return found.astype(np.int64)


_NONE: Final = np.empty(0, dtype=np.int64)
PLAIN: Final = WorkDays(_NONE, _NONE)  # no day is moved
