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


def base_words(own: Contributed, name: str) -> Callable[[int], str]:
    """Where a person's base comes from: their own, the month's gross, a limit.

    Of a figure fixed by hand nothing is said: it rests on no base.
    """
    base = own.base
    by_hand = [who for line in own.lines.values() if line.name == name for who, _ in line.cited]

    def words(i: int) -> str:
        if not base.known[i] or not own.cover.insured[i] or any(who[i] for who in by_hand):
            return ""
        plain = "本月应发" if base.from_gross[i] else SOURCES[OWN]
        code = int(base.source[i])
        return f"基数按{plain}" if code == OWN else f"基数按{SOURCES[code]}"

    return words
