"""A unit's months computed from its inputs, each once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property

import msgspec
from msgspec import field

from xlpay.base.money import Ints
from xlpay.facts.people import PeopleFacts
from xlpay.pay.building import MonthBuilder, begin
from xlpay.pay.history import History, MonthFacts
from xlpay.pay.month import MonthPayroll
from xlpay.pay.stages import ACCRUING, PAYING
from xlpay.unit.inputs import Unit

Recall = Callable[[History], History]  # closed months before computed ones


def nothing_closed(computed: History) -> History:
    """Every month is computed."""
    return computed


class Computed(msgspec.Struct, dict=True):
    """The months of a unit without the people left out, as far as they have been asked for.

    `recall` gives the history that the stages themselves ask: closed months first, then this one.
    With `known_by` ratings known by the end of that month count in every month as if in time.
    """

    unit: Unit
    left_out: frozenset[int] = frozenset()
    recall: Recall = nothing_closed
    known_by: int = 0
    _facts: dict[int, MonthFacts | None] = field(default_factory=dict)
    _begun: dict[int, MonthBuilder] = field(default_factory=dict)
    _months: dict[int, MonthPayroll] = field(default_factory=dict)

    @cached_property
    def past(self) -> History:
        """What is asked for other months."""
        return self.recall(self)

    def without(self, people: Collection[int]) -> Computed:
        """The same unit with those people left out; what was true of everybody is kept."""
        return Computed(self.unit, frozenset(people), self.recall, self.known_by, self._facts)

    def facts(self, month: int) -> MonthFacts | None:
        if month not in self._facts:
            scheme = self.unit.scheme(month)
            self._facts[month] = None
            if scheme is not None:
                staff = PeopleFacts(self.unit.in_month(month), scheme, self.known_by)
                self._facts[month] = MonthFacts(staff, staff.facts(month))
        return self._facts[month]

    def accrued(self, month: int, component: str) -> Ints | None:
        """Only the stages are run that accruals need: a payout would ask for months before it."""
        found = self._months.get(month) or self._accruals(month)
        if found is None or component not in found.lines:
            return None
        return found.lines[component].amount

    def month(self, month: int) -> MonthPayroll | None:
        if month not in self._months:
            builder = self._accruals(month)
            if builder is None:
                return None
            for stage in PAYING:
                stage(builder, self.past)
            self._months[month] = builder.done()
            del self._begun[month]
        return self._months[month]

    def _accruals(self, month: int) -> MonthBuilder | None:
        """A month as far as its accruals."""
        if month not in self._begun:
            known = self.facts(month)
            if known is None:
                return None
            builder = begin(known, month, self.left_out)
            for stage in ACCRUING:
                stage(builder, self.past)
            self._begun[month] = builder
        return self._begun[month]
