"""The statutory retirement month: month of birth, the age before the delay, and the delay."""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Ints
from xlpay.policy.national.retirement import RetirementAge


def delay_months(born: Ints, age: RetirementAge) -> Ints:
    """By how many months retirement is put off: (n,) months of birth.

    min(most, whole `every` months since `born_from`, plus one); 0 if born earlier (办法第一条).
    """
    delayed = np.zeros(born.shape, dtype=np.int64)
    for delay in age.delays:
        reached = np.minimum((born - delay.born_from) // delay.every + 1, delay.most)
        delayed = np.where(born >= delay.born_from, reached, delayed)
    return delayed


def retirement_months(born: Ints, age: RetirementAge) -> Ints:
    """The month in which each person reaches the retirement age: (n,) months of birth."""
    result: Ints = born + 12 * age.years + delay_months(born, age)
    return result
