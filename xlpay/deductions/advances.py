"""In which order pay is taken, and what is left over: net is never below 0.

Insurance, fund, arrears and tax are owed in any case: what pay doesn't cover the unit advances, and
takes it back first from later pay.  Then court orders, then the rest; what is left of these waits
(工资支付暂行规定 15, 16条).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import Ints
from xlpay.base.units import FenColumn
from xlpay.policy.contributions.kinds import BY_WORD, KINDS
from xlpay.unit.net.records import STANDING_KINDS, Advanced, Standing

ARREARS, TAX, OTHER = "补缴", "个人所得税", "其他扣款"
UNTOLD: Final = "代垫"  # an advance of which no kind is named
OWED: Final = (*(kind.column for kind in KINDS if kind.column), ARREARS, TAX)  # in the order taken


class Opening(msgspec.Struct, frozen=True, eq=False):
    """What stands open from the month before, by kind: advanced, and waiting to be taken (n,)."""

    advanced: Mapping[str, FenColumn]
    waiting: Mapping[str, FenColumn]
    stale: Ints  # rows of an older month than the last


def taken(available: FenColumn, dues: Iterable[FenColumn]) -> list[FenColumn]:
    """Of each due in turn what is left of the available sum pays (n,)."""
    left, found = available, []
    for due in dues:
        part = np.minimum(due, left)
        found.append(part)
        left = left - part
    return found


def advanced(gross: FenColumn, dues: Sequence[FenColumn]) -> list[FenColumn]:
    """Of each due in turn what pay does not cover, and the unit advances (n,)."""
    covered = taken(np.maximum(gross, 0), dues)
    return [due - part for due, part in zip(dues, covered, strict=True)]


def opening(records: Advanced, month: int, people: int) -> Opening:
    """What 期初代垫 says of the end of the month before."""
    parts: tuple[dict[str, Ints], dict[str, Ints]] = ({}, {})
    for i in np.flatnonzero(records.until == month - 1).tolist():
        kind = _kind(records.kind[i])
        own = parts[kind in (*STANDING_KINDS, OTHER)]
        own.setdefault(kind, np.zeros(people, dtype=np.int64))[records.person[i]] += records.fen[i]
    first, second = map(in_order, parts)
    return Opening(first, second, np.flatnonzero(records.until < month - 1))


def in_order(dues: Mapping[str, FenColumn]) -> dict[str, FenColumn]:
    """Dues by kind (n,) in the order in which they are taken."""
    return dict(sorted(dues.items(), key=lambda due: _place(due[0])))


def standing(records: Standing, month: int, people: int) -> dict[str, FenColumn]:
    """What 代扣项目 says for the month, by kind in the order taken (n,)."""
    found: dict[str, Ints] = {}
    now = (records.first <= month) & (month <= records.last)
    for code in np.unique(records.kind[now]).tolist():
        own = now & (records.kind == code)
        sums = np.zeros(people, dtype=np.int64)
        np.add.at(sums, records.person[own], records.fen[own])
        found[STANDING_KINDS[code]] = sums
    return found


def _kind(word: str) -> str:
    """A kind as the column of 工资发放表 calls it."""
    kind = BY_WORD.get(word)
    return kind.column if kind is not None and kind.column else word


def _place(kind: str) -> int:
    """Where a kind comes in the order taken; others last."""
    order = (*OWED, *STANDING_KINDS, OTHER)
    return order.index(kind) if kind in order else len(order)
