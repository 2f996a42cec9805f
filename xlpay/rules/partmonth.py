"""What a part month takes off a sum, and what it leaves of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.money import Bools
from xlpay.rules.expr import NOTHING, Expr, Shown, number, ratio, where
from xlpay.rules.service import PartMonth

_OUT, _PAID, _LOST = Shown("不计薪天数"), Shown("计薪天数"), Shown("按进入、离职的日期扣的比例")
_HALF: Final = 5  # tenths of a day


def reduction(whole: Expr, part: PartMonth, days: Expr) -> Expr:
    """What a part month takes off a sum, in fen.

    M × d / days if d <= p, else M - M × p / days, each product rounded to the fen, within 0..M; d
    days out, p the others.  The share lost by the day of entry or leaving comes on top.
    """
    out = (whole * number(part.out * _HALF, _OUT, 10) / days).round()
    taken = where(_few(part), out, whole - _kept(whole, part, days))
    if part.lost is not None and part.lost.any():
        taken = (whole * ratio(part.lost, _LOST)).round() + taken
    all_of_it = taken.values >= whole.values
    nothing = (taken.values <= 0) & (whole.values >= 0)
    found = where(all_of_it, whole, taken) if all_of_it.any() else taken
    return where(nothing, NOTHING, found) if nothing.any() else found


def left(whole: Expr, taken: Expr, part: PartMonth, days: Expr) -> Expr:
    """What a reduction leaves of a sum: M less it, or M × p / days where most days are out."""
    few = _few(part) if part.lost is None else _few(part) | (part.lost > 0)
    rest = where(few, whole - taken, _kept(whole, part, days))
    return where(taken.values >= whole.values, NOTHING, rest)


def _few(part: PartMonth) -> Bools:
    """Who is out for no more days than not."""
    few: Bools = np.asarray(part.out <= part.paid)
    return few


def _kept(whole: Expr, part: PartMonth, days: Expr) -> Expr:
    """What the days in a month earn of a sum."""
    return (whole * number(part.paid * _HALF, _PAID, 10) / days).round()
