"""Dividing a sum so that nothing is lost: the largest remainder, to the fen."""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Ints


def share(pool: int, weights: Ints | list[int]) -> Ints:
    """A pool (fen) divided by weights (n,); left-over fen go to the largest remainders.

    The parts add up to the pool.  Whole weights of any size from 0; ValueError if all are 0 and
    the pool is not.  Exact: Python integers, so that no product can wrap.
    """
    exact = np.asarray(weights, dtype=object)
    total = int(sum(exact.tolist()))
    if total == 0:
        if pool:
            raise ValueError("weights that are all 0 can't share a pool")
        return np.zeros(len(exact), dtype=np.int64)
    scaled = exact * pool
    parts = scaled // total
    remainders = scaled - parts * total
    left = pool - int(sum(parts.tolist()))
    order = sorted(range(len(exact)), key=lambda i: (-remainders[i], i))
    result = parts.astype(np.int64)
    result[order[:left]] += 1
    return result
