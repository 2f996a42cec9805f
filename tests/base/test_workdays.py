"""Days of work with some moved, against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from xlpay.base.intervals import days_between
from xlpay.base.months import day_number
from xlpay.base.workdays import PLAIN, WorkDays, weekdays

WORKED = (date(2024, 2, 4), date(2024, 2, 18))
OFF = tuple(date(2024, 2, day) for day in range(12, 17))
MOVED = WorkDays(
    np.asarray([day_number(day) for day in WORKED]), np.asarray([day_number(day) for day in OFF])
)


def worked(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def test_every_stretch_of_a_month() -> None:
    days = [date(2024, 2, 1) + timedelta(n) for n in range(29)]
    for i, first in enumerate(days):
        assert MOVED.include(day_number(first)) == worked(first)
        assert PLAIN.include(day_number(first)) == (first.weekday() < 5)
        for last in days[max(i - 1, 0) :]:
            stretch = [day for day in days if first <= day <= last]
            one, two = day_number(first), day_number(last)
            assert int(MOVED.between(one, two)) == sum(map(worked, stretch))
            most = sum(day.weekday() < 5 or day in WORKED for day in stretch)
            assert int(MOVED.at_most(one, two)) == most
            assert int(PLAIN.between(one, two)) == sum(day.weekday() < 5 for day in stretch)


def test_columns_and_part_months() -> None:
    first = np.asarray([day_number(date(2024, 2, 1)), day_number(date(2024, 2, 19))])
    last = np.full(2, day_number(date(2024, 2, 29)))
    assert days_between(first, last, calendar=False, work=MOVED).tolist() == [18, 9]
    assert days_between(first, last, calendar=True, work=MOVED).tolist() == [29, 11]
    mixed = days_between(first, last, calendar=np.asarray([False, True]), work=MOVED)
    assert mixed.tolist() == [18, 11]
    assert weekdays(first).tolist() == [True, True]
