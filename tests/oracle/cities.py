"""The expected sheets under the unit's own policy."""

from __future__ import annotations

from . import chifeng, jiayuguan
from .common import Award, Bonus, PayRow, Promotion
from .model import CHIFENG, Month, Unit


def pay_rows(unit: Unit, month: Month) -> dict[str, PayRow]:
    """工资发放表."""
    if unit.policy == CHIFENG:
        return chifeng.pay_rows(unit, month)
    return jiayuguan.pay_rows(unit, month)


def promotion_rows(unit: Unit, month: Month) -> list[Promotion]:
    """晋级审批表."""
    if unit.policy == CHIFENG:
        return chifeng.promotion_rows(unit, month)
    return jiayuguan.promotion_rows(unit, month)


def awards(unit: Unit, month: Month) -> list[Award]:
    """一次性奖励."""
    if unit.policy == CHIFENG:
        return chifeng.awards(unit, month)
    return jiayuguan.awards(unit, month)


def bonus(unit: Unit, year: int) -> list[Bonus]:
    """年终奖."""
    if unit.policy == CHIFENG:
        return chifeng.bonus(unit, year)
    return jiayuguan.bonus(unit, year)
