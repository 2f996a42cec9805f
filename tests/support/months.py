"""A month, its changes, a year's money, each with a history of its own."""

from __future__ import annotations

from collections.abc import Collection

from xlpay.base.findings import Finding
from xlpay.pay import promotion
from xlpay.pay.month import MonthPayroll
from xlpay.pay.payroll import Computed
from xlpay.policy.schema.document import Yearly
from xlpay.unit.inputs import Unit
from xlpay.yearly import awards as one_off
from xlpay.yearly import money
from xlpay.yearly.standards import YearEnd


def compute(unit: Unit, month: int, left_out: Collection[int] = ()) -> MonthPayroll | None:
    """A month of the unit; None where the policy does not pay."""
    return Computed(unit, frozenset(left_out)).month(month)


def changes(run: MonthPayroll) -> list[promotion.Change]:
    """What changed since the month before."""
    return promotion.changes(run, Computed(run.unit))


def awards(run: MonthPayroll) -> tuple[list[one_off.Award], list[Finding]]:
    """One-off awards that fall in the month, and notices."""
    return one_off.awards(run, Computed(run.unit))


def year_end(unit: Unit, rule: Yearly, year: int) -> YearEnd:
    """A year's money under a rule; the unit's month is its December."""
    return money.year_end(Computed(unit, known_by=unit.month), rule, year)
