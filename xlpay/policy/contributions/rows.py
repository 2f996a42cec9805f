"""Rows of contribution rules as the rules take them: exact, dated, each with where it stands.

A row holds from its first month to its last one, or until a later row of the same key and layer.
A row for a region goes before one for all.
"""

from __future__ import annotations

from typing import Final, Literal, TypeVar

import msgspec

from xlpay.base.grid import NOWHERE, Position
from xlpay.base.units import Fen

FOREVER: Final = 9999 * 12
NATIONAL, LOCAL, OWN = "国家", "地方", "缴费标准"
LAYERS: Final = (NATIONAL, LOCAL, OWN)  # the nearest last: it wins

Way = Literal["nearest", "up", "down"]
Multiple = Literal["fen", "jiao", "yuan"]
Entry = Literal["this", "next"]  # the first month due: that of entry, or the one after


class Origin(msgspec.Struct, frozen=True):
    """Where a value stands: its layer, the document's number and clause, the file or cell."""

    layer: str
    document: str
    place: str = ""  # a file's name
    cell: Position = NOWHERE  # of 缴费标准

    def words(self) -> str:
        """The layer and the document, as 计算依据 names them."""
        return f"{self.layer}：{self.document}" if self.document else f"{self.layer}：未填文号"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every row says: for which kind and region ("": all), in which months, and from where."""

    kind: str  # a word of kinds.BY_WORD; "" where no kind matters
    region: str = ""
    first: int  # month
    last: int = FOREVER  # month
    origin: Origin


class Rate(Row, frozen=True, kw_only=True):
    """What a side pays of the base: a share (1e-6); the fixed part is a row of its own."""

    side: str
    share: int


class FixedPart(Row, frozen=True, kw_only=True):
    """What a side pays beside its share, whatever the base: fen a month."""

    side: str
    amount: Fen


class Limits(Row, frozen=True, kw_only=True):
    """Between which the base of a kind is taken, fen a month; None: no such limit."""

    low: Fen | None
    high: Fen | None


class RoundingRule(Row, frozen=True, kw_only=True):
    """To what a contribution of a kind is rounded."""

    to: Multiple = "fen"
    way: Way = "nearest"


class CoverRule(Row, frozen=True, kw_only=True):
    """From which month someone who enters is insured, and until which one who leaves.

    Who enters after day `until_day` of a month is insured from the next one.
    """

    entry: Entry = "this"
    until_day: int = 31
    leaving: Literal["this", "before"] = "this"  # the month of leaving counts, or it doesn't


class MinimumWage(Row, frozen=True, kw_only=True):
    """The least that a full month of normal work is paid, fen."""

    amount: Fen


RowT = TypeVar("RowT", bound=Row)
