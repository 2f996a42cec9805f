"""Contribution rules of all layers together, and which of them holds for a kind in a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from xlpay.policy.contributions.rows import (
    LAYERS,
    CoverRule,
    FixedPart,
    Limits,
    MinimumWage,
    Rate,
    RoundingRule,
    Row,
    RowT,
)


class InForce(msgspec.Struct, frozen=True):
    """A row that holds, whether it has run out and is used on, and those of other layers.

    `differing` are rows of farther layers that begin in the same month and say something else.
    """

    row: Any
    run_out: bool = False
    differing: tuple[Row, ...] = ()


class ContributionStandards(msgspec.Struct, frozen=True):
    """Every row of the national, local and unit's own layers.

    Of the `unusable` kinds ("": what is of no kind) some row could not be read: nothing holds.
    """

    rows: tuple[Row, ...] = ()
    unusable: frozenset[str] = frozenset()

    def joined(self, rows: Iterable[Row], unusable: Iterable[str] = ()) -> ContributionStandards:
        """These rows and further ones."""
        return ContributionStandards((*self.rows, *rows), self.unusable.union(unusable))

    def rate(self, kind: str, side: str, month: int, region: str) -> InForce | None:
        """The share that a side pays."""
        return self._held(Rate, kind, month, region, side=side)

    def fixed(self, kind: str, side: str, month: int, region: str) -> InForce | None:
        """The fixed part that a side pays."""
        return self._held(FixedPart, kind, month, region, side=side)

    def limits(self, kind: str, month: int, region: str) -> InForce | None:
        """The limits of the base."""
        return self._held(Limits, kind, month, region)

    def rounding(self, kind: str, month: int, region: str) -> InForce | None:
        """What contributions are rounded to; None: the fen."""
        return self._held(RoundingRule, kind, month, region)

    def cover(self, kind: str, month: int, region: str) -> InForce | None:
        """From and until when who comes and goes is insured."""
        return self._held(CoverRule, kind, month, region)

    def minimum_wage(self, month: int, region: str) -> InForce | None:
        """The region's minimum wage."""
        return self._held(MinimumWage, "", month, region)

    def _held(
        self, what: type[RowT], kind: str, month: int, region: str, **key: str
    ) -> InForce | None:
        """The nearest layer's row in force: a region's own before others, the latest begun.

        Where all have run out, the nearest of them is used on.
        """
        if kind in self.unusable:
            return None
        begun = list(self._begun(what, kind, month, region, key))
        alive = [row for row in begun if row.last >= month] or begun
        held = [row for layer in LAYERS if (row := _latest(alive, layer)) is not None]
        if not held:
            return None
        *farther, nearest = held
        differing = (
            row for row in farther if row.first == nearest.first and _value(row) != _value(nearest)
        )
        return InForce(nearest, nearest.last < month, tuple(differing))

    def _begun(
        self, what: type[RowT], kind: str, month: int, region: str, key: dict[str, str]
    ) -> Iterator[RowT]:
        for row in self.rows:
            if not isinstance(row, what) or row.first > month or row.region not in ("", region):
                continue
            if row.kind in ("", kind) and all(getattr(row, k) == v for k, v in key.items()):
                yield row


def _latest(rows: Iterable[RowT], layer: str) -> RowT | None:
    """A layer's row that goes before its others: a region's own, then the latest begun."""
    own = [row for row in rows if row.origin.layer == layer]
    return max(own, key=lambda row: (row.region != "", row.first), default=None)


def _value(row: Row) -> tuple[Any, ...]:
    """What a row lays down, without where and when."""
    about = {"origin", "first", "last", "region", "kind"}
    return tuple(getattr(row, name) for name in row.__struct_fields__ if name not in about)
