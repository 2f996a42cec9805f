"""What is worth telling about a month beyond what reading and computing themselves find.

An error only where an amount of this run can't be computed or is surely wrong; a warning where a
person should look; info and notices for the record (docs/contract.md, result sheets).
"""

from __future__ import annotations

from collections.abc import Mapping

from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.money import Bools
from xlpay.checks.deductions import deduction_findings
from xlpay.checks.management import management_findings
from xlpay.checks.minimum_wage import wage_findings
from xlpay.checks.openings import opening_findings
from xlpay.checks.plausible import doubtful, implausible_incomes, leaps
from xlpay.checks.records import exclusive, record_findings, too_long
from xlpay.checks.standards import assumed_months
from xlpay.checks.view import View
from xlpay.pay.month import MonthPayroll
from xlpay.unit.inputs import Unit


def findings(run: MonthPayroll) -> list[Finding]:
    """Everything about a month's run, in a fixed order."""
    view = View(run)
    return [
        *doubtful(view),
        *deduction_findings(view),
        *wage_findings(view),
        *assumed_months(run.unit),
        *opening_findings(view, view.paid),
        *record_findings(view),
        *management_findings(view),
    ]


def openings(run: MonthPayroll, people: Bools | None = None) -> list[Finding]:
    """Only what concerns opening figures, of `people` (n,), else of those paid in the month."""
    view = View(run)
    return list(opening_findings(view, view.paid if people is None else people))


def figures(unit: Unit) -> list[Finding]:
    """Only what concerns the figures that the office enters."""
    return [*implausible_incomes(unit), *assumed_months(unit)]


def against_result(
    run: MonthPayroll, before: MonthPayroll, paid: Mapping[str, int]
) -> list[Finding]:
    """Only what doesn't look right beside last month's result: fen by identity number.

    Who was away or not employed on some day of either month is left aside.
    """
    whole = (run.part.out == 0) & (before.part.out == 0)
    return list(leaps(View(run), paid, whole))


def wrong_records(run: MonthPayroll) -> list[Finding]:
    """Only the absences and duties that an amount of the month follows and that look wrong."""
    view = View(run)
    errors = [f for f in exclusive(view) if f.severity is Severity.ERROR]
    return [*(f for f in too_long(view) if f.word("how")), *errors]
