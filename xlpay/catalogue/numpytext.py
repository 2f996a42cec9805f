"""Known words in numpy text, a whole column at once.

Two characters are one 64-bit key.  A multiplication gives the slot in which a word would lie; the
keys themselves are then compared, so nothing but the word as spelled is taken for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from xlpay.base.money import Bools, Ints

_WIDEST: Final = 8  # characters; wider text is left to be read one by one
_SLOTS: Final = 4096


class _Slots(msgspec.Struct, frozen=True):
    """Where the keys of the known words lie, and the numbers of the words."""

    multipliers: tuple[np.uint64, ...]
    slot: Ints  # (_SLOTS,) index of a word
    keys: NDArray[np.uint64]  # (pairs of characters, words)
    numbers: Ints


def known_words(cells: NDArray[np.str_], words: Mapping[str, int]) -> tuple[Ints, Bools]:
    """The number of each cell that is a known word exactly as spelled, and which cells are."""
    width = cells.dtype.itemsize // 4
    if not 0 < width <= _WIDEST or not cells.dtype.isnative:
        return np.zeros(len(cells), dtype=np.int64), np.zeros(len(cells), dtype=np.bool_)
    width += width % 2
    keys = np.ascontiguousarray(cells, dtype=f"U{width}").view(np.uint64).reshape(len(cells), -1)
    slots = _slots(tuple(words.items()), width)
    word = slots.slot.take(_hashed(keys, slots.multipliers))
    known = np.ones(len(cells), dtype=np.bool_)
    for pair in range(width // 2):
        known &= slots.keys[pair].take(word) == keys[:, pair]
    return slots.numbers.take(word), known


def _hashed(keys: NDArray[np.uint64], multipliers: Sequence[np.uint64]) -> Ints:
    """The slot of each row of keys: the top bits of a wrapping sum of products."""
    total = keys[:, 0] * multipliers[0]
    for pair in range(1, keys.shape[1]):
        total = total + keys[:, pair] * multipliers[pair]
    result: Ints = (total >> np.uint64(52)).astype(np.int64)
    return result


@lru_cache(maxsize=256)
def _slots(words: tuple[tuple[str, int], ...], width: int) -> _Slots:
    """The first multipliers under which no two words share a slot."""
    fitting = [(word, number) for word, number in words if len(word) <= width] or [("\x01", 0)]
    keys = (
        np.asarray([w for w, _ in fitting], dtype=f"U{width}")
        .view(np.uint64)
        .reshape(len(fitting), -1)
    )
    seed = 0x9E3779B97F4A7C15
    while True:
        multipliers = tuple(np.uint64(seed * (2 * i + 3) % 2**64 | 1) for i in range(width // 2))
        places = _hashed(keys, multipliers)
        if len(set(places.tolist())) == len(fitting):
            break
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    slot = np.zeros(_SLOTS, dtype=np.int64)
    slot[places] = np.arange(len(fitting))
    numbers = np.asarray([number for _, number in fitting], dtype=np.int64)
    return _Slots(multipliers, slot, np.ascontiguousarray(keys.T), numbers)
