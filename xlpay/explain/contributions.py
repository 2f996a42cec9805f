"""What a contribution of a person rests on, in words."""

from __future__ import annotations

from collections.abc import Callable

from xlpay.deductions.bases import OWN, SOURCES
from xlpay.deductions.contributions import Contributed
from xlpay.pay.month import MonthPayroll


def contribution(run: MonthPayroll, name: str) -> Contributed | None:
    """The kind of which a line of that name is a side; None for another line."""
    of = (own for own in run.contributed for line in own.lines.values() if line.name == name)
    return next(of, None)


def base_words(own: Contributed) -> Callable[[int], str]:
    """Where a person's base comes from: their own, the month's gross, a limit."""
    base = own.base

    def words(i: int) -> str:
        if not base.known[i] or not own.cover.insured[i]:
            return ""
        plain = "本月应发" if base.from_gross[i] else SOURCES[OWN]
        code = int(base.source[i])
        return f"基数按{plain}" if code == OWN else f"基数按{SOURCES[code]}"

    return words
