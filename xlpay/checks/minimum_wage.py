"""Pay of a full month below the region's minimum wage (最低工资规定 劳社部令2004年21号 12条)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.forms import REGION, SETTINGS
from xlpay.base.grid import NOWHERE
from xlpay.base.money import RATIO, Ints, yuan_text
from xlpay.checks.view import View
from xlpay.deductions.contributions import told
from xlpay.pay.month import ADJUSTMENT, REDUCTION

SICK_SHARE: Final = 800_000  # of the minimum, 劳部发〔1995〕309号 59条; 1e-6


def shortfall(amount: Ints, least: int, share: int = RATIO) -> Ints:
    """What amounts (n,) lack of a share (1e-6) of the minimum, whole fen upward; 0 for none."""
    floor = -(-least * share // RATIO)
    lacking: Ints = np.maximum(floor - amount, 0)
    return lacking


def wage_findings(view: View) -> Iterator[Finding]:
    """Who is paid less than the minimum for a full month of work, or less than 80% of it sick.

    A month that is not worked whole is not compared; back pay is no part of the month's pay.
    """
    run, settings = view.run, view.unit.settings
    held = view.unit.contributions.minimum_wage(view.month, settings.region)
    if held is None:
        if run.contributed:
            cell = settings.cells.get(REGION, NOWHERE)
            yield find("W-MINREG", SETTINGS.sheet, cell, region=settings.region)
        return
    least, whole = held.row.amount, run.has_row() & (run.part.out == 0)
    paid = run.gross - run.lines[ADJUSTMENT].amount
    sick = run.lines[REDUCTION].amount > 0
    words = {"least": yuan_text(least), "source": told(held.row, run_out=held.run_out)}
    for code, who, share in (("W-MIN", ~sick, RATIO), ("W-MINSICK", sick, SICK_SHARE)):
        lacking = shortfall(paid, least, share)
        for i in np.flatnonzero(whole & who & (lacking > 0)).tolist():
            sums = {"amount": yuan_text(int(paid[i])), "lacking": yuan_text(int(lacking[i]))}
            yield view.at(code, i, **sums, **words)
