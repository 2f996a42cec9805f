"""Who is insured for a kind in a month: as 参保记录 says, else from entry and leaving.

How the months of entry and of leaving count is a local rule; without one nobody knows, and only the
fund has one of the state's: whoever works for the first time pays from the second month, whoever
has worked before from the first pay (住房公积金管理条例 17条).
"""

from __future__ import annotations

import msgspec
import numpy as np

from xlpay.base.money import BLANK, Bools, Ints
from xlpay.base.months import months_of
from xlpay.base.units import DayColumn, MonthColumn
from xlpay.policy.contributions.kinds import FUND, KINDS, Contribution
from xlpay.policy.contributions.rows import CoverRule
from xlpay.unit.net.records import Covered


class Employment(msgspec.Struct, frozen=True, eq=False):
    """From when to when each person is employed, and since when at work at all: days (n,)."""

    entry: DayColumn
    leave: DayColumn  # the last day
    first_job: DayColumn  # BLANK: not known


class Cover(msgspec.Struct, frozen=True, eq=False):
    """By person (n,): insured in the month; not known whether; has rows of 参保记录."""

    insured: Bools
    unknown: Bools
    recorded: Bools


def cover(
    records: Covered, kind: Contribution, month: int, rule: CoverRule | None, staff: Employment
) -> Cover:
    """Who is insured for a kind in the month."""
    people = len(staff.entry)
    own = records.kind == KINDS.index(kind)
    recorded, insured = np.zeros(people, dtype=np.bool_), np.zeros(people, dtype=np.bool_)
    recorded[records.person[own]] = True
    insured[records.person[own & (records.first <= month) & (month <= records.last)]] = True
    first, last = _by_employment(kind, rule, staff)
    unknown = ~recorded & (_unsure(first, months_of(staff.entry), month))
    unknown |= ~recorded & _unsure(last, months_of(staff.leave), month)
    within = (_or(first, months_of(staff.entry)) <= month) & (
        month <= _or(last, months_of(staff.leave))
    )
    return Cover(np.where(recorded, insured, within & ~unknown), unknown, recorded)


def _by_employment(
    kind: Contribution, rule: CoverRule | None, staff: Employment
) -> tuple[MonthColumn, MonthColumn]:
    """The first and last month insured (n,); BLANK where no rule says so."""
    entry, leave = months_of(staff.entry), months_of(staff.leave)
    if rule is None:
        nobody: Ints = np.full(len(entry), BLANK, dtype=np.int64)
        return (_of_the_fund(entry, staff) if kind is FUND else nobody), nobody
    day = staff.entry - _first_days(entry) + 1
    later = (rule.entry == "next") | (day > rule.until_day)
    return entry + later, leave - (rule.leaving == "before")


def _of_the_fund(entry: MonthColumn, staff: Employment) -> MonthColumn:
    """The first month of the fund by the state's rule; BLANK where the first job is not known."""
    known = staff.first_job != BLANK
    began = months_of(np.where(known, staff.first_job, 0))
    result: Ints = np.where(known, entry + (began >= entry), BLANK)
    return result


def _first_days(months: MonthColumn) -> DayColumn:
    result: Ints = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype("i8")
    return result


def _unsure(by_rule: MonthColumn, plain: MonthColumn, month: int) -> Bools:
    """Whose month of entry or leaving this is, without a rule for it."""
    result: Bools = (by_rule == BLANK) & (plain == month)
    return result


def _or(by_rule: MonthColumn, plain: MonthColumn) -> MonthColumn:
    result: Ints = np.where(by_rule == BLANK, plain, by_rule)
    return result
