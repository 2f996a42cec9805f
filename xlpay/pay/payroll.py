"""A month's payroll: from facts to what each person is paid, every amount with its formula.

The monthly standard is the sum of the components marked `standard`; a part month reduces it once,
as a whole.  Other monthly components and accruals are reduced each by itself (contract, part
months).  Only people in service on at least one day and paid under the scheme have a row.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.facts.derive import Derived
from xlpay.pay.absences import less_absences
from xlpay.pay.missing import tell_capped, tell_missing
from xlpay.pay.month import (
    ADJUSTMENT,
    GROSS,
    NET,
    OTHER,
    REDUCTION,
    REPORTED,
    MonthPayroll,
    at_person,
    only,
)
from xlpay.pay.periods import Earlier, leaves_now, payout, pays_in, periodic
from xlpay.pay.pooling import shared_by_scores, tell_unused
from xlpay.pay.reducing import reduced
from xlpay.pay.sums import adjustments, gross, reduction_line, reported_line
from xlpay.policy.definitions import is_standard, reduced_alone
from xlpay.policy.schema.document import Component
from xlpay.policy.scheme import Scheme
from xlpay.rules.asked import Pay
from xlpay.rules.components import evaluate
from xlpay.rules.conditions import applies
from xlpay.rules.facts import Facts
from xlpay.rules.lines import Case, Line
from xlpay.unit.inputs import Unit

__all__ = [
    "ADJUSTMENT",
    "GROSS",
    "NET",
    "OTHER",
    "REDUCTION",
    "REPORTED",
    "MonthPayroll",
    "at_person",
    "compute",
    "compute_from",
    "only",
    "standard",
    "standard_components",
]


def compute(
    unit: Unit, month: int, excluded: Collection[int] = (), *, payouts: bool = True
) -> MonthPayroll | None:
    """A month's payroll; None where the policy does not pay.  `excluded` people are left out.

    Without `payouts` what is paid once a period is left out: enough to know a month's accruals.
    """
    scheme = unit.scheme(month)
    if scheme is None:
        return None
    derived = Derived(unit, scheme)
    facts = derived.facts(month)
    return compute_from(derived, facts, month, excluded, payouts=payouts)


def compute_from(
    derived: Derived,
    facts: Facts,
    month: int,
    excluded: Collection[int] = (),
    *,
    payouts: bool = True,
) -> MonthPayroll:
    """A month's payroll from its facts."""

    @cache
    def earlier(before: int) -> MonthPayroll | None:
        return compute(unit.in_month(before), before, excluded, payouts=False)

    unit, scheme = derived.unit, derived.scheme
    pay = evaluate(scheme, facts)
    scale, reported = (_paid_as(scheme, facts, kind) for kind in ("scale", "reported"))
    here = derived.in_service(month)
    here[list(excluded)] = False
    paid = here & (scale | reported)
    stated = np.where(unit.roster.reported == BLANK, 0, unit.roster.reported)
    whole = np.where(scale, standard(scheme, pay), stated)
    part, people = derived.part_month(month), np.flatnonzero(paid)
    run = MonthPayroll(
        unit, scheme, month, derived, facts, pay, people, scale, part, standard=whole
    )
    tell_missing(run, paid)
    for i in np.flatnonzero(paid & reported & (unit.roster.reported == BLANK)).tolist():
        category = unit.vocabulary.words(Words.CATEGORY)[facts.category[i]]
        run.tell("R-REPORTED", i, REPORTED, category=category)
    tell_capped(run, paid & scale)
    _pay_lines(run, paid & scale, earlier if payouts else None)
    reported_line(run, paid & reported)
    reduction_line(run, paid)
    adjustments(run, paid)
    gross(run, paid)
    return run


def _paid_as(scheme: Scheme, facts: Facts, kind: str) -> Bools:
    """Whose category (n,) is paid in that way."""
    words = [category.word for category in scheme.document.category if category.pay == kind]
    return scheme.mask(Words.CATEGORY, words)[facts.category]


def standard_components(scheme: Scheme) -> list[Component]:
    """The components of the monthly standard."""
    return [component for component in scheme.document.component if is_standard(component)]


def standard(scheme: Scheme, pay: Pay) -> Ints:
    """The monthly standard of each person, before part-month reductions."""
    total = np.zeros(len(next(iter(pay.lines.values())).amount), dtype=np.int64)
    for component in standard_components(scheme):
        total = total + pay.lines[component.name].amount
    return total


def _pay_lines(run: MonthPayroll, mask: Bools, earlier: Earlier | None) -> None:
    """Each component as paid; payouts last, because they need the month's accruals."""
    scores = False
    for component in run.scheme.document.component:
        if not component.schedule.pays:
            run.lines[component.name] = _paid(run, component, mask)
        scores |= component.pool is not None
    for component in run.scheme.document.component:
        if component.schedule.pays:
            run.lines[component.name] = _paid_out(run, component, mask, earlier)
    if scores:
        tell_unused(run, mask)


def _paid(run: MonthPayroll, component: Component, mask: Bools) -> Line:
    """Standards whole, sums a period in their month, the others reduced by themselves."""
    line = only(run.pay.lines[component.name], mask)
    if component.schedule.periodic:
        return less_absences(run, component, only(periodic(run, component, line), mask))
    if reduced_alone(component):
        line = reduced(run, line)
    elif component.in_part_month == "none":
        line = _only_whole_months(run, line)
    line = less_absences(run, component, line)
    if component.pool is None:
        return line
    return shared_by_scores(run, component, line, mask & applies(run.scheme, run.facts, component))


def _only_whole_months(run: MonthPayroll, line: Line) -> Line:
    """A line for those in service on all days of the month."""
    short = ~run.derived.whole_month(run.month)
    source = run.scheme.document.part_month.source
    cases = (*line.cases, Case(short, "0", source=f"{line.source}、{source}"))
    return Line(line.name, np.where(short, 0, line.amount), cases, line.source)


def _paid_out(
    run: MonthPayroll, component: Component, mask: Bools, earlier: Earlier | None
) -> Line:
    """What a period's accruals give in the month; nothing where only accruals are asked for."""
    if earlier is None:
        return only(run.pay.lines[component.name], mask)
    members = mask & applies(run.scheme, run.facts, component)
    line = less_absences(run, component, payout(run, component, members, earlier))
    if component.pool is not None and pays_in(component, run.month):
        staying = members & ~leaves_now(run.derived, run.month)
        line = shared_by_scores(run, component, line, staying)
    return line
