"""Dividing a sum so that nothing is lost: the largest remainder, to the fen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import FEN, Ints
from xlpay.rules.expr import Expr, Origin, Plain, Shown, fen, number, total
from xlpay.rules.rounding import rounding


def share(pool: int, weights: Ints | list[int]) -> Ints:
    """A pool (fen) divided by weights (n,); left-over fen go to the largest remainders.

    The parts add up to the pool.  Whole weights of any size from 0; ValueError if all are 0 and
    the pool is not.  Exact: Python integers, so that no product can wrap.
    """
    exact = np.asarray(weights, dtype=object)
    weight = int(sum(exact.tolist()))
    if weight == 0:
        if pool:
            raise ValueError("weights that are all 0 can't share a pool")
        return np.zeros(len(exact), dtype=np.int64)
    scaled = exact * pool
    parts = scaled // weight
    remainders = scaled - parts * weight
    left = pool - int(sum(parts.tolist()))
    order = sorted(range(len(exact)), key=lambda i: (-remainders[i], i))
    result = parts.astype(np.int64)
    result[order[:left]] += 1
    return result


LEFT_OVER: Final = Plain("最大余数")


def pool_name(item: str) -> str:
    """What the pool of a component is called."""
    return f"{item}总额"


def weights_name(item: str) -> str:
    """What the sum of weight × share is called."""
    return f"{item}权重合计"


class Divided(msgspec.Struct, frozen=True):
    """A pool that was divided: whose, the shares (fen) it is made of and the weight of each.

    A member's part is pool × weight × own share / the sum of weight × share, cut to the fen; the
    fen left over go to the largest remainders.  Weights are whole multiples of 1/scale.
    """

    item: str
    group: str
    source: str
    shares: tuple[int, ...]
    weights: tuple[int, ...]
    scale: int
    weighed: Origin

    @property
    def pool(self) -> int:
        """The sum (fen) that is divided."""
        return sum(self.shares)

    @property
    def divisor(self) -> int:
        """The sum of weight × share, in 1/(100 × scale) yuan."""
        return sum(w * s for w, s in zip(self.weights, self.shares, strict=True))

    def total(self) -> Expr:
        """The pool, as the sum of its shares."""
        return total([self._share(share) for share in self.shares])

    def weight(self) -> Expr:
        """The sum of weight × share."""
        pairs = zip(self.weights, self.shares, strict=True)
        return total([number(w, self.weighed, self.scale) * self._share(s) for w, s in pairs])

    def _share(self, share: int) -> Expr:
        return fen(share, Shown(f"{self.item}份额"))


def part_of(pools: Sequence[tuple[Ints, Divided]], own: Expr, weight: Expr, paid: Ints) -> Expr:
    """What each member (n,) is paid of a pool, as a formula; 1 for people of no pool.

    `pools` lists each pool with its members (indices), `paid` (fen) what dividing gave.
    """
    pool, divisor = np.ones((2, len(paid)), dtype=object)
    here = np.zeros(len(paid), dtype=np.bool_)
    for members, found in pools:
        pool[members], divisor[members], here[members] = found.pool, found.divisor, True
    item, scale = pools[0][1].item, pools[0][1].scale
    whole = fen(pool.astype(np.int64), Shown(pool_name(item)))
    sum_of = number(divisor, Shown(weights_name(item)), FEN * scale)
    cut = (whole * weight * own / sum_of).round(rounding("fen", "down"))
    return cut + fen(np.where(here, paid - cut.values, 0), LEFT_OVER)
