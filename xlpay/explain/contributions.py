"""What a contribution of a person rests on, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xlpay.deductions.bases import OWN, SOURCES
from xlpay.deductions.contributions import Contributed
from xlpay.pay.month import MonthPayroll


def contribution(run: MonthPayroll, name: str) -> Contributed | None:
    """The kind of which a line of that name is a side; None for another line."""
    of = (own for own in run.contributed for line in own.lines.values() if line.name == name)
    return next(of, None)


def base_words(own: Contributed, name: str) -> Callable[[int], str]:
    """Where a person's base comes from: their own, the month's gross, a limit.

    Of a figure fixed by hand nothing is said: it rests on no base.
    """
    base, told = own.base, own.base.known & own.cover.insured
    for line in own.lines.values():
        for who, _ in line.cited if line.name == name else ():
            told = told & ~who
    from_gross = base.from_gross & (base.source == OWN)
    code = np.where(from_gross, len(SOURCES), base.source)
    texts = [f"基数按{word}" for word in (*SOURCES, "本月应发")]
    found = [texts[c] if on else "" for c, on in zip(code.tolist(), told.tolist(), strict=True)]
    return found.__getitem__
