"""Components that absence takes away, or part of them: days in the month or the period so far."""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, Bools, Ints, decimal_text
from xlpay.base.months import Window, window
from xlpay.facts.derive import Derived
from xlpay.kinds.schedule import LENGTHS
from xlpay.pay.month import MonthPayroll
from xlpay.policy.schema.document import Absence, Component
from xlpay.policy.text.values import DAY
from xlpay.rules.lines import Case, Line, Operand, fen, number, ratio
from xlpay.rules.rounding import rounding
from xlpay.rules.service import days_between

_HALF = DAY // 2


def frame_of(rule: Absence, month: int) -> Window:
    """The days of the month, or of the period so far, in which absence counts."""
    length = LENGTHS[rule.within]
    return Window(window(month // length * length).first, window(month).last)


def days_away(derived: Derived, rule: Absence, month: int) -> Ints:
    """Days of absence (n,), 1/100; times × 100 where the rule counts times.

    A row inside the frame counts as entered, but for a unit other than its kind's; else its days
    inside the frame by their dates.
    """
    rows, frame = derived.unit.events.absences, frame_of(rule, month)
    kinds = derived.scheme.mask(Words.LEAVE, rule.leave)[rows.kind]
    here = kinds & (rows.first <= frame.last) & (rows.last >= frame.first)
    first, last = np.maximum(rows.first, frame.first), np.minimum(rows.last, frame.last)
    dated = derived.calendar_kinds[rows.kind]
    by_calendar = dated if not rule.unit else np.full(len(dated), rule.unit == "calendar")
    inside = (rows.first >= frame.first) & (rows.last <= frame.last) & (by_calendar == dated)
    by_dates = np.where(
        by_calendar,
        days_between(first, last, calendar=True),
        days_between(np.minimum(first, last), last, calendar=False),
    )
    days = np.where(inside, rows.halves * _HALF, by_dates * DAY)
    if rule.unit == "times":
        days = np.full(len(rows.first), DAY, dtype=np.int64)
    total = np.zeros(len(derived.unit.roster), dtype=np.int64)
    np.add.at(total, rows.person[here], days[here])
    return total


def beyond_limit(derived: Derived, rule: Absence, days: Ints) -> tuple[Bools, Ints]:
    """Who passes the limit, and the limit in 1/100."""
    limit = derived.scheme.days(rule.more_than if rule.reaches is None else rule.reaches)
    over = days > limit if rule.reaches is None else (days >= limit) & (days > 0)
    return over, np.asarray(limit, dtype=np.int64)


def less_absences(run: MonthPayroll, component: Component, line: Line) -> Line:
    """A line without what absence takes off it, each rule on what the ones before left."""
    for rule in component.absences:
        days = days_away(run.derived, rule, run.month)
        over, limit = beyond_limit(run.derived, rule, days)
        hit = over & (line.amount > 0)
        if hit.any():
            counted = np.maximum(days - limit, 0) if rule.beyond else days
            line = _less(run, component, rule, line, hit, counted)
    return line


def _less(
    run: MonthPayroll, component: Component, rule: Absence, line: Line, hit: Bools, days: Ints
) -> Line:
    """A line after one rule, for the people hit."""
    scheme, to = run.scheme, rounding(component.rounding)
    share = scheme.ratio(rule.share)
    if rule.effect == "all":
        left, text = line.amount * 0, "0"
        operands: tuple[Operand, ...] = ()
    elif rule.effect == "share":
        kept = RATIO - share
        left = to.product(line.amount, np.full(len(days), kept), RATIO)
        text, operands = to.text("({own})*{}"), (ratio(kept),)
    elif rule.amount is not None:
        each = scheme.money(rule.amount) or 0
        left = line.amount - to.product(days, np.full(len(days), each), DAY)
        operands = (fen(each), number(days, DAY))
        text = "({own})-" + to.text("{}*{}")
    else:
        lost = to.of(line.amount.astype(object) * share * days.astype(object), RATIO * DAY)
        left, operands = line.amount - lost, (ratio(share), number(days, DAY))
        text = "({own})-" + to.text("({own})*{}*{}")
    left = np.maximum(left, 0)
    cases = list(line.cases)
    for case in line.cases:
        cited = case.source or line.source
        source = cited if rule.source in cited.split("、") else f"{cited}、{rule.source}"
        twice = 2 if text.count("{own}") == 2 else 1
        own = case.operands * twice if "{own}" in text else ()
        template = text.replace("{own}", case.template)
        cases.append(Case(case.where & hit, template, (*own, *operands), source))
        cases.append(Case(case.where & hit & (left == 0), "0", (), source))
    return Line(line.name, np.where(hit, left, line.amount), tuple(cases), line.source)


def away_words(run: MonthPayroll, component: Component) -> dict[int, str]:
    """By person, the absence for which something was taken off a component, in words."""
    found: dict[int, list[str]] = {}
    for rule in component.absences:
        days = days_away(run.derived, rule, run.month)
        over, _ = beyond_limit(run.derived, rule, days)
        unit = "次" if rule.unit == "times" else "天"
        for i in np.flatnonzero(over).tolist():
            text = f"{'、'.join(rule.leave)}{decimal_text(int(days[i]), DAY)}{unit}"
            found.setdefault(i, []).append(text)
    return {person: "，".join(words) for person, words in found.items()}
