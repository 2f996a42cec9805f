"""A year's money under a rule: who has a row, by which rating, for how many months."""

from __future__ import annotations

import numpy as np

from xlpay.base.findings import find
from xlpay.base.forms import RATINGS, Words
from xlpay.base.grid import NOWHERE
from xlpay.base.money import Bools, Ints
from xlpay.base.months import day_text, month_of, year_window
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.yearly import YearTable
from xlpay.pay.history import History
from xlpay.pay.month import at_person
from xlpay.policy.schema.document import Condition, Yearly
from xlpay.policy.terms.scheme import NONE
from xlpay.rules.bonus import counted_rating
from xlpay.rules.expr import Plain, fen
from xlpay.rules.lines import Line
from xlpay.rules.service import months_in_service
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
    result.tell_unfilled()
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
    roster = unit.roster
    unrated = here & (rating == NONE) & ~_without_share(result, here & (rating == NONE))
    for i in np.flatnonzero(unrated).tolist():
        if assumed := _assumed(result, i):
            rating[i] = words.code(Words.RATING, assumed)
            result.findings.append(at_person(unit, "B-ASSUMED", i, year=year, rating=assumed))
        else:
            name, identity = roster.names[i], roster.identities[i]
            result.findings.append(
                find("B-UNRATED", RATINGS.sheet, NOWHERE, name, identity, year=year)
            )
    return counted_rating(result.scheme, rule, rating)


def _gone(result: YearEnd) -> Bools:
    """Who left before the year's last day (n,)."""
    gone: Bools = result.unit.roster.leave < year_window(result.year).last
    return gone


def _assumed(result: YearEnd, person: int) -> str:
    """The rating assumed for somebody who has none; '' where the year can't be computed so."""
    rule, roster = result.rule, result.unit.roster
    left = rule.unrated_leaver if rule.unrated_leaver_gets.value == "share" else ""
    if left and _gone(result)[person]:
        return left
    return rule.unrated_entrant if roster.entry[person] >= year_window(result.year).first else ""


def _without_share(result: YearEnd, unrated: Bools) -> Bools:
    """Unrated leavers (n,) who get nothing, by their reason for leaving or the office's choice.

    What becomes of the others is asked where the office has not said it, and then told once: what
    they get is not known, so nobody of them is told as unrated.
    """
    rule, unit = result.rule, result.unit
    gone, gets = unrated & _gone(result), rule.unrated_leaver_gets
    marked = result.scheme.marked(Words.LEAVING, "forfeits_bonus")[unit.roster.leaving]
    dismissed = gone & marked & rule.forfeits_unrated
    for i in np.flatnonzero(dismissed).tolist():
        reason = unit.vocabulary.words(Words.LEAVING)[unit.roster.leaving[i]]
        result.reasons[i] = f"{reason}（{day_text(int(unit.roster.leave[i]))}），没有等次"
    others = gone & ~dismissed
    if gets.value == "nothing":
        for i in np.flatnonzero(others).tolist():
            result.reasons[i] = "离职而没有等次，按参数不发" if gets.setting else "离职而没有等次"
    elif gets.value is None and others.any():
        result.lacks(gets.setting, "有人当年离职而没有等次，要选一种")
    return dismissed | others if gets.value in ("nothing", None) else dismissed


def accruals(past: History, name: str, year: int) -> list[Accrual]:
    """The year's amounts of a component, month by month."""
    found: list[Accrual] = []
    for month in range(month_of(year, 1), month_of(year, 12) + 1):
        run, amount = past.month(month), past.accrued(month, name)
        if run is not None and amount is not None:
            found.append(Accrual(run, amount))
    return found
