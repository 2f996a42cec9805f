"""Absence that takes year-end money away: all of it, some of the months, or a share."""

from __future__ import annotations

import msgspec
import numpy as np

from xlpay.base.money import DAY, RATIO, Bools, Ints
from xlpay.base.months import Window, year_window
from xlpay.base.workdays import PLAIN, WorkDays
from xlpay.facts.leave import HALVES, LeaveRows
from xlpay.facts.people import PeopleFacts
from xlpay.kinds.absence import ManyDays, MonthsLess, ShareLess, SpellOrDays
from xlpay.policy.schema.document import Exclusion
from xlpay.policy.terms.term import exact
from xlpay.rules.bonus import less_months


class Away(msgspec.Struct, frozen=True):
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
    takes = exclusion.takes
    if isinstance(takes, MonthsLess):
        return Away(nobody, np.where(over, less_months(takes, days), 0), kept)
    if isinstance(takes, ShareLess):
        return Away(nobody, months, np.where(over, RATIO - exact(takes.share), RATIO))
    return Away(over, months, kept)


def _absence(staff: PeopleFacts, exclusion: Exclusion, year: int) -> tuple[Bools, Ints]:
    """Who was absent for longer than allowed in the year, and for how long (1/100 day)."""
    frame = year_window(year)
    rows = staff.leave.of((exclusion.leave, *exclusion.also)).touching(frame)
    return too_long_away(exclusion, rows, frame, staff.unit.work_days)


def too_long_away(
    exclusion: Exclusion, rows: LeaveRows, frame: Window, work: WorkDays = PLAIN
) -> tuple[Bools, Ints]:
    """Who of these rows was away for longer than allowed in the frame, and how long (1/100 day).

    Under leave_spell_or_days one spell is measured in months alone: days count where there are
    several.
    """
    how, spells = exclusion.how, rows.spells().within(*frame)
    if exclusion.unit == "workday":
        days = spells.days(calendar=False, work=work) * DAY
    elif exclusion.unit == "calendar" or isinstance(how, SpellOrDays):
        days = spells.days(calendar=True) * DAY
    else:
        days = rows.entered() * (DAY // HALVES)
    if isinstance(how, ManyDays):
        return days > exact(how.more_than), days
    long = spells.reaching(how.months).count() > 0
    if isinstance(how, SpellOrDays):
        long |= (spells.count() > 1) & (days > exact(how.more_than))
    return long, days
