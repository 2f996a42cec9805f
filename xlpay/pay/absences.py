"""Components that absence takes away, or part of them: days in the month or the period so far."""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import ABSENCES
from xlpay.base.money import DAY, RATIO, Bools, Ints, decimal_text
from xlpay.base.months import Window, window
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.absence import EachDay, ShareLess
from xlpay.kinds.schedule import LENGTHS
from xlpay.pay.building import MonthBuilder
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Absence, Component
from xlpay.policy.terms.term import exact
from xlpay.rules.expr import NOTHING, InputCell, number, ratio, where
from xlpay.rules.lines import Line
from xlpay.rules.values import origin, ratio_of, sum_of


def frame_of(rule: Absence, month: int) -> Window:
    """The days of the month, or of the period so far, in which absence counts."""
    length = LENGTHS[rule.within]
    return Window(window(month // length * length).first, window(month).last)


def days_away(staff: PeopleFacts, rule: Absence, month: int) -> Ints:
    """Days of absence (n,), 1/100; times × 100 where the rule counts times."""
    return staff.leave.away(rule.leave, rule.unit, frame_of(rule, month))


def beyond_limit(staff: PeopleFacts, rule: Absence, days: Ints) -> tuple[Bools, Ints]:
    """Who passes the limit, and the limit in 1/100."""
    limit = exact(rule.more_than if rule.reaches is None else rule.reaches)
    over = days > limit if rule.reaches is None else (days >= limit) & (days > 0)
    return over, np.asarray(limit, dtype=np.int64)


def less_absences(run: MonthBuilder, component: Component, line: Line) -> Line:
    """A line without what absence takes off it, each rule on what the ones before left."""
    for rule in component.absences:
        days = days_away(run.staff, rule, run.month)
        over, limit = beyond_limit(run.staff, rule, days)
        beyond = isinstance(rule.takes, EachDay) and rule.takes.beyond
        hit = over & (line.amount > 0)
        if hit.any():
            counted = np.maximum(days - limit, 0) if beyond else days
            line = _less(run, rule, line, hit, counted)
    return line


def _less(run: MonthBuilder, rule: Absence, line: Line, hit: Bools, days: Ints) -> Line:
    """A line after one rule, for the people hit; what is left is rounded as the line is."""
    value, takes = line.value, rule.takes
    if isinstance(takes, EachDay):
        counted = number(days, InputCell(ABSENCES.sheet, "天数"), DAY)
        part = value * ratio_of(takes.share, "absences.share")
        each = part if takes.amount is None else sum_of(takes.amount, "absences.amount")
        left = value - (each * counted).round()
    elif isinstance(takes, ShareLess):
        left = value * ratio(RATIO - exact(takes.share), origin(takes.share, "absences.share"))
    else:
        left = NOTHING
    left = where(hit & (left.values > 0), left, NOTHING)
    return line.citing(hit, rule.source).less(hit, left)


def away_words(run: MonthPayroll, component: Component) -> dict[int, str]:
    """By person, the absence for which something was taken off a component, in words."""
    found: dict[int, list[str]] = {}
    for rule in component.absences:
        days = days_away(run.staff, rule, run.month)
        over, _ = beyond_limit(run.staff, rule, days)
        unit = "次" if rule.unit == "times" else "天"
        for i in np.flatnonzero(over).tolist():
            text = f"{'、'.join(rule.leave)}{decimal_text(int(days[i]), DAY)}{unit}"
            found.setdefault(i, []).append(text)
    return {person: "，".join(words) for person, words in found.items()}
