"""A year's money under a rule: who has a row, by which rating, for how many months."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from xlpay.base.diagnostics import find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.money import Bools, Ints
from xlpay.base.months import month_of, year_window
from xlpay.facts.derive import Derived
from xlpay.kinds.yearly import YearTable
from xlpay.pay.payroll import MonthPayroll, at_person, compute
from xlpay.policy.schema.document import Condition, Yearly
from xlpay.policy.scheme import NONE
from xlpay.rules.bonus import counted_rating
from xlpay.rules.lines import Line
from xlpay.rules.service import months_in_service
from xlpay.unit.inputs import Unit
from xlpay.year.standards import YearEnd, entitled
from xlpay.year.sums import accrued, divide, sums

__all__ = ["YearEnd", "accruals", "year_end"]


def year_end(unit: Unit, rule: Yearly, year: int, excluded: Collection[int] = ()) -> YearEnd:
    """A year's money under a rule; the unit's month lies in the year (its December)."""
    scheme = unit.scheme(unit.month)
    assert scheme is not None  # the unit was read for a month that the policy pays
    derived = Derived(unit, scheme)
    nothing = np.zeros(len(unit.roster), dtype=np.int64)
    standard, runs = nothing, list[MonthPayroll]()
    if rule.schedule.pays:
        standard, runs = accruals(unit, rule.schedule.pays, year, excluded)
        months = sum((run.has_row().astype(np.int64) for run in runs), nothing)
    else:
        months = _months(derived, year)
    paid = scheme.mask(
        Words.CATEGORY, [c.word for c in scheme.document.category if c.pay == "scale"]
    )
    here = paid[unit.roster.category] & (months > 0)
    if rule.when != Condition():
        here &= entitled(derived, rule, year)
    here[list(excluded)] = False
    line = Line(rule.name, nothing, (), rule.source)
    people = np.flatnonzero(here)
    result = YearEnd(unit, scheme, rule, year, people, nothing, months, standard, line)
    result.months_run = runs
    result.rating = _ratings(result, here)
    pool = rule.how.pool()
    if pool is not None:
        divide(result, derived, pool, here, runs)
    elif rule.schedule.pays:
        accrued(result, derived, here, runs)
    else:
        sums(result, derived, here)
    return result


def _months(derived: Derived, year: int) -> Ints:
    roster = derived.unit.roster
    return months_in_service(
        roster.entry, roster.leave, derived.breaks, month_of(year, 1), month_of(year, 12)
    )


def _ratings(result: YearEnd, here: Bools) -> Ints:
    """The rating that counts for each person; findings where one is assumed or lacking."""
    unit, rule, year = result.unit, result.rule, result.year
    rows, words = unit.events.ratings, unit.vocabulary
    rating = np.full(len(unit.roster), NONE, dtype=np.int64)
    of_year = rows.year == year
    rating[rows.person[of_year]] = rows.rating[of_year]
    by_rating = isinstance(rule.how, YearTable) and "rating" in rule.how.keys
    if not rule.values and not by_rating:
        return rating  # the money does not depend on it
    names = words.words(Words.RATING)
    roster, frame = unit.roster, year_window(year)
    for i in np.flatnonzero(here & (rating == NONE)).tolist():
        left = rule.unrated_leaver if roster.leave[i] < frame.last else ""
        entered = rule.unrated_entrant if roster.entry[i] >= frame.first else ""
        if assumed := left or entered:
            rating[i] = words.code(Words.RATING, assumed)
            result.findings.append(
                at_person(unit, "B-ASSUMED", i, year=year, rating=names[rating[i]])
            )
        else:
            name, identity = roster.names[i], roster.identities[i]
            result.findings.append(find("B-UNRATED", RATINGS.sheet, "", name, identity, year=year))
    return counted_rating(result.scheme, rule, rating)


def accruals(
    unit: Unit, name: str, year: int, excluded: Collection[int]
) -> tuple[Ints, list[MonthPayroll]]:
    """The year's amounts of a component by person, and the months they come from."""
    total = np.zeros(len(unit.roster), dtype=np.int64)
    months: list[MonthPayroll] = []
    for month in range(month_of(year, 1), month_of(year, 12) + 1):
        run = compute(unit.in_month(month), month, excluded)
        if run is not None and name in run.lines:
            total = total + run.lines[name].amount
            months.append(run)
    return total, months
