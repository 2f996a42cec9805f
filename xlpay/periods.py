"""What is paid once a quarter, half-year or year: paying months, and what is due in them.

A period is paid in its last month; whoever leaves or is interrupted in it is paid in the month in
which that happens for what the period holds so far, so that nothing is lost and nothing paid twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from xlpay.derive import Derived
from xlpay.money import Bools, Ints, half_up
from xlpay.months import window
from xlpay.paymonth import MonthPayroll
from xlpay.policy.schema import Component
from xlpay.rules.asked import PLACES, ROUNDING
from xlpay.rules.lines import Case, Line, fen, number

LENGTHS: Final = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
Earlier = Callable[[int], MonthPayroll | None]


@dataclass(frozen=True, slots=True)
class Due:
    """Who is paid for the period in a month, and from which month of it on (n,)."""

    first: int
    who: Bools
    gone: Bools  # because of leaving or interruption
    since: Ints


def period_of(component: Component, month: int) -> tuple[int, int]:
    """The first and last month of the period that a month lies in."""
    length = LENGTHS[component.every]
    first = month // length * length
    return first, first + length - 1


def pays_in(component: Component, month: int) -> bool:
    """Whether the period's money is paid in the month."""
    first, last = period_of(component, month)
    return month == (first + component.paid_month - 1 if component.paid_month else last)


def due(derived: Derived, component: Component, month: int) -> Due:
    """Who is due what the period holds so far, in a month."""
    first, last = period_of(component, month)
    since = np.full(len(derived.unit.roster), first, dtype=np.int64)
    for earlier in range(first, month):
        since = np.where(_gone(derived, earlier), earlier + 1, since)
    gone = _gone(derived, month)
    who = gone | (month == last)
    return Due(first, who, gone, since)


def _gone(derived: Derived, month: int) -> Bools:
    """In service in the month, and employed to its last day at most or interrupted on it."""
    roster, breaks, day = derived.unit.roster, derived.breaks, window(month).last
    gone = roster.leave <= day
    gone[breaks.person[(breaks.first <= day) & (breaks.last >= day)]] = True
    result: Bools = derived.in_service(month) & gone
    return result


def payout(run: MonthPayroll, component: Component, mask: Bools, earlier: Earlier) -> Line:
    """The period's accruals of a component, paid to those who are due."""
    own = run.pay.lines[component.name]
    time = due(run.derived, component, run.month)
    paid = mask & time.who
    if not paid.any():
        return own
    parts: list[Ints] = []
    for month in range(time.first, run.month + 1):
        source = run if month == run.month else earlier(month)
        if source is None or component.of not in source.lines:
            continue
        accrued = source.lines[component.of].amount
        parts.append(np.where(paid & (time.since <= month), accrued, 0))
    amount = sum(parts, np.zeros(len(mask), dtype=np.int64))
    unit = ROUNDING[component.rounding]
    template = "+".join("{}" for _ in parts)
    if unit > 1:
        amount = half_up(amount, unit) * unit
        template = f"ROUND({template},{PLACES[unit]})"
    case = Case(paid, template, tuple(fen(part) for part in parts))
    return Line(own.name, amount, (*own.cases, case), own.source)


def periodic(run: MonthPayroll, component: Component, line: Line) -> Line:
    """A sum a period: in its paying month whole, or × months in service to those who are due."""
    nobody = np.zeros(len(line.amount), dtype=np.bool_)
    if not component.prorated:
        here = nobody if not pays_in(component, run.month) else ~nobody
        cases = (*line.cases, Case(~here, "0"))
        return Line(line.name, np.where(here, line.amount, 0), cases, line.source)
    time = due(run.derived, component, run.month)
    months = np.zeros(len(line.amount), dtype=np.int64)
    for month in range(time.first, run.month + 1):
        months += run.derived.in_service(month) & (time.since <= month) & time.who
    unit, length = ROUNDING[component.rounding], LENGTHS[component.every]
    amount = half_up(line.amount * months, length * unit) * unit
    part = Case(
        time.who & (months < length),
        f"ROUND({{}}*{{}}/{length},{PLACES[unit]})",
        (fen(line.amount), number(months)),
    )
    return Line(line.name, amount, (*line.cases, part, Case(~time.who, "0")), line.source)
