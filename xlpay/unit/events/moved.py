"""调休: weekends worked and Monday-Friday days off, as the year's notices say."""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import WORKED, Words
from xlpay.base.months import LATEST, months_of
from xlpay.base.workdays import WorkDays, weekdays
from xlpay.policy.terms.scheme import NONE, Vocabulary
from xlpay.unit.columns import codes_of, numbers_of
from xlpay.unit.reach import Reach
from xlpay.unit.sheets import InputSheet


def moved_days(sheet: InputSheet, words: Vocabulary, reach: Reach) -> WorkDays:
    """The moved days; a day that is worked and off is an error where pay goes by it.

    What is so anyhow (a Sunday off) is told and moves nothing.
    """
    days = numbers_of(sheet, "日期", LATEST)
    kinds = codes_of(sheet, "类别", words, Words.MOVED_DAY)
    worked = kinds == words.code(Words.MOVED_DAY, WORKED)
    seen: dict[int, int] = {}
    for i, day in enumerate(days.tolist()):
        if i in sheet.bad or kinds[i] == NONE:
            continue
        before = seen.setdefault(day, i)
        if worked[before] != worked[i]:
            sheet.flag(i, "V-MOVEDTWICE", "类别", row=sheet.rows[before])
        elif before != i:
            sheet.flag(i, "V-SAME", "日期", row=sheet.rows[before])
        elif bool(weekdays(days[i : i + 1])[0]) == bool(worked[i]):
            usual = "周一至周五，本来就上班" if worked[i] else "周末，本来就休息"
            sheet.flag(i, "V-NOTMOVED", "日期", usual=usual)
    other = (days < LATEST) & ((months_of(days) < reach.first_month) | (days > reach.today))
    sheet.ease(np.flatnonzero(other).tolist())
    good = np.asarray([i not in sheet.bad for i in range(len(days))], dtype=np.bool_)
    moves = good & (weekdays(days) != worked)
    return WorkDays(np.unique(days[moves & worked]), np.unique(days[moves & ~worked]))
