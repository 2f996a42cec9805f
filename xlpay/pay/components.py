"""Stages of the components: whole, in a part month, after absences, shared, paid out.

The monthly standard is reduced once, as a whole, by a line of its own; other monthly components and
accruals are reduced each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import BLANK, Bools
from xlpay.pay.absences import less_absences
from xlpay.pay.building import MonthBuilder
from xlpay.pay.history import History
from xlpay.pay.missing import tell_capped, tell_missing
from xlpay.pay.month import REPORTED
from xlpay.pay.periods import leaves_now, payout, pays_in, periodic
from xlpay.pay.pooling import shared_by_scores, tell_unused
from xlpay.pay.reducing import reduced
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import reduced_alone
from xlpay.rules.conditions import applies
from xlpay.rules.expr import NOTHING
from xlpay.rules.lines import Line


def standards(run: MonthBuilder, past: History) -> None:
    """Each component as in a whole month; tells what anybody's pay needs and is not there."""
    tell_missing(run, run.paid)
    for i in np.flatnonzero(run.reported & (run.unit.roster.reported == BLANK)).tolist():
        category = run.unit.vocabulary.words(Words.CATEGORY)[run.facts.category[i]]
        run.tell("R-REPORTED", i, REPORTED, category=category)
    tell_capped(run, run.on_scale)
    for component in run.components:
        run.add(run.pay.lines[component.name].only(run.on_scale))


def part_months(run: MonthBuilder, past: History) -> None:
    """Sums a period in their month; of a part month, what is reduced by itself."""
    for component, line in _lines(run):
        if component.schedule.periodic:
            run.add(periodic(run, component, line).only(run.on_scale))
        elif reduced_alone(component):
            run.add(reduced(run, line))
        elif component.in_part_month == "none":
            run.add(_only_whole_months(run, line))


def absences(run: MonthBuilder, past: History) -> None:
    """What absence takes off each component."""
    for component, line in _lines(run):
        run.add(less_absences(run, component, line))


def pools(run: MonthBuilder, past: History) -> None:
    """Components that are divided by scores."""
    for component, line in _lines(run):
        if component.pool is not None and not component.schedule.periodic:
            run.add(shared_by_scores(run, component, line, _members(run, component)))


def payouts(run: MonthBuilder, past: History) -> None:
    """What a period's accruals give in the month, shared by scores where the policy says so."""
    for component in run.components:
        if component.schedule.pays:
            run.add(_paid_out(run, component, past))
    if any(component.pool is not None for component in run.components):
        tell_unused(run, run.on_scale)


def _lines(run: MonthBuilder) -> Iterator[tuple[Component, Line]]:
    """The components that ask nothing of other months, each with its line so far."""
    for component in run.components:
        if not component.schedule.pays:
            yield component, run.lines[component.name]


def _members(run: MonthBuilder, component: Component) -> Bools:
    """Who has a row and is meant by a component (n,)."""
    return run.on_scale & applies(run.scheme, run.facts, component)


def _only_whole_months(run: MonthBuilder, line: Line) -> Line:
    """A line for those in service on all days of the month."""
    short = ~run.staff.part_months.whole_month(run.month)
    source = run.scheme.document.part_month.source
    return line.instead(short, NOTHING, f"{line.source}、{source}")


def _paid_out(run: MonthBuilder, component: Component, past: History) -> Line:
    """What a period's accruals give in the month."""
    members = _members(run, component)
    line = less_absences(run, component, payout(run, component, members, past))
    if component.pool is None or not pays_in(component, run.month):
        return line
    staying = members & ~leaves_now(run.staff, run.month)
    return shared_by_scores(run, component, line, staying)
