"""Employment and interruption: months in service, days out, part months.

A month is in service if on at least one day of it the person is employed and not interrupted
(docs/readings.md, time).  Interruptions of a person are united first, adjacent ones too, so that a
month is lost to exactly one of them or to none.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from xlpay.base.intervals import days_between
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.months import LATEST, Window, last_days, months_of
from xlpay.base.units import DayColumn, HalfDaysColumn, MonthColumn, PersonColumn, RatioColumn
from xlpay.base.workdays import PLAIN, WorkDays

_BIG = np.int64(1) << 24  # more than any day number, so that a group key keeps its order


class Breaks(msgspec.Struct, frozen=True):
    """Interruptions, united: person, first and last day of each."""

    person: PersonColumn
    first: DayColumn
    last: DayColumn

    def cover(self, person: int, day: int) -> bool:
        """Whether a person is interrupted on a day."""
        mine = (self.person == person) & (self.first <= day) & (self.last >= day)
        return bool(mine.any())


def lost_months(breaks: Breaks, entry: Ints, leave: Ints) -> tuple[Ints, Ints]:
    """The first and last month lost whole to each break (last < first: none)."""
    b_entry, b_leave = entry[breaks.person], leave[breaks.person]
    start_month = months_of(breaks.first)
    from_first = np.where(
        breaks.first <= b_entry,
        months_of(b_entry),
        start_month + (breaks.first > last_days(start_month - 1) + 1),
    )
    end_month = months_of(breaks.last)
    to_last = np.where(
        breaks.last >= b_leave, months_of(b_leave), end_month - (breaks.last < last_days(end_month))
    )
    return from_first, to_last


def _span(first: Ints, last: Ints, low: Ints | int, high: Ints | int) -> Ints:
    """How many whole numbers lie in both first..last and low..high."""
    counted: Ints = np.maximum(np.minimum(last, high) - np.maximum(first, low) + 1, 0)
    return counted


class Served(msgspec.Struct, frozen=True):
    """The first and last month in service of each person (n,), and those lost to each break."""

    first: MonthColumn
    last: MonthColumn
    person: PersonColumn
    lost_first: MonthColumn
    lost_last: MonthColumn

    def months(self, low: int, high: int) -> Ints:
        """Months low..high in service, by person (n,)."""
        worked = _span(self.first, self.last, low, high)
        if len(self.person):
            lost = _span(self.lost_first, self.lost_last, low, high)
            np.subtract.at(worked, self.person, lost)
        result: Ints = np.maximum(worked, 0)
        return result


def served(entry: Ints, leave: Ints, breaks: Breaks) -> Served:
    """The months in service, from entry and leave days (n,)."""
    first = months_of(entry)
    last = np.where(leave >= entry, months_of(leave), first - 1)
    person = breaks.person
    if not len(person):
        return Served(first, last, person, person, person)
    lost_first, lost_last = lost_months(breaks, entry, leave)
    lost_first = np.maximum(lost_first, first[person])
    return Served(first, last, person, lost_first, np.minimum(lost_last, last[person]))


def months_in_service(entry: Ints, leave: Ints, breaks: Breaks, low: int, high: int) -> Ints:
    """Months low..high in service, by person: (n,) from entry and leave days (n,)."""
    return served(entry, leave, breaks).months(low, high)


def resumed(breaks: Breaks, people: int, month: int) -> Ints:
    """The last day of each person's last break that ended before or in the month; 0-LATEST: none.

    A break counts as ended from the month in which service resumes (the day after it).
    """
    ended = np.full(people, -LATEST, dtype=np.int64)
    over = months_of(np.minimum(breaks.last + 1, LATEST)) <= month
    np.maximum.at(ended, breaks.person[over], breaks.last[over])
    return ended


class PartMonth(msgspec.Struct, frozen=True):
    """Days of a month, in halves: `out` unpaid or not employed, `paid` the others.

    `lost` is the share (1e-6) that a month of entry or leaving loses by the day, beside `out`.
    """

    out: HalfDaysColumn
    paid: HalfDaysColumn
    lost: RatioColumn | None = None


def part_month(
    entry: Ints,
    leave: Ints,
    breaks: Breaks,
    unpaid_halves: Ints,
    frame: Window,
    *,
    whole_entry: bool = False,
    whole_leave: bool = False,
    calendar: bool = False,
    work: WorkDays = PLAIN,
) -> PartMonth:
    """The days of a month (of work, or all) that deduct, and the others (part months).

    `leave` is the last day that counts as employed; with `whole_entry` days before entry do not
    deduct, with `whole_leave` those after leaving.
    """
    total = int(days_between(frame.first, frame.last, calendar=calendar, work=work))
    first, last = np.maximum(entry, frame.first), np.minimum(leave, frame.last)
    begin = np.full(len(entry), frame.first) if whole_entry else first
    end = np.full(len(entry), frame.last) if whole_leave else last
    employed = days_between(begin, end, calendar=calendar, work=work)
    b_first = np.maximum(breaks.first, first[breaks.person])
    b_last = np.minimum(breaks.last, last[breaks.person])
    lost = days_between(b_first, b_last, calendar=calendar, work=work)
    np.subtract.at(employed, breaks.person, lost)
    out = np.clip(2 * (total - employed) + unpaid_halves, 0, 2 * total)
    return PartMonth(out, 2 * total - out)


def share_lost(steps: Sequence[tuple[int, int]], days: Ints) -> Ints:
    """The share (1e-6) lost by days of the month (n,): steps of (through day, share kept)."""
    through = np.asarray([day for day, _ in steps], dtype=np.int64)
    kept = np.asarray([share for _, share in steps], dtype=np.int64)
    result: Ints = RATIO - kept[np.searchsorted(through, days, side="left")]
    return result


def employed_on(entry: Ints, leave: Ints, day: int) -> Bools:
    """Employed on that day, interrupted or not."""
    result: Bools = (entry <= day) & (leave >= day)
    return result
