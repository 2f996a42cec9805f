"""The stages of a month, in order: each adds lines to the month that is being made.

A new stage is a function in a file of its own and a place in this list; what it deducts is counted
in the net by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from xlpay.pay.building import MonthBuilder
from xlpay.pay.components import absences, part_months, payouts, pools, standards
from xlpay.pay.contributing import contributions
from xlpay.pay.history import History
from xlpay.pay.net import arrears, net, other_deductions, typed_tax
from xlpay.pay.sums import adjustments, gross, reduction, reported

Stage = Callable[[MonthBuilder, History], None]

# What a month accrues comes of itself; only what follows may ask for other months' accruals.
ACCRUING: Final[tuple[Stage, ...]] = (standards, part_months, absences, pools)
PAYING: Final[tuple[Stage, ...]] = (
    payouts,
    reported,
    reduction,
    adjustments,
    gross,
    contributions,
    arrears,
    typed_tax,
    other_deductions,
    net,
)
STAGES: Final[tuple[Stage, ...]] = (*ACCRUING, *PAYING)
