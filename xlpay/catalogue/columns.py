"""Cells as int64 columns: words looked up at once, odd cells one by one.

A column of a million words costs a dictionary look-up a row, or less for numpy text; only cells
that are new to it are read by the reader.  Nothing here outlives a call but tables of known words.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Bools, Ints
from xlpay.catalogue.model import LOW
from xlpay.catalogue.numpytext import known_words
from xlpay.catalogue.readers import Exact, Reader, cell
from xlpay.unit.cells import Trouble

FEW: Final = 8  # rows up to which each cell is read by itself


class ReadColumn(msgspec.Struct, frozen=True):
    """The numbers of cells (n,): BLANK is a blank, others below LOW stand for what is odd."""

    values: Ints
    odd: Sequence[Trouble | CellError] = ()  # in the order of their first cells
    blank: Bools | None = None  # which are blank; None where none is

    def at(self, value: int) -> Trouble | CellError | None:
        """What a value stands for; None where it is a number or blank."""
        return self.odd[value - BLANK - 1] if BLANK < value < LOW else None

    def where(self, place: int) -> Bools:
        """The cells that stand for an odd one."""
        here: Bools = self.values == BLANK + 1 + place
        return here


class _Memo(dict[Hashable, int]):
    """Cells read so far in this column: cell -> its number, BLANK, or the place of its trouble."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.update(reader.words)
        self._reader = reader
        self.odd: list[Trouble | CellError] = []

    def __missing__(self, value: Hashable) -> int:
        number = self.read(value)
        self[value] = number
        return number

    def read(self, value: Any) -> int:
        """A cell that is not remembered."""
        found = cell(self._reader, value)
        if isinstance(found, int):
            return found
        self.odd.append(found)
        return BLANK + len(self.odd)


def read_column(cells: Sequence[Any] | NDArray[Any], reader: Reader, *, filled: bool) -> ReadColumn:
    """The numbers of cells (n,); blanks are `filled` with what the reader has them stand for."""
    if len(cells) <= FEW:
        return _few(cells, reader, filled)
    values, odd = _many(cells, reader)
    blank = values == BLANK
    if not blank.any():
        return ReadColumn(values, odd)
    if not filled or reader.blank == BLANK:
        return ReadColumn(values, odd, blank)
    if isinstance(reader.blank, int):
        values[blank] = reader.blank
    else:
        odd.append(reader.blank)
        values[blank] = BLANK + len(odd)
    return ReadColumn(values, odd)


def _few(cells: Sequence[Any] | NDArray[Any], reader: Reader, filled: bool) -> ReadColumn:
    """Cells of which there are so few that a table of words would cost more than reading them."""
    if isinstance(cells, np.ndarray):
        cells = list(cells) if cells.dtype.kind == "M" else cells.tolist()
    odd: list[Trouble | CellError] = []
    numbers = []
    blank = False
    for value in cells:
        found = BLANK if value is None else cell(reader, value)
        if found == BLANK:
            found = reader.blank if filled else BLANK
            blank = blank or found == BLANK
        if not isinstance(found, int):
            odd.append(found)
            found = BLANK + len(odd)
        numbers.append(found)
    values = np.array(numbers, dtype=np.int64)
    return ReadColumn(values, odd, values == BLANK if blank else None)


def _many(
    cells: Sequence[Any] | NDArray[Any], reader: Reader
) -> tuple[Ints, list[Trouble | CellError]]:
    """The numbers of many cells, and the odd ones."""
    memo = _Memo(reader)
    if isinstance(cells, np.ndarray):
        kind = cells.dtype.kind
        if kind == "U" and reader.words:
            return _texts(cells, reader, memo), memo.odd
        if kind in "iuf" and reader.exact is not None:
            return _numbers(cells.astype(np.float64), cells, reader.exact, memo), memo.odd
        cells = list(cells) if kind == "M" else cells.tolist()
    if reader.exact is not None:
        types = set(map(type, cells))
        if types & {float, int}:
            return _numbers(_floats(cells, types), cells, reader.exact, memo), memo.odd
    return _one_by_one(cells, memo), memo.odd


def _floats(cells: Sequence[Any], types: set[type]) -> NDArray[np.float64]:
    """The plain numbers among the cells; not a number where there is none."""
    if not types <= {float, int}:
        cells = [v if type(v) is float or type(v) is int else np.nan for v in cells]
    try:
        return np.asarray(cells, dtype=np.float64)
    except OverflowError:  # an int larger than any float
        return np.full(len(cells), np.nan)


def _one_by_one(cells: Sequence[Any], memo: _Memo) -> Ints:
    """Each cell through the memo, except where one can't be a key."""
    try:
        return np.fromiter(map(memo.__getitem__, cells), np.int64, len(cells))
    except TypeError:
        return np.fromiter((memo.read(value) for value in cells), np.int64, len(cells))


def _numbers(
    floats: NDArray[np.float64], cells: Sequence[Any] | NDArray[Any], exact: Exact, memo: _Memo
) -> Ints:
    """Floats that are surely right at once, the others one by one.

    Numbers and truth values are read each by itself: as keys True and 1 would be the same.
    """
    values, sure = exact(floats)
    if not sure.all():
        rest = np.flatnonzero(~sure)
        if isinstance(cells, np.ndarray):
            odd = cells[rest].tolist()
        else:
            odd = [cells[i] for i in rest.tolist()]
        texts = all(value is None or isinstance(value, str) for value in odd)
        values[rest] = _one_by_one(odd, memo) if texts else [memo.read(value) for value in odd]
    return values


def _texts(cells: NDArray[np.str_], reader: Reader, memo: _Memo) -> Ints:
    """numpy text: known words at once, the others one by one."""
    values, known = known_words(cells, reader.words)
    if not known.all():
        rest = np.flatnonzero(~known)
        values[rest] = _one_by_one(cells[rest].tolist(), memo)
    return values
