"""Absence that takes year-end money away: all of it, some of the months, or a share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.months import Window, year_window
from xlpay.base.workdays import PLAIN, WorkDays
from xlpay.facts.leave import HALVES, LeaveRows
from xlpay.facts.people import PeopleFacts
from xlpay.language.values import DAY
from xlpay.rules.bonus import less_months, too_long
from xlpay.schema.document import Exclusion
from xlpay.terms.scheme import Scheme
from xlpay.terms.term import exact


@dataclass(frozen=True, slots=True)
class Away:
    """What absence does to a year's money (n,): who loses all, months less, part kept (1e-6)."""

    all: Bools
    months: Ints
    kept: Ints


def away(staff: PeopleFacts, exclusion: Exclusion, year: int) -> Away:
    """Who was absent for longer than the rule allows, and what it costs them."""
    people = len(staff.unit.roster)
    over, days = _absence(staff, exclusion, year)
    months = np.zeros(people, dtype=np.int64)
    kept = np.full(people, RATIO, dtype=np.int64)
    nobody = np.zeros(people, dtype=np.bool_)
    if exclusion.effect == "all":
        return Away(over, months, kept)
    if exclusion.effect == "months":
        less = less_months(staff.scheme, exclusion, days)
        return Away(nobody, np.where(over, less, 0), kept)
    lost = exact(exclusion.share)
    return Away(nobody, months, np.where(over, RATIO - lost, RATIO))


def _absence(staff: PeopleFacts, exclusion: Exclusion, year: int) -> tuple[Bools, Ints]:
    """Who was absent for longer than allowed in the year, and for how long (1/100 day)."""
    frame = year_window(year)
    rows = staff.leave.of((exclusion.leave, *exclusion.also)).touching(frame)
    return too_long_away(staff.scheme, exclusion, rows, frame, staff.unit.work_days)


def too_long_away(
    scheme: Scheme,
    exclusion: Exclusion,
    rows: LeaveRows,
    frame: Window,
    work: WorkDays = PLAIN,
) -> tuple[Bools, Ints]:
    """Who of these rows was away for longer than allowed in the frame, and how long (1/100 day).

    Under leave_spell_or_days one spell is measured in months alone: days count where there are
    several.
    """
    spells = rows.spells().within(*frame)
    if exclusion.unit == "workday":
        days = spells.days(calendar=False, work=work) * DAY
    elif exclusion.unit == "calendar" or exclusion.kind == "leave_spell_or_days":
        days = spells.days(calendar=True) * DAY
    else:
        days = rows.entered() * (DAY // HALVES)
    if exclusion.kind == "leave_days":
        return too_long(scheme, exclusion, days), days
    long = spells.reaching(exclusion.months).count() > 0
    if exclusion.kind == "leave_spell_or_days":
        long |= (spells.count() > 1) & too_long(scheme, exclusion, days)
    return long, days
