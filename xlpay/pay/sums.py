"""Stages of the sums: what is added to and taken from the components of a month, up to gross."""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import ADJUSTMENTS, BACK_PAY, CLAW_BACK, ROSTER, Words
from xlpay.pay.back_pay_only import tell_unpaid
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import ADJUSTMENT, GROSS, REDUCTION, REPORTED
from xlpay.pay.reducing import Leave, clause_of_part_months, on_leave, paid_days, sum_of
from xlpay.policy.terms.definitions import reduced_together
from xlpay.policy.terms.term import cited
from xlpay.rules import partmonth
from xlpay.rules.expr import NOTHING, Expr, InputCell, Shown, fen, total, where
from xlpay.rules.lines import Line


def reported(run: MonthBuilder, past: History) -> None:
    """The sum that the office states for those not on the scale."""
    if run.reported.any():
        stated = fen(run.standard, InputCell(ROSTER.sheet, REPORTED))
        source = next(c.source for c in run.scheme.document.category if c.pay == "reported")
        run.add(Line(REPORTED, stated, source).only(run.reported))


def reduction(run: MonthBuilder, past: History) -> None:
    """缺勤及不足月扣款: of the monthly standard at once, and of leave that is paid in part."""
    document = run.scheme.document
    together = [c.name for c in document.component if reduced_together(c)]
    names = [*together, *([REPORTED] if REPORTED in run.lines else [])]
    whole, taken = sum_of(run, names, run.paid), where(run.paid, NOTHING, NOTHING)
    if names:
        taken = partmonth.reduction(whole, run.part, paid_days(run))
    line = Line(REDUCTION, taken, clause_of_part_months(run))
    leaves = []
    for rule in document.leave_pay:
        bands = leave_bands(run.staff, run.facts, rule, run.month)
        own = [name for name in together if not rule.components or name in rule.components]
        if bands:
            leaves.append(Leave(bands, sum_of(run, own, run.on_scale), cited(rule)))
    run.add(on_leave(run, line, whole, leaves) if leaves and names else line)


def adjustments(run: MonthBuilder, past: History) -> None:
    """补发补扣 of the month; tells what is entered for somebody without a row."""
    run.findings += tell_unpaid(run.unit, run.month, run.with_row, run.once)
    value = entered(run, BACK_PAY) - entered(run, CLAW_BACK)
    run.add(Line(ADJUSTMENT, value, ADJUSTMENTS.sheet))


def entered(run: MonthBuilder, kind: str) -> Expr:
    """What 补扣发明细 says of a kind for the month, of those who have a row (n,)."""
    rows = run.unit.events.adjustments
    here = (rows.month == run.month) & run.with_row[rows.person]
    here &= rows.kind == run.unit.vocabulary.code(Words.ADJUSTMENT, kind)
    sums = np.zeros(len(run.unit.roster), dtype=np.int64)
    np.add.at(sums, rows.person[here], rows.fen[here])
    return fen(sums, InputCell(ADJUSTMENTS.sheet, kind))


def gross(run: MonthBuilder, past: History) -> None:
    """应发合计: what is paid this month, less the reduction, with back pay; else back pay alone."""
    monthly = [c.name for c in run.components if c.pay == "monthly"]
    if REPORTED in run.lines:
        monthly.append(REPORTED)
    value = total([figure(run, name) for name in monthly])
    back = figure(run, ADJUSTMENT)
    value = where(run.paid, value - figure(run, REDUCTION) + back, back)
    run.add(Line(GROSS, value, run.scheme.document.payroll.source).only(run.with_row))


def figure(run: MonthBuilder, name: str) -> Expr:
    """A figure of the month that stands in a sheet."""
    return fen(run.lines[name].amount, Shown(name))
