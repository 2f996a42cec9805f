"""Back pay to people whose month is not paid: a row of nothing else in 工资发放表.

Who was paid in an earlier month and has left since, or is interrupted throughout, has such a row if
the person's rows of 补扣发明细 add up to more than 0.  There is no pay to take anything from: what
adds up to less is collected outside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import ADJUSTMENTS, BACK_PAY, Words
from xlpay.base.grid import Position
from xlpay.base.money import Bools, Ints, yuan_text
from xlpay.base.months import month_text
from xlpay.rules.service import Breaks, months_in_service
from xlpay.unit.inputs import Unit


def rows_of(unit: Unit, month: int) -> Ints:
    """The rows of 补扣发明细 for a month (m,)."""
    return np.flatnonzero(unit.events.adjustments.month == month)


def balance(unit: Unit, month: int) -> Ints:
    """By person, 补发 less 补扣 and 其他扣款 of the month (n,), fen."""
    rows, own = unit.events.adjustments, rows_of(unit, month)
    given = rows.kind[own] == unit.vocabulary.code(Words.ADJUSTMENT, BACK_PAY)
    sums = np.zeros(len(unit.roster), dtype=np.int64)
    np.add.at(sums, rows.person[own], np.where(given, rows.fen[own], -rows.fen[own]))
    return sums


def only_back_paid(
    unit: Unit, month: int, paid: Bools, once: Bools, left_out: Collection[int]
) -> Bools:
    """Who has a row of back pay alone (n,): not `paid` for the month, but `once` before."""
    owed = once & ~paid & (balance(unit, month) > 0)
    owed[list(left_out)] = False
    return owed


def once_paid(unit: Unit, month: int, breaks: Breaks, categories: Bools) -> Bools:
    """Who was paid in a month before this one (n,); `categories`: whose is paid by the policy."""
    roster, first = unit.roster, unit.settings.first_month
    served = months_in_service(roster.entry, roster.leave, breaks, first, month - 1)
    result: Bools = categories & (served > 0)
    return result


def tell_unpaid(unit: Unit, month: int, rows: Bools, once: Bools) -> Iterator[Finding]:
    """What is entered for people without a row: to be collected outside, or a mistake."""
    adjustments, roster, sums = unit.events.adjustments, unit.roster, balance(unit, month)
    kinds = unit.vocabulary.words(Words.ADJUSTMENT)
    told = set[int]()
    for at in rows_of(unit, month).tolist():
        person = int(adjustments.person[at])
        if rows[person] or person in told:
            continue
        words = {"month": month_text(month), "item": kinds[adjustments.kind[at]]}
        if once[person]:
            told.add(person)
            words["value"] = yuan_text(-int(sums[person]))
        cell = Position(int(adjustments.row[at]), 1)
        who = (roster.names[person], roster.identities[person])
        code = "V-COLLECT" if once[person] else "V-NOPAY"
        yield find(code, ADJUSTMENTS.sheet, cell, *who, **words)
