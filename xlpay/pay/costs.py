"""What a month costs beyond what it pays: what it sets aside, less what it pays of that."""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Ints
from xlpay.pay.month import MonthPayroll


def set_aside(run: MonthPayroll) -> Ints:
    """The accruals of each person (n,), fen."""
    names = [c.name for c in run.scheme.document.component if c.schedule.set_aside]
    return _sum(run, names)


def paid_out(run: MonthPayroll) -> Ints:
    """What each person (n,) is paid of earlier accruals, fen."""
    names = [c.name for c in run.scheme.document.component if c.schedule.pays]
    return _sum(run, names)


def _sum(run: MonthPayroll, names: list[str]) -> Ints:
    total = np.zeros(len(run.gross), dtype=np.int64)
    for name in names:
        total = total + run.lines[name].amount
    return total
