"""What was of other months, as an argument: nobody computes the past by himself.

The months that are closed answer first, else they are computed on what is known now; each month is
computed once for the people left out.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from xlpay.base.money import Ints
from xlpay.facts.people import PeopleFacts
from xlpay.pay.month import MonthPayroll
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.facts import Facts
from xlpay.unit.inputs import Unit


class MonthFacts(msgspec.Struct, frozen=True):
    """What was true of each person in a month, under the version in force in it."""

    staff: PeopleFacts
    facts: Facts

    @property
    def scheme(self) -> Scheme:
        return self.staff.scheme


class History(Protocol):
    """The months of a unit, some people left out of all of them.  Columns run over the roster."""

    @property
    def unit(self) -> Unit:
        """The unit whose months these are, in the month from which they are looked at."""

    @property
    def left_out(self) -> frozenset[int]:
        """The people who have no row in any month."""

    def facts(self, month: int) -> MonthFacts | None:
        """The facts of a month; None where the policy does not pay."""

    def accrued(self, month: int, component: str) -> Ints | None:
        """What a component accrued in a month (n,), fen; None where the month has none."""

    def month(self, month: int) -> MonthPayroll | None:
        """A month's payroll; None where the policy does not pay."""
