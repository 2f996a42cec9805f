"""请假考勤: which month an absence falls into, and how many days it can have.

Days counted as working days and deducted month by month must lie within one month, for the sheet
has one number for the whole row; kinds counted by the calendar may cross months.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.intervals import days_between, unite
from xlpay.base.money import Bools, Ints
from xlpay.base.months import EARLIEST, LATEST, months_of
from xlpay.base.workdays import WorkDays
from xlpay.policy.terms.scheme import NONE, Scheme, Vocabulary
from xlpay.policy.terms.term import may_be
from xlpay.unit.columns import codes_of, ints_of, numbers_of
from xlpay.unit.events.people import RosterLookup
from xlpay.unit.events.records import Absences
from xlpay.unit.events.rows import good, ordered
from xlpay.unit.reach import Reach
from xlpay.unit.sheets import InputSheet

_TWO: Final = 2
_KEY: Final = np.int64(1) << 24  # more than any day number, so that (person, day) is one number


def absences_of(
    sheet: InputSheet, people: RosterLookup, words: Vocabulary, reach: Reach, work: WorkDays
) -> Absences:
    """请假考勤; working-day kinds that deduct lie within a month."""
    scheme = reach.scheme
    absences = Absences(
        ints_of(sheet.rows),
        people.resolve(sheet),
        codes_of(sheet, "类别", words, Words.LEAVE),
        numbers_of(sheet, "起始日期", LATEST),
        numbers_of(sheet, "结束日期", EARLIEST),
        numbers_of(sheet, "天数", 0),
    )
    ordered(sheet, absences.first, absences.last)
    calendar = scheme.mask(
        Words.LEAVE, [x.word for x in scheme.policy.leave if x.unit == "calendar"]
    )
    monthly = _monthly(scheme) & ~calendar  # those of the calendar may cross months
    names = words.words(Words.LEAVE)
    _within_a_month(sheet, absences, monthly, names)
    _days(sheet, absences, monthly, calendar, names, work)
    _crossing(sheet, absences, monthly, calendar, work)
    _ease(sheet, absences, monthly, reach)
    return good(sheet, absences)


def _ease(sheet: InputSheet, absences: Absences, monthly: Bools, reach: Reach) -> None:
    """Rows that no amount of the run hangs on: kinds paid in full, days to come, months past."""
    day, kind = absences.first, absences.kind
    later = (day > reach.today) & (day < LATEST)
    no_pay = ~reach.paying_leave()[kind]
    # A row of a month; where its kind can't be told, it may be any that takes something off.
    by_month = np.append(monthly[:-1], bool((monthly | ~reach.paying_leave())[:-1].all()))[kind]
    ended = (absences.last > EARLIEST) & (months_of(absences.last) < reach.first_month)
    begun = (day < LATEST) & (months_of(day) < reach.first_month)
    past = by_month & (ended | (begun & (absences.last == EARLIEST)))
    sheet.ease(np.flatnonzero(later | no_pay | past).tolist())
    sheet.ease(np.flatnonzero(~reach.paying_days()[kind]).tolist(), "天数")


def _monthly(scheme: Scheme) -> Bools:
    """By code, the kinds whose working days are deducted month by month."""
    deducted = [x.word for x in scheme.document.leave if x.unit == "workday" and may_be(x.unpaid)]
    marked = scheme.marked(Words.LEAVE, "absence") | scheme.marked(Words.LEAVE, "personal")
    return marked | scheme.mask(Words.LEAVE, deducted)


def _dated(absences: Absences) -> Bools:
    return (absences.first < LATEST) & (absences.last > EARLIEST)


def _within_a_month(
    sheet: InputSheet, absences: Absences, monthly: Bools, names: Sequence[str]
) -> None:
    """An error where a kind deducted month by month crosses months."""
    crosses = months_of(absences.first) != months_of(absences.last)
    split = _dated(absences) & monthly[absences.kind] & crosses
    for i in np.flatnonzero(split).tolist():
        if i not in sheet.bad:
            sheet.flag(i, "V-SPLIT", "结束日期", kind=names[absences.kind[i]])


def _days(
    sheet: InputSheet,
    absences: Absences,
    monthly: Bools,
    calendar: Bools,
    names: Sequence[str],
    work: WorkDays,
) -> None:
    """A finding where a kind not deducted month by month has other days than its dates."""
    by = calendar[absences.kind]
    spanned = days_between(absences.first, absences.last, calendar=by, work=work)
    # Of working days a half one may be meant; a day of the calendar is whole.
    least = np.where(by, 2 * spanned, 2 * spanned - 1)
    differ = (absences.halves > 2 * spanned) | (absences.halves < least) | (absences.halves == 0)
    other = _dated(absences) & ~monthly[absences.kind] & differ & (spanned > 0)
    none = _dated(absences) & monthly[absences.kind] & (absences.halves == 0) & (spanned > 0)
    for i in np.flatnonzero(none).tolist():
        if i not in sheet.bad:
            words = {"kind": names[absences.kind[i]], "most": int(spanned[i])}
            sheet.flag(i, "V-NODAYS", "天数", **words)
    for i in np.flatnonzero(other).tolist():
        if i not in sheet.bad:
            days = f"{absences.halves[i] / 2:g}"
            sheet.flag(
                i, "V-DAYS", "天数", kind=names[absences.kind[i]], days=days, most=int(spanned[i])
            )


def _crossing(
    sheet: InputSheet, absences: Absences, monthly: Bools, calendar: Bools, work: WorkDays
) -> None:
    """Absences of a person that share a day, if together they are more than the days there are.

    An error where days deducted as entered are among them; two half days of a date are none.
    """
    sound = [i for i in range(len(absences.row)) if i not in sheet.bad]
    rows = np.asarray([i for i in sound if absences.person[i] != NONE], dtype=np.int64)
    if not len(rows):
        return
    person, first, last = absences.person[rows], absences.first[rows], absences.last[rows]
    order = np.lexsort((first, person))
    _, starts, ends = unite(person, first, last, adjacent=False)
    together = np.split(rows[order], _where_begun(person[order], first[order], last[order]))
    days = work.at_most(np.minimum(absences.first, absences.last), absences.last)
    halves = np.where(calendar[absences.kind], 2 * days, absences.halves)
    for cluster, begin, end in zip(together, starts, ends, strict=True):
        most = 2 * int(work.at_most(begin, end))
        if len(cluster) < _TWO or int(halves[cluster].sum()) <= most:
            continue
        entered = cluster[monthly[absences.kind[cluster]]]
        if not len(entered):
            for before, i in zip(cluster[:-1].tolist(), cluster[1:].tolist(), strict=True):
                sheet.flag(i, "V-CROSS", "起始日期", row=sheet.rows[before])
            continue
        at = int(entered[-1])
        others = [str(sheet.rows[i]) for i in cluster.tolist() if i != at]
        total = f"{int(halves[cluster].sum()) / 2:g}"
        sheet.flag(at, "V-UNION", "天数", rows="、".join(others), days=total, most=f"{most / 2:g}")


def _where_begun(person: Ints, first: Ints, last: Ints) -> Ints:
    """The places, but the first, where a row shares no day with those before it (all sorted)."""
    reach = np.maximum.accumulate(person * _KEY + last) - person * _KEY
    begun = (person[1:] != person[:-1]) | (first[1:] > reach[:-1])
    return np.flatnonzero(begun) + 1
