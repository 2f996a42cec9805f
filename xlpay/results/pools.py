"""A divided pool in 计算依据, beside its members: its total and the sum of its weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import BLANK, FEN, decimal_text
from xlpay.rules.expr import Expr, InputCell, number
from xlpay.rules.formulas import formula_texts
from xlpay.rules.sharing import Divided, pool_name, weights_name

_MEMBERS: Final = 40  # of more, a sum is told as its number: nobody reads so many terms


class GroupRow(msgspec.Struct, frozen=True):
    """A figure of a group: fen, or BLANK where it is no sum of money and stands in the reason."""

    group: str
    item: str
    amount: int
    formula: str
    reason: str


def pool_rows(pools: Iterable[Divided], cite: Callable[[str], str]) -> Iterator[GroupRow]:
    """Two rows a pool."""
    for pool in pools:
        clause, count = cite(pool.source), len(pool.shares)
        whole = _formula(pool.total(), count)
        told = f"{clause}；{count}人的份额合计{decimal_text(pool.pool, FEN)}"
        yield GroupRow(pool.group, pool_name(pool.item), pool.pool, whole, told)
        divisor = decimal_text(pool.divisor, FEN * pool.scale)
        weight = "得分" if isinstance(pool.weighed, InputCell) else "权重"
        told = f"{clause}；{count}人的{weight}×份额合计{divisor}"
        formula = _formula(pool.weight(), count)
        yield GroupRow(pool.group, weights_name(pool.item), BLANK, formula, told)


def _formula(value: Expr, members: int) -> str:
    """A sum over the members, or its number."""
    if members > _MEMBERS:
        assert isinstance(value.scale, int)
        value = number(value.values, scale=value.scale)
    return formula_texts(value, np.zeros(1, dtype=np.int64))[0]
