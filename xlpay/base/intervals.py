"""Stretches of days: united by key, and counted as calendar days or weekdays."""

from __future__ import annotations

import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.base.workdays import PLAIN, WorkDays

_BIG = np.int64(1) << 24  # more than any day number, so that a group key keeps its order


def unite(key: Ints, first: Ints, last: Ints, *, adjacent: bool) -> tuple[Ints, Ints, Ints]:
    """Intervals of one key that overlap (or, if `adjacent`, touch) become one.

    key, first, last: (n,); keys from 0.  Returns the united (key, first, last), sorted.
    """
    if not len(key):
        return key, first, last
    order = np.lexsort((first, key))
    key, first, last = key[order], first[order], last[order]
    reach = np.maximum.accumulate(key * _BIG + last) - key * _BIG
    starts = np.ones(len(key), dtype=np.bool_)
    starts[1:] = (key[1:] != key[:-1]) | (first[1:] > reach[:-1] + (1 if adjacent else 0))
    begin = np.flatnonzero(starts)
    end = np.append(begin[1:], len(key)) - 1
    return key[begin], first[begin], reach[end]


def days_between(
    first: Ints | int, last: Ints | int, *, calendar: Bools | bool, work: WorkDays = PLAIN
) -> Ints:
    """Calendar days, or days of work (Monday-Friday), from first to last, both inside (0: none)."""
    if calendar is False:
        return work.between(first, last)
    days: Ints = np.maximum(np.asarray(last) - np.asarray(first) + 1, 0).astype(np.int64)
    if calendar is True:
        return days
    chosen: Ints = np.where(calendar, days, work.between(first, last))
    return chosen
