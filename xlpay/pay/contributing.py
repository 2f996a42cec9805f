"""A stage of the deductions: insurance and housing fund of the month, kind by kind."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from xlpay.deductions.contributions import Asked, Contributed, contributed
from xlpay.deductions.cover import Employment
from xlpay.deductions.switches import wanted
from xlpay.pay.building import MonthBuilder
from xlpay.pay.contribution_findings import about_contributions
from xlpay.pay.history import History
from xlpay.pay.month import GROSS
from xlpay.pay.overriding import is_typed, overridden, unread_contributions
from xlpay.policy.contributions.kinds import KINDS, PERSON, UNIT
from xlpay.rules.expr import NOTHING, where
from xlpay.rules.lines import Line


def contributions(run: MonthBuilder, past: History) -> None:
    """养老保险, 医疗保险, 失业保险, 住房公积金 of each person, and what the unit pays."""
    settings = run.unit.settings
    asked = _asked(run)
    for kind in KINDS:
        if wanted(settings, kind):
            found = contributed(run.unit.contributions, run.unit.net, kind, asked)
            found = _fixed(run, found)
            run.contributed.append(found)
            if kind.column:
                run.deduct(found.lines[PERSON])
        elif kind.column and is_typed(run, kind.column):
            nothing = Line(kind.column, where(run.paid, NOTHING, NOTHING).round(), "", apart=True)
            run.deduct(overridden(run, nothing))
    run.findings += about_contributions(run)


def _asked(run: MonthBuilder) -> Asked:
    """The month's people, employment and gross."""
    roster = run.unit.roster
    staff = Employment(roster.entry, roster.leave, roster.first_job)
    settings, gross = run.unit.settings, run.lines[GROSS].amount
    return Asked(run.month, settings.region, run.paid, staff, gross, settings.unfilled_base)


def _fixed(run: MonthBuilder, found: Contributed) -> Contributed:
    """Contributions with the figures fixed by hand, and without those that can't be known."""
    wrong = unread_contributions(run)
    lines, blank = {}, {}
    for side, line in found.lines.items():
        run.leave_blank(line.name, found.blank[side] | wrong)
        known = ~run.blank.get(line.name, np.zeros_like(wrong))
        lines[side] = overridden(run, line.less(~known, NOTHING))
        blank[side] = run.blank.get(line.name, np.zeros_like(wrong))
        if side == UNIT:
            run.blank.pop(line.name, None)  # what the unit owes doesn't change anyone's net
    return replace(found, lines=lines, blank=blank)
