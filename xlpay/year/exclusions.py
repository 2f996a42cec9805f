"""Absence that takes year-end money away: all of it, some of the months, or a share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import RATIO, Bools, Ints
from xlpay.base.months import add_months, weekdays_between, year_window
from xlpay.base.units import CountColumn, RatioColumn
from xlpay.facts.derive import Derived
from xlpay.policy.schema.document import Exclusion
from xlpay.rules.bonus import less_months, too_long
from xlpay.rules.service import unite

_DAY = 100  # days are whole numbers of 1/100


@dataclass(frozen=True, slots=True)
class Away:
    """What absence does to a year's money (n,): who loses all, months less, part kept (1e-6)."""

    all: Bools
    months: CountColumn
    kept: RatioColumn


def away(derived: Derived, exclusion: Exclusion, year: int) -> Away:
    """Who was absent for longer than the rule allows, and what it costs them."""
    people = len(derived.unit.roster)
    over, days = _absence(derived, exclusion, year)
    months = np.zeros(people, dtype=np.int64)
    kept = np.full(people, RATIO, dtype=np.int64)
    nobody = np.zeros(people, dtype=np.bool_)
    if exclusion.effect == "all":
        return Away(over, months, kept)
    if exclusion.effect == "months":
        less = less_months(derived.scheme, exclusion, days)
        return Away(nobody, np.where(over, less, 0), kept)
    lost = derived.scheme.ratio(exclusion.share)
    return Away(nobody, months, np.where(over, RATIO - lost, RATIO))


def _absence(derived: Derived, exclusion: Exclusion, year: int) -> tuple[Bools, Ints]:
    """Who was absent for longer than allowed in the year, and for how long (1/100 day)."""
    unit, scheme = derived.unit, derived.scheme
    absences, frame = unit.events.absences, year_window(year)
    kinds = scheme.mask(Words.LEAVE, (exclusion.leave, *exclusion.also))[absences.kind]
    rows = kinds & (absences.first <= frame.last) & (absences.last >= frame.first)
    person = absences.person[rows]
    first = np.maximum(absences.first[rows], frame.first)
    last = np.minimum(absences.last[rows], frame.last)
    total = np.zeros(len(unit.roster), dtype=np.int64)
    united, u_first, u_last = unite(person, first, last, adjacent=True)
    if exclusion.unit == "workday":
        np.add.at(total, united, weekdays_between(u_first, u_last) * _DAY)
    elif exclusion.unit == "calendar" or exclusion.kind == "leave_spell_or_days":
        np.add.at(total, united, (u_last - u_first + 1) * _DAY)
    else:
        np.add.at(total, person, absences.halves[rows] * (_DAY // 2))
    long = np.zeros(len(unit.roster), dtype=np.bool_)
    if exclusion.kind != "leave_days":
        for i, a, b in zip(person.tolist(), first.tolist(), last.tolist(), strict=True):
            long[i] |= b >= add_months(a, exclusion.months)
    if exclusion.kind != "leave_months":
        long = long | too_long(scheme, exclusion, total)
    return long, total
