"""Shapes of a call: single values repeat, ranges are matched row by row, the result spills.

A range that is read as a whole (years, weights, interruptions) belongs to the one row of its call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain, zip_longest
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from xlpay.base.grid import CellError
from xlpay.base.money import Ints
from xlpay.catalogue.arguments import Argument
from xlpay.catalogue.readers import SHORT, is_empty
from xlpay.catalogue.showing import listed

_DAYS_IN_A_YEAR: Final = 366
WHOLE_COLUMN: Final = 65_536  # rows from which a range is cut to what is used
_RANGES: Final = (list, tuple, np.ndarray)
_SINGLE: Final = frozenset((str, float, int, bool, type(None)))


class Given(msgspec.Struct, frozen=True):
    """An argument as it came: `cells` run row by row; a single value is one cell."""

    cells: Sequence[Any] | NDArray[Any]
    rows: int = 1
    columns: int = 1
    single: bool = False
    array: bool = False
    flat: bool = True  # no array of rows and columns
    whole: bool = False  # a whole column, cut to what is used
    misfit: str = ""  # why a range can't stand where it stands

    def at(self, places: Ints) -> Given:
        """The cells at some places of the result, as a column; one cell repeats."""
        if len(self.cells) == 1:
            return self
        if isinstance(self.cells, np.ndarray):
            return Given(self.cells[places], len(places))
        return Given([self.cells[i] for i in places.tolist()], len(places))


class Laid(msgspec.Struct, frozen=True):
    """A call laid out: its arguments by the rows of the result, and the result's shape."""

    given: Sequence[Given]
    result: Given  # of the shape of the result

    @property
    def count(self) -> int:
        """How many rows are evaluated."""
        return self.result.rows * self.result.columns


LEFT_OUT: Final = Given((None,), single=True)
_ONE: Final = LEFT_OUT  # the shape of one value


def is_range(value: Any) -> bool:
    """A list, a tuple or anything that numpy takes as an array; no single value."""
    if type(value) in _SINGLE:
        return False
    if isinstance(value, _RANGES):
        return True
    return hasattr(value, "__array__") and not isinstance(value, np.generic)


def given(value: Any) -> Given:
    """Any argument as cells; a flat list is a column, ragged rows are filled with blanks."""
    if value is None:
        return LEFT_OUT
    if not is_range(value):
        return Given((value,), single=True)
    if not isinstance(value, list | tuple | np.ndarray):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        if value.ndim == 0 or not value.size:
            return Given((value.item() if value.size else None,))
        rows = value.reshape(value.shape[0], -1)
        flat = value.ndim == 1
        return Given(rows.reshape(-1), rows.shape[0], rows.shape[1], array=True, flat=flat)
    if not value:
        return Given((None,))
    if not any(isinstance(row, list | tuple) for row in (value[0], value[-1])):
        return _cut(Given(value, len(value)))
    if set(map(type, value)) <= {list, tuple} and len(widths := set(map(len, value))) == 1:
        width = widths.pop()
        if width:
            return _cut(Given(list(chain.from_iterable(value)), len(value), width))
    lines = [row if isinstance(row, list | tuple) else (row,) for row in value]
    width = max(len(line) for line in lines) or 1
    filled = [item for line in lines for item in (*line, *(None,) * (width - len(line)))]
    return _cut(Given(filled, len(lines), width))


def _cut(own: Given) -> Given:
    """A whole column without its unused end; at least one row stays."""
    if own.rows < WHOLE_COLUMN:
        return own
    used = len(own.cells)
    while used > own.columns and own.cells[used - 1] in (None, ""):
        used -= 1
    rows = -(-used // own.columns)
    return Given(own.cells[: rows * own.columns], rows, own.columns, whole=True)


def matched(ranges: Sequence[Given]) -> tuple[list[Given], Given]:
    """The arguments spread over the rows and columns of the result, and a result of that shape.

    Single values, single rows and single columns repeat.  A range that is shorter than another has
    no value in the rows it lacks, unless both were whole columns.
    """
    rows = max(own.rows for own in ranges)
    columns = max(own.columns for own in ranges)
    array = any(own.array for own in ranges)
    flat = columns == 1 and all(own.flat for own in ranges)
    shape = Given((), rows, columns, array=array, flat=flat)
    return [_spread(own, rows, columns) for own in ranges], shape


def _spread(own: Given, rows: int, columns: int) -> Given:
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
    return Given(spread, rows, columns)


def as_given(arguments: Sequence[Argument], args: Sequence[Any]) -> Sequence[Argument]:
    """The arguments as they came: one that may be days or spans is spans if it looks like them."""
    return tuple(
        a.as_spans() if a.spans is not None and is_range(value) and _has_spans(value) else a
        for a, value in zip_longest(arguments, args)
    )


def _has_spans(value: Any) -> bool:
    """Two columns that hold a day, or nothing yet; not two columns of numbers of days."""
    own = given(value)
    filled = [cell for cell in own.cells if not is_empty(cell)]
    return own.columns == 2 and (not filled or any(map(_is_day, filled)))


def _is_day(cell: Any) -> bool:
    """A date, its text or its serial number, and no number of days in a year."""
    if isinstance(cell, CellError | bool) or cell is SHORT:
        return False
    try:
        return float(cell) > _DAYS_IN_A_YEAR
    except (TypeError, ValueError, OverflowError):
        return isinstance(cell, str | date | np.datetime64)


def laid_out(arguments: Sequence[Argument], args: Sequence[Any], *, whole: bool) -> Laid:
    """The arguments of a call by the rows of its result; `whole`: some are read as a whole."""
    came = [given(value) for value in args]
    came += [LEFT_OUT] * (len(arguments) - len(came))
    if whole:
        return Laid(_whole(arguments, came), _ONE)
    for own in came:
        if not own.single:
            return Laid(*matched(came))
    return Laid(came, _ONE)


def _whole(arguments: Sequence[Argument], came: list[Given]) -> list[Given]:
    """Ranges as columns of one length, pairs as they are; what can't be a range is a misfit."""
    together = [i for i, a in enumerate(arguments) if a.is_range and not a.is_pairs]
    lines = [_line(came[i]) for i in together]
    for i, own in zip(together, matched(lines)[0] if lines else [], strict=True):
        came[i] = own
    for i, (argument, own) in enumerate(zip(arguments, came, strict=True)):
        if len(own.cells) > 1 and not argument.is_range:
            came[i] = _misfit(own, f"“{argument.name_zh}”只能是一个值。")
        elif len(own.cells) > 2 and argument.is_pairs and own.columns != 2:
            came[i] = _misfit(own, f"“{argument.name_zh}”应为两列：起始日期、结束日期。")
    return came


def _misfit(own: Given, why: str) -> Given:
    return Given(own.cells, own.rows, own.columns, misfit=why)


def _line(own: Given) -> Given:
    """A range of one row as a column."""
    return Given(own.cells, len(own.cells), whole=own.whole) if own.rows == 1 else own


def in_shape(values: Any, shape: Given) -> Any:
    """Values as one value, as an array, or as rows."""
    if shape.single:
        return values[0].item() if isinstance(values[0], np.generic) else values[0]
    if shape.array:
        return values if shape.flat else values.reshape(shape.rows, shape.columns)
    return listed(values.reshape(shape.rows, shape.columns))
