"""Stages of the sums: what is added to and taken from the components of a month, and the net."""

from __future__ import annotations

import numpy as np

from xlpay.base.diagnostics import find
from xlpay.base.forms import ADJUSTMENTS, BACK_PAY, CLAW_BACK, OTHER_DEDUCTION, Words
from xlpay.base.grid import Position
from xlpay.base.money import Ints
from xlpay.base.months import month_text
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import ADJUSTMENT, DEDUCTED, GROSS, NET, OTHER, REDUCTION, REPORTED
from xlpay.pay.reducing import Leave, on_leave, sum_of, taken
from xlpay.policy.definitions import reduced_together
from xlpay.rules.lines import Case, Line, fen


def reported(run: MonthBuilder, past: History) -> None:
    """The sum that the office states for those not on the scale."""
    mask = run.reported
    if mask.any():
        amount = np.where(mask, run.standard, 0)
        source = next(c.source for c in run.scheme.document.category if c.pay == "reported")
        run.add(Line(REPORTED, amount, (Case(mask, "{}", (fen(amount),)),), source))


def reduction(run: MonthBuilder, past: History) -> None:
    """缺勤及不足月扣款: of the monthly standard at once, and of leave that is paid in part."""
    document, mask, scale = run.scheme.document, run.paid, run.on_scale
    together = [c.name for c in document.component if reduced_together(c)]
    names = [*together, *([REPORTED] if REPORTED in run.lines else [])]
    source = document.part_month.source
    if not names:
        run.add(Line(REDUCTION, run.standard * 0, (Case(mask, "0"),), source))
        return
    whole = sum_of(run, names, mask)
    found = taken(run, whole, run.part)
    leaves = []
    for rule in document.leave_pay:
        bands = leave_bands(run.derived, run.facts, rule, run.month)
        own = [name for name in together if not rule.components or name in rule.components]
        if bands:
            leaves.append(Leave(bands, sum_of(run, own, scale), rule.source))
    if leaves:
        found = on_leave(run, found, whole, leaves)
    amount, cases = found
    run.add(Line(REDUCTION, amount, (Case(mask, "0"), *cases), source))


def adjustments(run: MonthBuilder, past: History) -> None:
    """补发补扣 of the month; a row of 补扣发明细 for someone not paid is an error."""
    rows, words, roster = run.unit.events.adjustments, run.unit.vocabulary, run.unit.roster
    kinds = words.words(Words.ADJUSTMENT)
    for i in np.flatnonzero((rows.month == run.month) & ~run.paid[rows.person]).tolist():
        person, cell = int(rows.person[i]), Position(int(rows.row[i]), 1)
        who = (roster.names[person], roster.identities[person])
        item = {"month": month_text(run.month), "item": kinds[rows.kind[i]]}
        run.findings.append(find("V-NOPAY", ADJUSTMENTS.sheet, cell, *who, **item))
    back, claw = _entered(run, BACK_PAY), _entered(run, CLAW_BACK)
    cases = (Case(run.paid, "{}", (fen(back),)), Case(claw > 0, "{}-{}", (fen(back), fen(claw))))
    run.add(Line(ADJUSTMENT, back - claw, cases, ADJUSTMENTS.sheet))


def _entered(run: MonthBuilder, kind: str) -> Ints:
    """What 补扣发明细 says of a kind for the month, of those who have a row (n,), fen."""
    rows = run.unit.events.adjustments
    here = (rows.month == run.month) & run.paid[rows.person]
    here &= rows.kind == run.unit.vocabulary.code(Words.ADJUSTMENT, kind)
    total = np.zeros(len(run.unit.roster), dtype=np.int64)
    np.add.at(total, rows.person[here], rows.fen[here])
    return total


def gross(run: MonthBuilder, past: History) -> None:
    """应发合计: what is paid this month, less the reduction, with back pay."""
    mask = run.paid
    monthly = [c.name for c in run.components if c.pay == "monthly"]
    if REPORTED in run.lines:
        monthly.append(REPORTED)
    total = np.zeros(len(run.unit.roster), dtype=np.int64)
    for name in monthly:
        total = total + run.lines[name].amount
    total = total - run.lines[REDUCTION].amount + run.lines[ADJUSTMENT].amount
    operands = [fen(run.lines[name].amount) for name in (*monthly, REDUCTION, ADJUSTMENT)]
    template = "+".join("{}" for _ in monthly) + "-{}+{}"
    negative = run.lines[ADJUSTMENT].amount < 0
    cases = (
        Case(mask, template, tuple(operands)),
        Case(
            mask & negative,
            template[:-3] + "-{}",
            (*operands[:-1], fen(-run.lines[ADJUSTMENT].amount)),
        ),
    )
    run.add(Line(GROSS, np.where(mask, total, 0), cases, run.scheme.document.payroll.source))


def other_deductions(run: MonthBuilder, past: History) -> None:
    """其他扣款 of 补扣发明细."""
    amount = _entered(run, OTHER_DEDUCTION)
    run.deduct(Line(OTHER, amount, (Case(run.paid, "{}", (fen(amount),)),), ADJUSTMENTS.sheet))


def net(run: MonthBuilder, past: History) -> None:
    """扣款合计, the sum of all deductions, and 实发合计, what is left of gross."""
    taken_off = [run.lines[name].amount for name in run.deductions]
    deducted = sum(taken_off, np.zeros(len(run.paid), dtype=np.int64))
    paid, source = run.lines[GROSS].amount, run.scheme.document.payroll.source
    template = "+".join("{}" for _ in taken_off)
    whole = Case(run.paid, template, tuple(fen(amount) for amount in taken_off))
    run.add(Line(DEDUCTED, deducted, (whole,), source))
    left = Case(run.paid, "{}-{}", (fen(paid), fen(deducted)))
    run.add(Line(NET, paid - deducted, (left,), source))
