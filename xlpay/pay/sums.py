"""What is added to and taken from the components of a month: the sums above and below the line."""

from __future__ import annotations

import numpy as np

from xlpay.base.diagnostics import find
from xlpay.base.forms import ADJUSTMENTS, BACK_PAY, CLAW_BACK, OTHER_DEDUCTION, ROSTER, Words
from xlpay.base.money import Bools
from xlpay.base.months import month_text
from xlpay.pay.leave_pay import leave_bands
from xlpay.pay.month import ADJUSTMENT, GROSS, REDUCTION, REPORTED, MonthPayroll
from xlpay.pay.reducing import Leave, on_leave, paid_days, sum_of
from xlpay.policy.definitions import reduced_together
from xlpay.rules.expr import NOTHING, Expr, InputCell, Shown, fen, total, where
from xlpay.rules.lines import Line
from xlpay.rules.partmonth import reduction


def reported_line(run: MonthPayroll, mask: Bools) -> None:
    """The sum that the office states for those not on the scale."""
    if mask.any():
        stated = fen(run.standard, InputCell(ROSTER.sheet, REPORTED))
        source = next(c.source for c in run.scheme.document.category if c.pay == "reported")
        run.lines[REPORTED] = Line(REPORTED, stated, source).only(mask)


def reduction_line(run: MonthPayroll, mask: Bools) -> None:
    """缺勤及不足月扣款: of the monthly standard at once, and of leave that is paid in part."""
    document, scale = run.scheme.document, mask & run.scale
    together = [c.name for c in document.component if reduced_together(c)]
    names = [*together, *([REPORTED] if REPORTED in run.lines else [])]
    whole = sum_of(run, names, mask)
    taken = reduction(whole, run.part, paid_days(run)) if names else where(mask, NOTHING, NOTHING)
    line = Line(REDUCTION, taken, document.part_month.source)
    leaves = []
    for rule in document.leave_pay:
        bands = leave_bands(run.derived, run.facts, rule, run.month)
        own = [name for name in together if not rule.components or name in rule.components]
        if bands:
            leaves.append(Leave(bands, sum_of(run, own, scale), rule.source))
    run.lines[REDUCTION] = on_leave(run, line, whole, leaves) if leaves and names else line


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
                    f"A{row}",
                    roster.names[person],
                    roster.identities[person],
                    **item,
                )
            )
    paid, taken = (
        fen(sums[kind], InputCell(ADJUSTMENTS.sheet, kind)) for kind in (BACK_PAY, CLAW_BACK)
    )
    run.lines[ADJUSTMENT] = Line(ADJUSTMENT, paid - taken, ADJUSTMENTS.sheet)
    run.other = sums[OTHER_DEDUCTION]


def gross(run: MonthPayroll, mask: Bools) -> None:
    """应发合计: what is paid this month, less the reduction, with back pay."""
    monthly = [c.name for c in run.scheme.document.component if c.pay == "monthly"]
    if REPORTED in run.lines:
        monthly.append(REPORTED)
    value = total([_paid(run, name) for name in monthly])
    value = value - _paid(run, REDUCTION) + _paid(run, ADJUSTMENT)
    line = Line(GROSS, value, run.scheme.document.payroll.source)
    run.lines[GROSS] = line.only(mask)
    run.gross = run.lines[GROSS].amount


def _paid(run: MonthPayroll, name: str) -> Expr:
    """A figure of the month."""
    return fen(run.lines[name].amount, Shown(name))
