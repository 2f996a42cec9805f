"""From a cell's value to an argument's whole number, by kind; what does not fit is a Trouble.

A reader also has the number that a blank optional argument stands for, the words it knows (so
that whole columns of them are looked up at once), and the floats of a column it takes as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import field
from numpy.typing import NDArray

from xlpay.base.grid import CellError, CellValue
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.unit import cells
from xlpay.unit.cells import Trouble, trouble

Floats = NDArray[np.float64]
Exact = Callable[[Floats], tuple[Ints, Bools]]
LONGEST: Final = 255  # characters; no word, number or date is longer
NEWEST: Final = 8998  # the year that a left-out year stands for
SHORT: Final = object()  # stands for a row that a shorter range lacks
UNSURE: Final = object()  # stands for what may be a 0 or a blank, where that makes a difference
PLAIN: Final = (float, int)  # and not bool, which is an int too
_UNEQUAL: Final = (float, date, np.generic)  # of which some differ from themselves
_LISTS: Final = (list, tuple, dict, set, np.ndarray)
OWN: Final = -1  # the policy's own share or mode


class Reader(msgspec.Struct, frozen=True):
    """How a kind is read."""

    read: Callable[[CellValue], int | Trouble]
    blank: int | Trouble = BLANK
    words: Mapping[str, int] = field(default_factory=dict)
    exact: Exact | None = None
    whole: tuple[int, int, int] | None = None  # numbers that are whole in 1/scale, low to high
    too_long: int | None = None  # what a text is that is too long to be read; else a trouble


ANYTHING: Final = Reader(lambda _: 0)  # where only blanks and errors matter


def counting(
    read: Callable[[CellValue], int | Trouble],
    scale: int,
    low: int,
    high: int,
    blank: int | Trouble = BLANK,
    words: Mapping[str, int] | None = None,
) -> Reader:
    """A reader of numbers of which those from low to high (in 1/scale) are taken as they are."""
    exact = whole_floats(scale, low, high)
    return Reader(read, blank, words or {}, exact, (scale, low, high))


def whole_floats(scale: int, low: int, high: int) -> Exact:
    """Floats that are a whole number of 1/scale from low to high (both in 1/scale)."""

    def exact(values: Floats) -> tuple[Ints, Bools]:
        with np.errstate(all="ignore"):
            whole = np.rint(values * scale)
            sure = (whole >= low) & (whole <= high) & (whole / scale == values)
        return np.where(sure, whole, 0).astype(np.int64), sure

    return exact


def _taken(value: float, scale: int, low: int, high: int) -> int | None:
    """The same of a single number."""
    if not -1e15 < value < 1e15:
        return None
    whole = round(value * scale)
    return whole if low <= whole <= high and whole / scale == value else None


def cell(reader: Reader, value: Any) -> int | Trouble | CellError:
    """Any value: its number, BLANK, its trouble, or the error that came in."""
    if reader.whole is not None and type(value) in PLAIN:
        taken = _taken(value, *reader.whole)
        if taken is not None:
            return taken
    if isinstance(value, str):
        found = reader.words.get(value)
        if found is not None:
            return found
        if len(value) > LONGEST:
            return _long(reader, value)
        return reader.read(value) if cells.clean(value) else BLANK
    if value is None or (isinstance(value, _UNEQUAL) and value != value):
        return BLANK  # not a number, not a time
    if isinstance(value, CellError):
        return value
    if value is SHORT:
        return trouble("N-UNEQUAL")
    if value is UNSURE:
        return trouble("N-ZERO")
    if isinstance(value, np.generic):
        return cell(reader, _plain(value))
    if isinstance(value, _LISTS):
        return trouble("N-LISTED")
    return reader.read(str(value) if isinstance(value, Decimal) else value)


def is_empty(value: Any) -> bool:
    """Nothing, or text of nothing but spaces."""
    return cell(ANYTHING, value) == BLANK


def _long(reader: Reader, text: str) -> int | Trouble:
    if not text.strip():
        return BLANK
    return trouble("N-LENGTH", length=len(text)) if reader.too_long is None else reader.too_long


def _plain(value: np.generic) -> Any:
    """A numpy scalar as Python's; a day as a date whatever its unit."""
    return (
        value.astype("datetime64[D]").item() if isinstance(value, np.datetime64) else value.item()
    )
