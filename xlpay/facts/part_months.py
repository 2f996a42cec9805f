"""The days of a month that deduct: not employed, interrupted, on unpaid leave."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np
from msgspec.structs import replace

from xlpay.base.intervals import days_between
from xlpay.base.money import DAY, Bools, Ints
from xlpay.base.months import window
from xlpay.facts.leave import Leave
from xlpay.facts.service import Service
from xlpay.policy.terms.scheme import Scheme
from xlpay.policy.terms.term import exact
from xlpay.rules.service import Breaks, PartMonth, part_month, share_lost
from xlpay.unit.inputs import Unit


class PartMonths(msgspec.Struct, frozen=True, dict=True):
    """How much of a month each person of a unit is paid for."""

    unit: Unit
    scheme: Scheme
    service: Service
    leave: Leave

    def of(self, month: int) -> PartMonth:
        """Days that deduct in the month, and the others."""
        rule = self.scheme.document.part_month
        whole = rule.mode.value == "whole"
        part = part_month(
            self.unit.roster.entry,
            self.service.last_paid,
            self._real_breaks,
            self.leave.unpaid(
                month, self.unit.roster.entry, self.service.last_paid, self._real_breaks
            ),
            window(month),
            whole_entry=whole or bool(rule.entering),
            whole_leave=whole or bool(rule.leaving),
            calendar=rule.by == "calendar",
            work=self.leave.of_pay,
        )
        if whole or not (rule.entering or rule.leaving):
            return part
        return replace(part, lost=self._lost(month))

    @cached_property
    def _real_breaks(self) -> Breaks:
        """Interruptions after the real last day are none of the paid rest of the month."""
        breaks = self.service.breaks
        last = np.minimum(breaks.last, self.unit.roster.leave[breaks.person])
        return Breaks(breaks.person, breaks.first, last)

    def whole_month(self, month: int) -> Bools:
        """Employed and not interrupted on every (Monday-Friday) day of the month."""
        nothing = np.zeros(len(self.unit.roster), dtype=np.int64)
        calendar = self.scheme.document.part_month.by == "calendar"
        frame = window(month)
        entry, leave = self.unit.roster.entry, self.service.last_paid
        breaks, work = self._real_breaks, self.leave.of_pay
        part = part_month(entry, leave, breaks, nothing, frame, calendar=calendar, work=work)
        result: Bools = part.out == 0
        return result

    def _lost(self, month: int) -> Ints:
        """The share of the month (1e-6) lost by the day of entry or of leaving: the greater."""
        frame, rule = window(month), self.scheme.document.part_month
        lost = np.zeros(len(self.unit.roster), dtype=np.int64)
        entry, leave = self.unit.roster.entry, self.service.last_paid
        for steps, days, here in (
            (rule.entering, entry, (entry > frame.first) & (entry <= frame.last)),
            (rule.leaving, leave, (leave >= frame.first) & (leave < frame.last)),
        ):
            if steps:
                shares = [(step.through, exact(step.share)) for step in steps]
                day = np.where(here, days - frame.first + 1, 1)
                lost = np.maximum(lost, np.where(here, share_lost(shares, day), 0))
        return lost

    def paid_days(self, month: int) -> int:
        """Paid days a month, in 1/100: the policy's number, or the month's own."""
        rule, frame = self.scheme.document.part_month, window(month)
        if not rule.of_month:
            return exact(rule.days)
        calendar, work = rule.by == "calendar", self.leave.of_pay
        return int(days_between(*frame, calendar=calendar, work=work)) * DAY
