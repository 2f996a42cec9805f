"""Days of leave: by hand, and that how leave is cut into rows changes no answer."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.small_scheme import Raw, alone, changed
from tests.support.units import person
from xlpay.base.months import Window, add_months, day_number, day_text, month_of, window
from xlpay.facts.leave import Leave, LeaveRows
from xlpay.facts.people import PeopleFacts
from xlpay.facts.service import Service
from xlpay.rules.service import Breaks

Row = tuple[str, str, str, str, object]


def leave_of(*rows: Row, month: str = "2024-12") -> Leave:
    """The leave of 甲 and 乙, as read from 请假考勤."""
    staff = [person(name, 进入社区日期="2020-01-01") for name in "甲乙"]
    unit = alone(changed(), month, *staff, absences=list(rows))
    scheme = unit.scheme(unit.month)
    assert scheme is not None
    return PeopleFacts(unit, scheme).leave


def rows_of(*spans: tuple[int, int], calendar: bool = True) -> LeaveRows:
    """Rows of one person from day numbers, every day of them entered."""
    first, last = (np.asarray(ends, dtype=np.int64) for ends in zip(*spans, strict=True))
    zeros = np.zeros(len(spans), dtype=np.int64)
    numbers = np.arange(len(spans), dtype=np.int64)
    dated = np.full(len(spans), calendar)
    return LeaveRows(1, numbers, zeros, zeros, first, last, 2 * (last - first + 1), dated)


def spans(rows: LeaveRows) -> list[tuple[str, str]]:
    found = rows.spells()
    ends = zip(found.first.tolist(), found.last.tolist(), strict=True)
    return [(day_text(first), day_text(last)) for first, last in ends]


# ── spells


def test_rows_that_touch_or_overlap_are_one_spell() -> None:
    leave = leave_of(
        ("甲", "病假", "2024-02-01", "2024-02-10", 10),
        ("甲", "病假", "2024-01-01", "2024-01-31", 31),
        ("甲", "病假", "2024-02-05", "2024-02-07", 3),
        ("甲", "病假", "2024-02-12", "2024-02-12", 1),
        ("乙", "病假", "2024-02-11", "2024-02-11", 1),
        ("甲", "事假", "2024-02-11", "2024-02-11", 0),
    )
    sick = leave.of(["病假"])
    assert spans(sick) == [
        ("2024-01-01", "2024-02-10"),
        ("2024-02-12", "2024-02-12"),
        ("2024-02-11", "2024-02-11"),
    ]
    assert sick.spells().count().tolist() == [2, 1]
    assert sick.spells().days(calendar=True).tolist() == [42, 1]
    assert sick.entered().tolist() == [90, 2]  # halves, as entered
    assert sick.times().tolist() == [4, 1]


def test_spells_within_a_frame_and_employment() -> None:
    first, last = day_number(date(2023, 12, 1)), day_number(date(2024, 2, 10))
    spells = rows_of((first, last)).spells()
    assert spells.within(*window(month_of(2024, 1))).days(calendar=True).tolist() == [31]
    assert spells.within(*window(month_of(2024, 1))).days(calendar=False).tolist() == [23]
    entry = np.asarray([day_number(date(2024, 2, 1))])
    assert spells.within(entry, np.asarray([last])).days(calendar=True).tolist() == [10]
    assert spells.within(last + 1, last + 9).count().tolist() == [0]


@pytest.mark.parametrize(
    ("first", "last", "months", "reached"),
    [
        ("2024-03-08", "2024-09-07", 6, False),
        ("2024-03-08", "2024-09-08", 6, True),
        ("2024-08-31", "2025-02-27", 6, False),
        ("2024-08-31", "2025-02-28", 6, True),  # the last day of a shorter month
    ],
)
def test_how_many_months_a_spell_lasts(first: str, last: str, months: int, reached: bool) -> None:
    begin, end = (day_number(date.fromisoformat(day)) for day in (first, last))
    cut = rows_of((begin, begin + 40), (begin + 41, end)).spells()
    assert len(cut.reaching(months).person) == reached


# ── days in a frame


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        # 30 Sep - 3 Oct crosses into the frame: three days; 7-8 Oct as entered
        ("", 300 + 150),
        ("calendar", 300 + 200),
        ("workday", 300 + 150),
        ("times", 200),
    ],
)
def test_days_away_in_each_unit(unit: str, wanted: int) -> None:
    def change(raw: Raw) -> None:
        raw["leave"].append({"word": "学习", "unit": "workday", "source": "十一"})

    rows = [
        ("甲", "病假", "2024-09-30", "2024-10-03", 4),
        ("甲", "学习", "2024-10-07", "2024-10-08", "1.5"),
    ]
    unit_read = alone(changed(change), "2024-10", absences=rows)
    scheme = unit_read.scheme(unit_read.month)
    assert scheme is not None
    leave = PeopleFacts(unit_read, scheme).leave
    frame = window(month_of(2024, 10))
    assert leave.away(["病假", "学习"], unit, frame).tolist() == [wanted]


def test_unpaid_days_as_entered_and_by_their_dates_once() -> None:
    def change(raw: Raw) -> None:
        raw["leave"].append({"word": "停薪", "unit": "calendar", "unpaid": True, "source": "十一"})

    rows = [
        ("甲", "停薪", "2024-03-25", "2024-04-05", 12),
        ("甲", "停薪", "2024-04-04", "2024-04-08", 5),  # two days again
        ("甲", "事假", "2024-04-15", "2024-04-16", "1.5"),
    ]
    unit = alone(changed(change), "2024-04", absences=rows)
    scheme = unit.scheme(unit.month)
    assert scheme is not None
    leave, none = PeopleFacts(unit, scheme).leave, np.asarray([10**6])
    april, whole = month_of(2024, 4), Service(unit, scheme).breaks
    # 1-5 and 8 April are six working days, in halves, and three halves as entered
    assert leave.unpaid(april, -none, none, whole).tolist() == [12 + 3]
    from_third = np.asarray([day_number(date(2024, 4, 3))])
    assert leave.unpaid(april, from_third, none, whole).tolist() == [8 + 3]


def test_days_of_a_row_in_employment_and_not_interrupted() -> None:
    day = day_number(date(2024, 4, 1))  # a Monday
    rows = rows_of((day, day + 13))
    start, end = np.asarray([day + 1]), np.asarray([day + 9])
    away = Breaks(np.asarray([0, 0]), np.asarray([day - 9, day + 4]), np.asarray([day, day + 5]))
    assert rows.days_employed(start, end, away).tolist() == [7]  # 2-4 and 7-10 April
    workdays = rows_of((day, day + 13), calendar=False)
    assert workdays.days_employed(start, end, away).tolist() == [6]


# ── each day


def test_each_day_with_what_lies_before_it() -> None:
    leave = leave_of(
        ("甲", "病假", "2023-12-30", "2024-01-01", 3),
        ("甲", "病假", "2024-01-02", "2024-02-02", 32),
        ("乙", "病假", "2024-01-02", "2024-01-03", 2),
        month="2024-02",
    )
    found = leave.days(["病假"], month_of(2024, 2))
    assert list(found) == [0]  # 乙 is back
    last = found[0][-1]
    assert day_text(last.day) == "2024-02-02"
    assert (last.after("spell_days"), last.after("spell_months")) == (34, 1)
    assert last.after("year_days") == 32  # of 2024 alone


def test_half_days_go_to_the_first_working_days() -> None:
    leave = leave_of(("甲", "事假", "2024-03-01", "2024-03-05", "1.5"), month="2024-03")
    days = leave.days(["事假"], month_of(2024, 3))[0]
    assert [day.halves for day in days] == [2, 0, 0, 1, 0]  # Friday, Monday
    assert [day.counts(calendar=True) for day in days] == [True, False, False, True, False]


# ── rolling years and runs


def test_a_row_inside_another_breaks_no_run() -> None:
    monday = day_number(date(2024, 4, 1))
    rows = rows_of((monday, monday + 11), (monday + 1, monday + 1), (monday + 14, monday + 14))
    assert rows.longest_run() == (monday, 2 * (12 + 1 + 1))


def test_the_most_of_any_twelve_months() -> None:
    first = day_number(date(2024, 2, 5))  # a Monday
    after = add_months(first, 12)
    rows = rows_of((first, first), (after - 1, after - 1), (after, after))
    assert rows.most_in_a_year(window(month_of(2025, 2))) == (first, 4)
    assert rows.most_in_a_year(window(month_of(2025, 3))) == (after - 1, 4)
    assert rows.most_in_a_year(window(month_of(2025, 1))) == (first, 2)


# ── how leave is cut into rows


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 120)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 120)), max_size=6),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60), st.integers(0, 60)), max_size=4),
    st.randoms(use_true_random=False),
    st.tuples(st.integers(-20, 450), st.integers(0, 366)),
)
def test_cutting_and_repeating_rows_changes_no_spell_and_no_day(
    given_rows: list[tuple[int, int]],
    cuts: list[tuple[int, int]],
    again: list[tuple[int, int, int]],
    shuffle: random.Random,
    frame: tuple[int, int],
) -> None:
    start = day_number(date(2023, 1, 1))
    whole = [(start + first, start + first + more) for first, more in given_rows]
    cut = list(whole)
    for which, after in cuts:  # one row becomes two that touch
        first, last = cut[which % len(cut)]
        if first + after < last:
            cut[which % len(cut)] = (first, first + after)
            cut.append((first + after + 1, last))
    for which, late, early in again:  # part of a row a second time
        first, last = cut[which % len(cut)]
        if first + late <= last - early:
            cut.append((first + late, last - early))
    shuffle.shuffle(cut)
    one, other = rows_of(*whole), rows_of(*cut)
    assert spans(one) == spans(other)
    window_ = Window(start + frame[0], start + frame[0] + frame[1])
    inside, inside_other = (rows.spells().within(*window_) for rows in (one, other))
    assert inside.count().tolist() == inside_other.count().tolist()
    days = {day for first, last in whole for day in range(first, last + 1)}
    wanted = len([day for day in days if window_.first <= day <= window_.last])
    for spells in (inside, inside_other):
        assert spells.days(calendar=True).tolist() == [wanted]
    for months in (1, 3, 6):
        long, long_other = (s.reaching(months).first.tolist() for s in (inside, inside_other))
        assert long == long_other
