"""Sick leave given as first and last days: one person's rows, judged as in a year's run.

A call names no year.  Where the days lie in several and they don't agree, the call is refused.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import day_text, months_of, year_window
from xlpay.catalogue.arguments import spans_of
from xlpay.catalogue.model import Columns, unusable
from xlpay.facts.leave import HALVES, LeaveRows, LeaveSpells
from xlpay.kinds.absence import MonthsLess
from xlpay.policy.schema.document import Exclusion
from xlpay.yearly.exclusions import too_long_away

SICK: Final = "sick"  # the argument


def sick_too_long(exclusion: Exclusion, dates: Ints) -> tuple[Bools, Ints]:
    """Whether sick leave on these days (2m,) is too long, and its days (1/100), each (1,)."""
    rows = _rows(dates)
    years = months_of(np.array([rows.first.min(), rows.last.max()])) // 12
    found = [
        too_long_away(exclusion, rows.touching(frame), frame)
        for frame in map(year_window, range(int(years[0]), int(years[1]) + 1))
    ]
    over = {bool(one[0]) for one, _ in found}
    days = {int(one[0]) for _, one in found}
    if len(over) > 1 or (
        over == {True} and isinstance(exclusion.takes, MonthsLess) and len(days) > 1
    ):
        raise unusable("请假日期跨几个年度，各年结果不同：只写要算的那一年里的日期。")
    return found[-1]


def sick_words(columns: Columns) -> str:
    """The spells that the days make, as an explanation tells them; '' without days."""
    dates = columns.get(spans_of(SICK))
    if dates is None or not (dates != BLANK).any():
        return ""
    spells = _spells(dates)
    told = "、".join(
        f"{day_text(first)}至{day_text(last)}"
        for first, last in zip(spells.first.tolist(), spells.last.tolist(), strict=True)
    )
    days = int(spells.days(calendar=True)[0])
    return f"请假{len(spells.first)}段：{told}，共{days}天。"


def _spells(dates: Ints) -> LeaveSpells:
    return _rows(dates).spells()


def _rows(dates: Ints) -> LeaveRows:
    """The rows of one person from pairs of first and last day; blank rows left out."""
    pairs = dates if len(dates) % 2 == 0 else np.append(dates, BLANK)
    first, last = pairs[::2], pairs[1::2]
    if ((first == BLANK) != (last == BLANK)).any():
        raise unusable("请假的每一行要写第一天和最后一天。")
    first, last = first[first != BLANK], last[first != BLANK]
    if (last < first).any():
        raise unusable("请假的最后一天早于第一天。")
    nobody = np.zeros(len(first), dtype=np.int64)
    halves = HALVES * (last - first + 1)
    calendar = np.ones(len(first), dtype=np.bool_)
    return LeaveRows(1, nobody, nobody, nobody, first, last, halves, calendar)
