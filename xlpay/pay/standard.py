"""The monthly standard: the sum of the components marked `standard`, and each component whole."""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Ints
from xlpay.policy.schema.document import Component
from xlpay.policy.terms.definitions import is_standard
from xlpay.policy.terms.scheme import Scheme
from xlpay.rules.asked import Pay


def standard_components(scheme: Scheme) -> list[Component]:
    """The components of the monthly standard."""
    return [component for component in scheme.document.component if is_standard(component)]


def standard_of(scheme: Scheme, pay: Pay) -> Ints:
    """The monthly standard of each person (n,), fen, before part-month reductions."""
    total = np.zeros(len(next(iter(pay.lines.values())).amount), dtype=np.int64)
    for component in standard_components(scheme):
        total = total + pay.lines[component.name].amount
    return total
