"""Days of leave paid in part, by the share lost: from the length of the leave and years."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from xlpay.base.money import RATIO, Ints
from xlpay.base.months import window
from xlpay.facts.leave import LeaveDay
from xlpay.facts.people import PeopleFacts
from xlpay.policy.schema.document import LeavePay
from xlpay.policy.terms.term import exact
from xlpay.rules.facts import Facts


class Bands(msgspec.Struct, frozen=True):
    """Days (n,) in halves that lose a share (n,), 1e-6, of their pay."""

    halves: Ints
    lost: Ints


def leave_bands(staff: PeopleFacts, facts: Facts, rule: LeavePay, month: int) -> tuple[Bands, ...]:
    """The days of the month on leave by the share they lose, in the order in which they come."""
    found: dict[int, dict[int, int]] = {}
    for person, day in _days(staff, rule, month):
        lost = RATIO - _share(staff, facts, rule, person, day.after(rule.per))
        own = found.setdefault(person, {})
        own[lost] = own.get(lost, 0) + day.halves
    people, most = len(staff.unit.roster), max(map(len, found.values()), default=0)
    bands = []
    for place in range(most):
        days, shares = (np.zeros(people, dtype=np.int64) for _ in range(2))
        for person, own in found.items():
            if place < len(own):
                shares[person], days[person] = list(own.items())[place]
        bands.append(Bands(days, shares))
    return tuple(bands)


def _share(staff: PeopleFacts, facts: Facts, rule: LeavePay, person: int, after: int) -> int:
    """The share of the pay (1e-6) after so much leave, for the person's years."""
    years = int(facts.years[rule.of][person]) if rule.of else 0
    steps = [(exact(row.years), row.after, exact(row.share)) for row in rule.rows]
    reached = max(step[0] for step in steps if step[0] <= years)
    return max((s[1], s[2]) for s in steps if s[0] == reached and s[1] <= after)[1]


def _days(staff: PeopleFacts, rule: LeavePay, month: int) -> Iterator[tuple[int, LeaveDay]]:
    """Each day of the month on leave, in employment and not interrupted, with its person."""
    frame, roster = window(month), staff.unit.roster
    calendar, work = staff.scheme.document.part_month.by == "calendar", staff.leave.of_pay
    for person, own in staff.leave.days(rule.leave, month).items():
        first = max(frame.first, int(roster.entry[person]))
        last = min(frame.last, int(staff.service.last_paid[person]))
        for day in own:
            counts = first <= day.day <= last and day.counts(calendar=calendar, work=work)
            if counts and not staff.service.breaks.cover(person, day.day):
                yield person, day
