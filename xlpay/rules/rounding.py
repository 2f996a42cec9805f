"""What a sum is rounded to and which way, as the policy says, and how a formula says so."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import msgspec
import numpy as np

from xlpay.base.money import Ints, half_up, half_up_whole

UNITS: Final = {"fen": 1, "jiao": 10, "yuan": 100, "ten": 1000}
NEAREST: Final = "nearest"
_PLACES: Final = {1: 2, 10: 1, 100: 0, 1000: -1}
_NAMES: Final = {NEAREST: "ROUND", "up": "ROUNDUP", "down": "ROUNDDOWN"}
_WORDS: Final = {1: "分", 10: "角", 100: "元", 1000: "十元"}
_WAYS: Final = {NEAREST: "", "up": "进位", "down": "舍去"}


class Rounding(msgspec.Struct, frozen=True):
    """Sums to whole multiples of `unit` fen: to the nearest, away from zero, or towards it."""

    unit: int
    way: str = NEAREST

    @property
    def plain(self) -> bool:
        """To the nearest fen: a sum in fen stays as it is."""
        return self.unit == 1 and self.way == NEAREST

    def of(self, numerator: Any, denominator: Any = 1) -> Ints:
        """numerator / denominator (fen), rounded once; numerator int64, or whole of any size."""
        if self.plain and isinstance(denominator, int) and denominator == 1:
            return np.asarray(numerator, dtype=np.int64)
        n, d = np.asarray(numerator), denominator * self.unit
        if self.way == NEAREST:
            if n.dtype != np.object_:
                whole = half_up(n, d)
                return whole if self.unit == 1 else whole * self.unit
            if isinstance(d, int):
                return half_up_whole(n, d) * self.unit
            nearest: Ints = (np.sign(n) * ((2 * np.abs(n) + d) // (2 * d))).astype(np.int64)
            return nearest * self.unit
        up = d - 1 if self.way == "up" else 0
        size = (np.abs(n) + up) // d * self.unit
        result: Ints = np.where(n < 0, -size, size).astype(np.int64)
        return result

    @property
    def name(self) -> str:
        """What it is called in a formula."""
        return _NAMES[self.way]

    @property
    def places(self) -> int:
        """The decimals of yuan that are left; -1 for tens."""
        return _PLACES[self.unit]

    def words(self) -> str:
        """What a reader is told of it; '' for the nearest fen."""
        return "" if self.plain else f"，{_WAYS[self.way]}到{_WORDS[self.unit]}"


@lru_cache(maxsize=32)
def rounding(unit: str, way: str = NEAREST) -> Rounding:
    """The rounding that a policy's words name."""
    return Rounding(UNITS[unit], way)


FEN: Final = rounding("fen")
