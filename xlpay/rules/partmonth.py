"""What a part month takes off a sum, and what it leaves of it."""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.money import Bools
from xlpay.rules.expr import NOTHING, Expr, Shown, larger, number, ratio, smaller, where
from xlpay.rules.service import PartMonth

_OUT, _PAID, _LOST = Shown("不计薪天数"), Shown("计薪天数"), Shown("按进入、离职的日期扣的比例")
_ALL, _HALF_OF_ALL = Shown("当月天数"), Shown("当月一半的天数")
_HALF: Final = 5  # tenths of a day


def reduction(whole: Expr, part: PartMonth, days: Expr | None) -> Expr:
    """What a part month takes off a sum, in fen (docs/readings.md, part months).

    M × d / days if d <= p, else the greater of M - M × p / days and M × half of all days / days,
    each product rounded to the fen, within 0..M; d days out, p the others.  So a day more out
    never pays more.  Without `days` a month's own days pay alike: M - M × p / (d + p).  The share
    lost by the day of entry or leaving comes on top.
    """
    if days is None:
        taken = whole - _kept(whole, part, days)
    else:
        out = (whole * number(part.out * _HALF, _OUT, 10) / days).round()
        most = larger(whole - _kept(whole, part, days), _half(whole, part, days))
        taken = where(_few(part), out, most)
    if part.lost is not None and part.lost.any():
        taken = (whole * ratio(part.lost, _LOST)).round() + taken
    all_of_it = taken.values >= whole.values
    nothing = (taken.values <= 0) & (whole.values >= 0)
    found = where(all_of_it, whole, taken) if all_of_it.any() else taken
    return where(nothing, NOTHING, found) if nothing.any() else found


def left(whole: Expr, taken: Expr, part: PartMonth, days: Expr | None) -> Expr:
    """What a reduction leaves of a sum: M less it, or what the days in the month earn at most."""
    rest = _kept(whole, part, days)
    if days is not None:
        rest = smaller(rest, whole - _half(whole, part, days))
        rest = where(_few(part), whole - taken, rest)
    if part.lost is not None:
        rest = where(part.lost > 0, whole - taken, rest)
    return where(taken.values >= whole.values, NOTHING, rest)


def _few(part: PartMonth) -> Bools:
    """Who is out for no more days than not."""
    few: Bools = np.asarray(part.out <= part.paid)
    return few


def _kept(whole: Expr, part: PartMonth, days: Expr | None) -> Expr:
    """What the days in a month earn of a sum."""
    if days is None:
        days = number(np.maximum(part.out + part.paid, 1) * _HALF, _ALL, 10)
    return (whole * number(part.paid * _HALF, _PAID, 10) / days).round()


def _half(whole: Expr, part: PartMonth, days: Expr) -> Expr:
    """What half of all days of a month, in whole halves, cost of a sum."""
    half = number((part.out + part.paid) // 2 * _HALF, _HALF_OF_ALL, 10)
    return (whole * half / days).round()
