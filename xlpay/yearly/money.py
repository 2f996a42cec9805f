"""A year's money under a rule: who has a row, by which rating, for how many months."""

from __future__ import annotations

import numpy as np

from xlpay.base.findings import find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools, Ints
from xlpay.base.months import month_of, year_window
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.yearly import YearTable
from xlpay.pay.history import History
from xlpay.pay.month import at_person
from xlpay.rules.bonus import counted_rating
from xlpay.rules.expr import Plain, fen
from xlpay.rules.lines import Line
from xlpay.rules.service import months_in_service
from xlpay.schema.document import Condition, Yearly
from xlpay.terms.scheme import NONE
from xlpay.yearly.standards import YearEnd, entitled
from xlpay.yearly.sums import Accrual, accrued, divide, sums

__all__ = ["YearEnd", "accruals", "year_end"]


def year_end(past: History, rule: Yearly, year: int) -> YearEnd:
    """A year's money under a rule; looked at from the unit's month, which is its December."""
    unit, known = past.unit, past.facts(past.unit.month)
    assert known is not None  # the unit was read for a month that the policy pays
    scheme, staff = known.scheme, known.staff
    rule = next(own for own in scheme.document.yearly if own.name == rule.name)  # its terms then
    nothing = np.zeros(len(unit.roster), dtype=np.int64)
    standard, found = nothing, list[Accrual]()
    if rule.schedule.pays:
        found = accruals(past, rule.schedule.pays, year)
        standard = sum((own.amount for own in found), nothing)
        months = sum((own.run.paid.astype(np.int64) for own in found), nothing)
    else:
        months = _months(staff, year)
    paid = scheme.mask(
        Words.CATEGORY, [c.word for c in scheme.document.category if c.pay == "scale"]
    )
    here = paid[unit.roster.category] & (months > 0)
    if rule.when != Condition():
        here &= entitled(past, staff, rule, year)
    here[list(past.left_out)] = False
    line = Line(rule.name, fen(nothing, Plain()), rule.source)
    people = np.flatnonzero(here)
    result = YearEnd(unit, scheme, rule, year, people, nothing, months, standard, line)
    runs = [own.run for own in found]
    result.months_run = runs
    result.rating = _ratings(result, here)
    pool = rule.how.pool()
    if pool is not None:
        divide(result, staff, pool, here, found)
    elif rule.schedule.pays:
        accrued(result, staff, here, runs)
    else:
        sums(result, past, staff, here)
    return result


def _months(staff: PeopleFacts, year: int) -> Ints:
    roster = staff.unit.roster
    return months_in_service(
        roster.entry,
        roster.leave,
        staff.service.breaks,
        month_of(year, 1),
        month_of(year, 12),
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
            result.findings.append(
                find("B-UNRATED", RATINGS.sheet, NOWHERE, name, identity, year=year)
            )
    return counted_rating(result.scheme, rule, rating)


def accruals(past: History, name: str, year: int) -> list[Accrual]:
    """The year's amounts of a component, month by month."""
    found: list[Accrual] = []
    for month in range(month_of(year, 1), month_of(year, 12) + 1):
        run, amount = past.month(month), past.accrued(month, name)
        if run is not None and amount is not None:
            found.append(Accrual(run, amount))
    return found
