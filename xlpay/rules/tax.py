"""Income tax by brackets: amount × rate − quick deduction, rounded once to the fen.

The bracket goes by the amount itself (a year's cumulative taxable income) or by a twelfth of it (a
bonus taxed by itself); a limit belongs to the bracket below it.
"""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Ints, half_up
from xlpay.policy.national.income_tax import PER_MILLE, TaxSchedule


def bracket(amount: Ints, schedule: TaxSchedule) -> Ints:
    """The bracket of each amount (n,), fen, counted from 0."""
    result: Ints = np.searchsorted(schedule.limits * schedule.months, amount, side="left")
    return result


def tax(amount: Ints, schedule: TaxSchedule) -> Ints:
    """The tax on each amount (n,), fen; 0 for amounts below 0."""
    here = bracket(amount, schedule)
    due = half_up(amount * schedule.rates[here] - schedule.quick[here] * PER_MILLE, PER_MILLE)
    result: Ints = np.maximum(due, 0)
    return result
