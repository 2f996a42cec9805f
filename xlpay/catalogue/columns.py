"""Ranges as int64 columns: shapes matched, words looked up at once, odd cells one by one.

A column of a million words costs a dictionary look-up a row, or less for numpy text; only cells
that are new to it are read by the reader.  Nothing here outlives a call but tables of known words.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlpay.base.grid import CellError
from xlpay.base.money import BLANK, Ints
from xlpay.catalogue.model import LOW
from xlpay.catalogue.numpytext import known_words
from xlpay.catalogue.readers import SHORT, Reader, cell
from xlpay.unit.cells import Trouble

WHOLE_COLUMN: Final = 65_536  # rows from which a range is cut to what is used
FEW: Final = 8  # rows up to which each cell is read by itself


_RANGES: Final = (list, tuple, np.ndarray)
_SINGLE: Final = frozenset((str, float, int, bool, type(None)))


@dataclass(frozen=True, slots=True)
class Block:
    """An argument as it came: `cells` run row by row; a single value is a block of one."""

    cells: Sequence[Any] | NDArray[Any]
    rows: int
    columns: int
    single: bool = False
    array: bool = False
    whole: bool = False  # a whole column, cut to what is used


def is_range(value: Any) -> bool:
    """A list, a tuple or anything that numpy takes as an array; no single value."""
    if isinstance(value, _RANGES):
        return True
    if type(value) in _SINGLE:
        return False
    return hasattr(value, "__array__") and not isinstance(value, np.generic)


def block(value: Any) -> Block:
    """Any argument as a block; a flat list is a column, ragged rows are filled with blanks."""
    if not is_range(value):
        return Block((value,), 1, 1, single=True)
    if not isinstance(value, list | tuple | np.ndarray):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        if value.ndim == 0 or not value.size:
            return Block((value.item() if value.size else None,), 1, 1, single=True)
        rows = value.reshape(value.shape[0], -1)
        return Block(rows.reshape(-1), rows.shape[0], rows.shape[1], array=True)
    if not value:
        return Block((None,), 1, 1, single=True)
    if not any(isinstance(row, list | tuple) for row in (value[0], value[-1])):
        return _cut(Block(value, len(value), 1))
    if set(map(type, value)) <= {list, tuple} and len(widths := set(map(len, value))) == 1:
        width = widths.pop()
        if width:
            return _cut(Block(list(chain.from_iterable(value)), len(value), width))
    lines = [row if isinstance(row, list | tuple) else (row,) for row in value]
    width = max(len(line) for line in lines) or 1
    filled = [item for line in lines for item in (*line, *(None,) * (width - len(line)))]
    return _cut(Block(filled, len(lines), width))


def _cut(whole: Block) -> Block:
    """A whole column without its unused end; at least one row stays."""
    if whole.rows < WHOLE_COLUMN:
        return whole
    used = len(whole.cells)
    while used > whole.columns and whole.cells[used - 1] in (None, ""):
        used -= 1
    rows = -(-used // whole.columns)
    return Block(whole.cells[: rows * whole.columns], rows, whole.columns, whole=True)


def matched(blocks: Sequence[Block]) -> tuple[list[Block], int, int]:
    """The blocks spread over the rows and columns of the result.

    Single values, single rows and single columns repeat.  A range that is shorter than another has
    no value in the rows it lacks, unless both were whole columns.
    """
    rows = max(b.rows for b in blocks)
    columns = max(b.columns for b in blocks)
    return [_spread(b, rows, columns) for b in blocks], rows, columns


def _spread(own: Block, rows: int, columns: int) -> Block:
    repeats = own.rows == 1 and not own.whole  # a whole column with one used row does not
    if (own.columns == 1 and repeats) or (own.rows, own.columns) == (rows, columns):
        return own
    filler: Any = None if own.whole else SHORT
    spread: list[Any] = []
    for row in range(rows):
        line = 0 if repeats else row
        for column in range(columns):
            at = 0 if own.columns == 1 else column
            inside = line < own.rows and at < own.columns
            spread.append(own.cells[line * own.columns + at] if inside else filler)
    return Block(spread, rows, columns, array=own.array)


@dataclass(frozen=True, slots=True)
class Column:
    """A block's numbers, and the troubles that values below LOW stand for."""

    values: Ints
    odd: Sequence[Trouble | CellError] = ()

    def at(self, value: int) -> Trouble | CellError | None:
        """What a value stands for; None where it is a number or blank."""
        return self.odd[value - BLANK - 1] if BLANK < value < LOW else None


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


def column(cells: Sequence[Any] | NDArray[Any], reader: Reader) -> Column:
    """The numbers of a range's cells (n,)."""
    if len(cells) <= FEW:
        return _few(cells, reader)
    memo = _Memo(reader)
    if isinstance(cells, np.ndarray):
        kind = cells.dtype.kind
        if kind == "U" and reader.words:
            return _texts(cells, reader, memo)
        if kind in "iuf" and reader.exact is not None:
            return _numbers(cells.astype(np.float64), cells, reader, memo)
        cells = list(cells) if kind == "M" else cells.tolist()
    if reader.exact is not None:
        types = set(map(type, cells))
        if types & {float, int}:
            return _numbers(_floats(cells, types), cells, reader, memo)
    return Column(_one_by_one(cells, memo), memo.odd)


def _few(cells: Sequence[Any] | NDArray[Any], reader: Reader) -> Column:
    """Cells of which there are so few that a table of words would cost more than reading them."""
    if isinstance(cells, np.ndarray):
        cells = list(cells) if cells.dtype.kind == "M" else cells.tolist()
    odd: list[Trouble | CellError] = []
    values = np.empty(len(cells), dtype=np.int64)
    for place, value in enumerate(cells):
        found = cell(reader, value)
        if not isinstance(found, int):
            odd.append(found)
            found = BLANK + len(odd)
        values[place] = found
    return Column(values, odd)


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
    floats: NDArray[np.float64], cells: Sequence[Any] | NDArray[Any], reader: Reader, memo: _Memo
) -> Column:
    """Floats that are surely right at once, the others one by one.

    Numbers and truth values are read each by itself: as keys True and 1 would be the same.
    """
    assert reader.exact is not None
    values, sure = reader.exact(floats)
    if not sure.all():
        rest = np.flatnonzero(~sure)
        if isinstance(cells, np.ndarray):
            odd = cells[rest].tolist()
        else:
            odd = [cells[i] for i in rest.tolist()]
        texts = all(value is None or isinstance(value, str) for value in odd)
        values[rest] = _one_by_one(odd, memo) if texts else [memo.read(value) for value in odd]
    return Column(values, memo.odd)


def _texts(cells: NDArray[np.str_], reader: Reader, memo: _Memo) -> Column:
    """numpy text: known words at once, the others one by one."""
    values, known = known_words(cells, reader.words)
    if not known.all():
        rest = np.flatnonzero(~known)
        values[rest] = _one_by_one(cells[rest].tolist(), memo)
    return Column(values, memo.odd)
