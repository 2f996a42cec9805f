"""Employment and interruption: who is in service, and the last day that is paid."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from xlpay.base.forms import Words
from xlpay.base.intervals import unite
from xlpay.base.money import Bools, Ints
from xlpay.base.months import LATEST, last_days, months_of, overlaps, window
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.service import Breaks, months_in_service
from xlpay.unit.inputs import Unit


class Service(msgspec.Struct, frozen=True, dict=True):
    """The employment of a unit's people."""

    unit: Unit
    scheme: Scheme

    @cached_property
    def breaks(self) -> Breaks:
        """Interruptions, united."""
        spells, duties = self.unit.events.spells, self.scheme.document.duty
        words = [duty.word for duty in duties if duty.kind == "break"]
        chosen = self.scheme.mask(Words.DUTY, words)[spells.duty]
        person, first, last = spells.person[chosen], spells.first[chosen], spells.last[chosen]
        return Breaks(*unite(person, first, last, adjacent=True))

    def employed(self, month: int) -> Bools:
        """Employed on at least one day of the month, interrupted or not."""
        roster = self.unit.roster
        return overlaps(roster.entry, roster.leave, window(month))

    def in_service(self, month: int) -> Bools:
        """Employed and not interrupted on at least one day of the month."""
        roster = self.unit.roster
        return months_in_service(roster.entry, roster.leave, self.breaks, month, month) > 0

    @cached_property
    def last_paid(self) -> Ints:
        """The last day that counts as employed: the month's, where the rest of it is paid."""
        roster = self.unit.roster
        paid_on = self.scheme.marked(Words.LEAVING, "rest_of_month_paid")[roster.leaving]
        return np.where(
            paid_on & (roster.leave < LATEST), last_days(months_of(roster.leave)), roster.leave
        )
