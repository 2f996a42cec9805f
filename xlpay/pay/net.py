"""Stages of the deductions after contributions, and what is left: 扣款合计, 代垫, 实发合计.

Where contributions are computed nothing is taken that pay does not cover: what is owed in any case
the unit advances, the rest waits.  Else what is deducted is deducted, and a net below 0 is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final

import msgspec
import numpy as np

from xlpay.base.forms import ADJUSTMENTS, OTHER_DEDUCTION
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.deductions.advances import (
    ARREARS,
    OWED,
    TAX,
    UNTOLD,
    advanced,
    in_order,
    opening,
    standing,
    taken,
)
from xlpay.deductions.switches import any_wanted
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.month import ADVANCED, DEDUCTED, GROSS, NET, OTHER, RECOVERED, Owing
from xlpay.pay.overriding import OVERRIDES, is_typed, overridden, unread
from xlpay.pay.sums import entered, figure
from xlpay.rules.expr import NOTHING, Expr, InputCell, fen, smaller, total, where
from xlpay.rules.lines import Line

ARREARS_SHEET, STANDING_SHEET, OPENING_SHEET = "补缴", "代扣项目", "期初代垫"
_LAW: Final = "工资支付暂行规定（劳部发〔1994〕489号）15条"


def arrears(run: MonthBuilder, past: History) -> None:
    """补缴 that is paid in the month: the person's own part."""
    rows = run.unit.net.arrears
    here = (rows.paid == run.month) & run.paid[rows.person]
    wrong = run.paid & unread(run.unit, ARREARS_SHEET)
    if here.any() or wrong.any() or is_typed(run, ARREARS):
        sums = np.zeros(len(run.paid), dtype=np.int64)
        own = here & (rows.own != BLANK)
        np.add.at(sums, rows.person[own], rows.own[own])
        run.leave_blank(ARREARS, wrong)
        line = Line(ARREARS, fen(sums, InputCell(ARREARS_SHEET, "个人金额")), ARREARS, apart=True)
        run.deduct(overridden(run, line))


def typed_tax(run: MonthBuilder, past: History) -> None:
    """个人所得税 as it is fixed by hand."""
    if is_typed(run, TAX):
        nothing = where(run.paid, NOTHING, NOTHING).round()
        run.deduct(overridden(run, Line(TAX, nothing, "", apart=True)))


class _Dues(msgspec.Struct, frozen=True, eq=False):
    """What is to be taken beside contributions, by kind in the order taken, and as an expression.

    `sheets` says who (n,) has some of it in which sheet.
    """

    by_kind: Mapping[str, Ints]
    value: Expr
    sheets: Mapping[str, Bools]


def other_deductions(run: MonthBuilder, past: History) -> None:
    """代垫 of what is owed, 代垫收回, then 其他扣款 as far as pay goes."""
    people, computing = len(run.paid), any_wanted(run.unit.settings)
    open_before = opening(run.unit.net.advanced, run.month, people)
    wrong = run.paid & unread(run.unit, OVERRIDES, STANDING_SHEET, OPENING_SHEET)
    run.leave_blank(OTHER, wrong)
    due = _dues(run, open_before.waiting)
    settled = run.paid & ~run.provisional
    owed = list(run.deductions)
    left = figure(run, GROSS) - total([figure(run, name) for name in owed])
    if computing:
        left = left + _lend(run, owed, settled)
    back = _recover(run, open_before.advanced, left, settled)
    if back:
        left = left - figure(run, RECOVERED)
    _take_others(run, due, left, computing=computing)
    _keep_balance(run, open_before.advanced, back, owed if computing else [], settled)
    for kind, amounts in open_before.waiting.items():
        if (rest := np.where(run.paid, 0, amounts)).any():  # of whom nothing can be taken
            run.owing.append(Owing(kind, rest, advanced=False))


def _lend(run: MonthBuilder, owed: list[str], settled: Bools) -> Expr:
    """代垫: what is owed in any case and pay does not cover."""
    gross, dues = run.lines[GROSS].amount, [run.lines[name].amount for name in owed]
    missing = np.where(settled, sum(advanced(gross, dues)), 0)
    pay = where(gross < 0, NOTHING, figure(run, GROSS))
    whole = total([figure(run, name) for name in owed]) - pay
    run.add(Line(ADVANCED, where(missing > 0, whole, NOTHING).round(), _LAW, apart=True))
    return figure(run, ADVANCED)


def _recover(
    run: MonthBuilder, before: Mapping[str, Ints], left: Expr, settled: Bools
) -> list[Ints]:
    """代垫收回: of each kind advanced before (n,), as far as pay goes; nothing if there is none."""
    if not before:
        return []
    balances = list(before.values())
    back = taken(np.where(settled, np.maximum(_fen(left, len(settled)), 0), 0), balances)
    whole, amount = np.sum(balances, axis=0), np.sum(back, axis=0)
    run.leave_blank(RECOVERED, run.provisional & (whole > 0))
    owed = fen(whole, InputCell(OPENING_SHEET, "余额"))
    value = where(amount < whole, smaller(owed, left), owed)
    value = where(amount > 0, value, NOTHING).round()
    run.add(Line(RECOVERED, value, OPENING_SHEET, apart=True))
    return back


def _dues(run: MonthBuilder, waiting: Mapping[str, Ints]) -> _Dues:
    """代扣项目, what waited since last month, and 其他扣款 of 补扣发明细."""
    typed = entered(run, OTHER_DEDUCTION)
    listed = standing(run.unit.net.standing, run.month, len(run.paid))
    parts: list[Expr] = []
    by_kind: dict[str, Ints] = {}
    for sheet, sums in ((STANDING_SHEET, listed), (OPENING_SHEET, waiting)):
        for kind, amounts in sums.items():
            own = np.where(run.paid, amounts, 0)
            by_kind[kind] = by_kind.get(kind, np.zeros_like(own)) + own
            parts.append(fen(own, InputCell(sheet, kind)))
    by_kind[OTHER] = by_kind.pop(OTHER, np.zeros_like(typed.in_fen)) + typed.in_fen
    sheets = {
        STANDING_SHEET: _any(listed, run.paid),
        OPENING_SHEET: _any(waiting, run.paid),
        ADJUSTMENTS.sheet: typed.in_fen != 0,
    }
    return _Dues(in_order(by_kind), total([*parts, typed]), sheets)


def _any(sums: Mapping[str, Ints], who: Bools) -> Bools:
    """Who (n,) has any of the sums."""
    found: Bools = who & (sum(sums.values(), np.zeros(len(who), dtype=np.int64)) != 0)
    return found


def _take_others(run: MonthBuilder, due: _Dues, left: Expr, *, computing: bool) -> None:
    """其他扣款: what is due, where contributions are computed as far as pay goes."""
    plain = not (due.sheets[STANDING_SHEET].any() or due.sheets[OPENING_SHEET].any())
    cited = () if plain else _sources(due.sheets)
    line = overridden(run, Line(OTHER, due.value, ADJUSTMENTS.sheet, cited, apart=not plain))
    if computing:
        there = _fen(left, len(run.paid))
        short = run.paid & (line.amount > np.maximum(there, 0))
        _wait(run, due, line.amount, np.where(short, np.maximum(there, 0), line.amount))
        line = line.less(short & (there < 0), NOTHING)
        line = line.less(short & (there >= 0), smaller(line.value, left))
    run.deduct(line)


def _wait(run: MonthBuilder, due: _Dues, amount: Ints, available: Ints) -> None:
    """What of each kind is not taken waits for the next month; a sum fixed by hand is no kind's."""
    by_hand = amount != due.value.in_fen
    dues = {kind: np.where(by_hand, 0, own) for kind, own in due.by_kind.items()}
    dues[OTHER] = np.where(by_hand, amount, dues[OTHER])
    for (kind, own), part in zip(dues.items(), taken(available, dues.values()), strict=True):
        rest = np.where(run.paid, own - part, 0)
        if rest.any():
            run.owing.append(Owing(kind, rest, advanced=False))


def _sources(sheets: Mapping[str, Bools]) -> tuple[tuple[Bools, str], ...]:
    """By who has what, the sheets that a sum was entered in."""
    found = []
    for chosen in product((False, True), repeat=len(sheets)):
        names = [name for name, on in zip(sheets, chosen, strict=True) if on]
        who = [own == on for own, on in zip(sheets.values(), chosen, strict=True)]
        if names:
            found.append((np.logical_and.reduce(who), "、".join(names)))
    return tuple(found)


def _keep_balance(
    run: MonthBuilder,
    before: Mapping[str, Ints],
    back: list[Ints],
    owed: list[str],
    settled: Bools,
) -> None:
    """What each owes the unit at the end of the month: from before, less taken back, and lent."""
    balance = {kind: own - part for (kind, own), part in zip(before.items(), back, strict=True)}
    dues = [run.lines[name].amount for name in owed]
    for name, part in zip(owed, advanced(run.lines[GROSS].amount, dues), strict=True):
        kind = name if name in OWED else UNTOLD
        lent = np.where(settled, part, 0)
        if lent.any():
            balance[kind] = balance.get(kind, np.zeros_like(lent)) + lent
    owing = [Owing(kind, own, advanced=True) for kind, own in balance.items() if own.any()]
    run.owing[:0] = owing


def net(run: MonthBuilder, past: History) -> None:
    """扣款合计, the sum of all deductions, and 实发合计: what is left of gross."""
    source = run.scheme.document.payroll.source
    run.add(Line(DEDUCTED, total([figure(run, name) for name in run.deductions]), source))
    value = figure(run, GROSS) - figure(run, DEDUCTED)
    for name in (ADVANCED, RECOVERED):
        if name in run.lines:
            run.add(run.lines.pop(name))  # shown after what is deducted
            value = value + figure(run, name) if name == ADVANCED else value - figure(run, name)
    line = Line(NET, value, source)
    run.add(line.only(~run.provisional) if run.blank else line)


def _fen(value: Expr, people: int) -> Ints:
    """A sum's amounts (n,), fen."""
    return np.broadcast_to(value.in_fen, (people,))
