"""What is added to and taken from the components of a month: the sums above and below the line."""

from __future__ import annotations

import numpy as np

from xlpay.base.diagnostics import find
from xlpay.base.forms import ADJUSTMENTS, BACK_PAY, CLAW_BACK, OTHER_DEDUCTION, Words
from xlpay.base.grid import Position
from xlpay.base.money import Bools
from xlpay.base.months import month_text
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import ADJUSTMENT, GROSS, REDUCTION, REPORTED, MonthPayroll
from xlpay.pay.reducing import Leave, on_leave, sum_of, taken
from xlpay.policy.definitions import reduced_together
from xlpay.rules.lines import Case, Line, fen


def reported_line(run: MonthPayroll, mask: Bools) -> None:
    """The sum that the office states for those not on the scale."""
    if mask.any():
        amount = np.where(mask, run.standard, 0)
        source = next(c.source for c in run.scheme.document.category if c.pay == "reported")
        run.lines[REPORTED] = Line(REPORTED, amount, (Case(mask, "{}", (fen(amount),)),), source)


def reduction_line(run: MonthPayroll, mask: Bools) -> None:
    """缺勤及不足月扣款: of the monthly standard at once, and of leave that is paid in part."""
    document, scale = run.scheme.document, mask & run.scale
    together = [c.name for c in document.component if reduced_together(c)]
    names = [*together, *([REPORTED] if REPORTED in run.lines else [])]
    source = document.part_month.source
    if not names:
        run.lines[REDUCTION] = Line(REDUCTION, run.standard * 0, (Case(mask, "0"),), source)
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
    run.lines[REDUCTION] = Line(REDUCTION, amount, (Case(mask, "0"), *cases), source)


def adjustments(run: MonthPayroll, mask: Bools) -> None:
    """补发补扣 and 其他扣款 of the month; a row for someone not paid is an error."""
    rows, words = run.unit.events.adjustments, run.unit.vocabulary
    kinds = words.words(Words.ADJUSTMENT)
    sums = {kind: np.zeros(len(run.unit.roster), dtype=np.int64) for kind in kinds}
    now = rows.month == run.month
    for person, kind, amount, row in zip(
        rows.person[now].tolist(),
        rows.kind[now].tolist(),
        rows.fen[now].tolist(),
        rows.row[now].tolist(),
        strict=True,
    ):
        if mask[person]:
            sums[kinds[kind]][person] += amount
        else:
            roster = run.unit.roster
            item = {"month": month_text(run.month), "item": kinds[kind]}
            run.findings.append(
                find(
                    "V-NOPAY",
                    ADJUSTMENTS.sheet,
                    Position(row, 1),
                    roster.names[person],
                    roster.identities[person],
                    **item,
                )
            )
    back, claw = sums[BACK_PAY], sums[CLAW_BACK]
    cases = (Case(mask, "{}", (fen(back),)), Case(claw > 0, "{}-{}", (fen(back), fen(claw))))
    run.lines[ADJUSTMENT] = Line(ADJUSTMENT, back - claw, cases, ADJUSTMENTS.sheet)
    run.other = sums[OTHER_DEDUCTION]


def gross(run: MonthPayroll, mask: Bools) -> None:
    """应发合计: what is paid this month, less the reduction, with back pay."""
    monthly = [c.name for c in run.scheme.document.component if c.pay == "monthly"]
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
    run.lines[GROSS] = Line(
        GROSS, np.where(mask, total, 0), cases, run.scheme.document.payroll.source
    )
    run.gross = run.lines[GROSS].amount
