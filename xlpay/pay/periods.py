"""What is paid once a quarter, half-year or year: paying months, and what is due in them.

A period is paid in its last month, or some months after it; whoever leaves or is interrupted before
is paid in the month in which that happens for what is not paid yet, so that nothing is lost and
nothing paid twice.
"""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Bools
from xlpay.base.months import window
from xlpay.facts.people import PeopleFacts
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.policy.schema.document import Component
from xlpay.rules.expr import NOTHING, Expr, Shown, fen, number, total
from xlpay.rules.lines import Line


def period_of(component: Component, month: int) -> tuple[int, int]:
    """The first and last month of the period that a month lies in."""
    length = component.schedule.length
    first = month // length * length
    return first, first + length - 1


def pays_in(component: Component, month: int) -> bool:
    """Whether a period's money is paid in the month."""
    schedule = component.schedule
    first, _ = period_of(component, month - schedule.after)
    return month == first + schedule.place - 1 + schedule.after


def accounted(component: Component, month: int) -> range:
    """The months that can be paid in a month: of the period due then, and all since."""
    return range(period_of(component, month - component.schedule.after)[0], month + 1)


def paid_now(staff: PeopleFacts, component: Component, month: int) -> dict[int, Bools]:
    """By month of what is due, who is paid for it in this month (n,).

    Each month is paid once: when its period is due, or before, in the month of leaving or
    interruption.
    """
    gone = {m: _gone(staff, m) for m in accounted(component, month)}
    found: dict[int, Bools] = {}
    paid = np.zeros(len(staff.unit.roster), dtype=np.bool_)
    for earned in reversed(accounted(component, month)):
        if earned < month:
            paid = paid | gone[earned]
        last = period_of(component, earned)[1] + component.schedule.after
        if last == month:
            found[earned] = ~paid
        elif last > month:
            found[earned] = ~paid & gone[month]
    return dict(sorted(found.items()))


def due_now(staff: PeopleFacts, component: Component, month: int) -> Bools:
    """Who is paid for any month in this one (n,)."""
    who = paid_now(staff, component, month).values()
    nobody = np.zeros(len(staff.unit.roster), dtype=np.bool_)
    found: Bools = np.any([nobody, *who], axis=0)
    return found


def leaves_now(staff: PeopleFacts, month: int) -> Bools:
    """Who is paid early because of leaving or interruption."""
    return _gone(staff, month)


def _gone(staff: PeopleFacts, month: int) -> Bools:
    """In service in the month, and employed to its last day at most or interrupted on it."""
    roster, breaks, day = staff.unit.roster, staff.service.breaks, window(month).last
    gone = roster.leave <= day
    gone[breaks.person[(breaks.first <= day) & (breaks.last >= day)]] = True
    result: Bools = staff.service.in_service(month) & gone
    return result


def payout(run: MonthBuilder, component: Component, mask: Bools, past: History) -> Line:
    """The period's accruals of a component, paid to those who are due."""
    own = run.pay.lines[component.name]
    now = paid_now(run.staff, component, run.month)
    paid = mask & due_now(run.staff, component, run.month)
    if not paid.any():
        return own
    parts: list[Expr] = []
    for month, who in now.items():
        if not (mask & who).any():
            continue
        name, own_month = component.schedule.pays, month == run.month
        accrued = run.lines[name].amount if own_month else past.accrued(month, name)
        if accrued is not None:
            parts.append(fen(np.where(mask & who, accrued, 0), Shown(name)))
    return own.instead(paid, total(parts))


def periodic(run: MonthBuilder, component: Component, line: Line) -> Line:
    """A sum a period: in its paying month whole, or × months in service to those who are due."""
    nobody = np.zeros(len(line.amount), dtype=np.bool_)
    if not component.schedule.by_months:
        here = nobody if not pays_in(component, run.month) else ~nobody
        return line.instead(~here, NOTHING)
    months = np.zeros(len(line.amount), dtype=np.int64)
    for month, who in paid_now(run.staff, component, run.month).items():
        months += run.staff.service.in_service(month) & who
    length = component.schedule.length
    served = line.value * number(months, Shown("在岗月数")) / length
    return line.instead(months != length, served).instead(months == 0, NOTHING)
