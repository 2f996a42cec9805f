"""What a part month takes off a sum, with the formula for it; pay on leave in part on top.

The money of days on leave is what the part-month rule would take for them: the reduction with
those days out, less the reduction without them.  A share of it is lost, so that a whole month on
leave at nine tenths pays nine tenths, whatever the paid days a month are.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from xlpay.base.money import DAY, Bools
from xlpay.pay.building import MonthBuilder
from xlpay.pay.leave_pay import Bands
from xlpay.pay.month import MonthPayroll
from xlpay.policy.terms.term import joined
from xlpay.rules.expr import NOTHING, Expr, PolicyValue, Shown, fen, number, ratio, total, where
from xlpay.rules.lines import Line
from xlpay.rules.partmonth import left, reduction
from xlpay.rules.service import PartMonth
from xlpay.rules.values import origin


def paid_days(run: MonthBuilder | MonthPayroll) -> Expr | None:
    """Paid days a month; None where each month's own days pay alike."""
    rule = run.scheme.document.part_month
    if rule.mode.value == "month":
        return None
    stated = None if rule.of_month else rule.days
    return number(run.paid_days, origin(stated, "part_month.days", rule.source), DAY)


def clause_of_part_months(run: MonthBuilder) -> str:
    """What a reduction rests on: the rule's clause with those of its shares by day.

    Where a setting turns the rule off it is the setting's; paid days stand in the 算式.
    """
    rule, scheme = run.scheme.document.part_month, run.scheme
    if rule.mode.value == "month" and rule.mode.setting:
        return next(s.source for s in scheme.document.setting if s.name == rule.mode.setting)
    shares = [step.share.source for step in (*rule.entering, *rule.leaving) if step.share.own]
    return joined(rule.source, shares)


def reduced(run: MonthBuilder, line: Line) -> Line:
    """A line less its own part-month reduction; what is left is rounded as the line is."""
    taken = reduction(line.value, run.part, paid_days(run))
    rest = left(line.value, taken, run.part, paid_days(run))
    return line.less(taken.values > 0, rest)


def sum_of(run: MonthBuilder, names: Sequence[str], mask: Bools) -> Expr:
    """The sum of lines for the people of a mask."""
    parts = [fen(run.lines[name].amount, Shown(name)) for name in names]
    return where(mask, total(parts), NOTHING)


# ── pay on leave in part


class Leave(msgspec.Struct, frozen=True):
    """Leave paid in part: its days by share, and the sum that they reduce."""

    bands: tuple[Bands, ...]
    whole: Expr
    source: str

    def on(self) -> Bools:
        """Who is on it with a loss (n,)."""
        found: Bools = np.any([_losing(band) for band in self.bands], axis=0)
        return found


def _losing(band: Bands) -> Bools:
    losing: Bools = (band.halves > 0) & (band.lost > 0)
    return losing


def on_leave(run: MonthBuilder, taken: Line, whole: Expr, leaves: Sequence[Leave]) -> Line:
    """What a month takes off the monthly standard, with what leave paid in part takes."""
    value = taken.value
    for leave in leaves:
        for term in _terms(run, leave):
            value = value + term
        taken = taken.citing(leave.on(), leave.source)
    on = np.any([leave.on() for leave in leaves], axis=0)
    return taken.less(on, where(value.values >= whole.values, whole, value))


def _terms(run: MonthBuilder, leave: Leave) -> list[Expr]:
    """Each share's days: the reduction with them, less that without, × the share lost."""
    part, found, days = run.part, list[Expr](), paid_days(run)
    before = reduction(leave.whole, part, days)
    for band in leave.bands:
        part = PartMonth(part.out + band.halves, part.paid - band.halves, part.lost)
        after = reduction(leave.whole, part, days)
        lost = ratio(band.lost, PolicyValue("leave_pay.rows", leave.source))
        found.append(where(_losing(band), ((after - before) * lost).round(), NOTHING))
        before = after
    return found
