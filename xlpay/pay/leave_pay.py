"""Days of leave paid in part, by the share lost: from the length of the leave and years.

A spell is what rows of the leave make that touch or overlap; its months and days are counted from
its first day, whatever lies between.  Half days go to the first Monday-Friday days of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, Ints
from xlpay.base.months import add_months, to_date, window
from xlpay.facts.derive import Derived
from xlpay.policy.schema.document import LeavePay
from xlpay.rules.facts import Facts
from xlpay.rules.service import unite

_SATURDAY = 5
_WHOLE = 2  # halves


@dataclass(frozen=True, slots=True)
class Bands:
    """Days (n,) in halves that lose a share (n,), 1e-6, of their pay."""

    halves: Ints
    lost: Ints


def leave_bands(derived: Derived, facts: Facts, rule: LeavePay, month: int) -> tuple[Bands, ...]:
    """The days of the month on leave by the share they lose, in the order in which they come."""
    found: dict[int, dict[int, int]] = {}
    for person, halves, after in _days(derived, rule, month):
        lost = RATIO - _share(derived, facts, rule, person, after)
        own = found.setdefault(person, {})
        own[lost] = own.get(lost, 0) + halves
    people, most = len(derived.unit.roster), max(map(len, found.values()), default=0)
    bands = []
    for place in range(most):
        days, shares = (np.zeros(people, dtype=np.int64) for _ in range(2))
        for person, own in found.items():
            if place < len(own):
                shares[person], days[person] = list(own.items())[place]
        bands.append(Bands(days, shares))
    return tuple(bands)


def _share(derived: Derived, facts: Facts, rule: LeavePay, person: int, after: int) -> int:
    """The share of the pay (1e-6) after so much leave, for the person's years."""
    scheme = derived.scheme
    years = int(facts.years[rule.of][person]) if rule.of else 0
    steps = [(scheme.years(row.years), row.after, scheme.ratio(row.share)) for row in rule.rows]
    reached = max(step[0] for step in steps if step[0] <= years)
    return max((s[1], s[2]) for s in steps if s[0] == reached and s[1] <= after)[1]


def _days(derived: Derived, rule: LeavePay, month: int) -> Iterator[tuple[int, int, int]]:
    """Person, halves and how much leave lies before it, for each day of the month on leave."""
    frame, roster = window(month), derived.unit.roster
    by_calendar = derived.scheme.document.part_month.by == "calendar"
    for person, own in _leaves(derived, rule).items():
        starts = _starts(own)
        first = max(frame.first, int(roster.entry[person]))
        last = min(frame.last, int(derived.last_paid[person]))
        taken = sorted(own)
        for day in taken:
            halves, dated = own[day]
            counts = dated and (by_calendar or _weekday(day))
            if first <= day <= last and (counts or (not dated and halves)):
                after = _before(rule, starts[day], day, taken, own)
                if not _interrupted(derived, person, day):
                    yield person, halves, after


def _leaves(derived: Derived, rule: LeavePay) -> dict[int, dict[int, tuple[int, bool]]]:
    """By person, the days of the leave: halves, and whether counted by calendar days."""
    rows, kinds = derived.unit.events.absences, derived.scheme.mask(Words.LEAVE, rule.leave)
    month = derived.scheme.month
    chosen = kinds[rows.kind]
    now = chosen & (rows.last >= window(month).first) & (rows.first <= window(month).last)
    concerned = {*rows.person[now].tolist()}
    found: dict[int, dict[int, tuple[int, bool]]] = {person: {} for person in concerned}
    for i in np.flatnonzero(chosen & (rows.first <= window(month).last)).tolist():
        person = int(rows.person[i])
        if person not in concerned:
            continue
        dated, left = bool(derived.calendar_kinds[rows.kind[i]]), int(rows.halves[i])
        for day in range(int(rows.first[i]), min(int(rows.last[i]), window(month).last) + 1):
            halves = _WHOLE
            if not dated:
                halves = min(_WHOLE, left) if _weekday(day) else 0
                left -= halves
            found[person].setdefault(day, (halves, dated))
    return found


def _starts(own: Mapping[int, tuple[int, bool]]) -> dict[int, int]:
    """By day, the first day of its spell."""
    days = np.asarray(sorted(own), dtype=np.int64)
    _, first, last = unite(np.zeros_like(days), days, days, adjacent=True)
    spells = zip(first.tolist(), last.tolist(), strict=True)
    return {day: a for a, b in spells for day in range(a, b + 1)}


def _before(
    rule: LeavePay, start: int, day: int, taken: list[int], own: Mapping[int, tuple[int, bool]]
) -> int:
    """How much leave lies before a day: months or days of the spell, or days of the year."""
    if rule.per == "spell_days":
        return day - start
    if rule.per == "spell_months":
        months = 0
        while add_months(start, months + 1) <= day:
            months += 1
        return months
    year = to_date(day).year
    return (
        sum(own[other][0] for other in taken if other < day and to_date(other).year == year)
        // _WHOLE
    )


def _weekday(day: int) -> bool:
    return to_date(day).weekday() < _SATURDAY


def _interrupted(derived: Derived, person: int, day: int) -> bool:
    breaks = derived.breaks
    mine = (breaks.person == person) & (breaks.first <= day) & (breaks.last >= day)
    return bool(mine.any())
