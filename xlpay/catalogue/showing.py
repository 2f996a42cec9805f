"""A function's whole numbers as cells hold them: yuan, coefficients, years, months, capitals.

Fen / 100 is the float nearest to the two decimals, which is what a cell that shows them holds.
"""

from __future__ import annotations

import gc
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xlpay.base.money import BLANK, FEN, RATIO, YEAR, Bools, Ints, capitals
from xlpay.base.months import month_text
from xlpay.catalogue.model import NOT_AVAILABLE, NOTHING, Result

_SCALES: Final = {Result.MONEY: FEN, Result.RATIO: RATIO, Result.YEARS: YEAR}
_TEXTS: Final = {Result.MONTH: month_text, Result.CAPITALS: capitals}


def one(result: Result, number: int) -> Any:
    """A single result; #N/A where nothing is in force."""
    if number == NOTHING:
        return NOT_AVAILABLE
    scale = _SCALES.get(result)
    if scale is not None:
        return number / scale
    if result in _TEXTS:
        return _TEXTS[result](number)
    return bool(number) if result is Result.FLAG else number


def figures(result: Result, numbers: Ints, count: int) -> NDArray[Any]:
    """A column of results (count,); one number is that of every row."""
    if len(numbers) != count:
        numbers = np.repeat(numbers, count)
    return _with(result, numbers, numbers == NOTHING, NOT_AVAILABLE)


def spilled(result: Result, numbers: Ints) -> NDArray[Any]:
    """A result for each cell of a range (n,), "" for its blanks."""
    return _with(result, numbers, numbers == BLANK, "")


def _with(result: Result, numbers: Ints, where: Bools, otherwise: Any) -> NDArray[Any]:
    """A column of results, with something else where there is none."""
    if not where.any():
        return _many(result, numbers)
    values = _many(result, np.where(where, 0, numbers)).astype(object)
    values[where] = otherwise
    return values


def _many(result: Result, numbers: Ints) -> NDArray[Any]:
    """A column of results (n,)."""
    scale = _SCALES.get(result)
    if scale is not None:
        return numbers / scale
    if result in _TEXTS:
        texts = np.empty(len(numbers), dtype=object)
        texts[:] = [_TEXTS[result](number) for number in numbers.tolist()]
        return texts
    return numbers.astype(np.bool_) if result is Result.FLAG else numbers


def listed(values: NDArray[Any]) -> list[list[Any]]:
    """A grid as rows.

    The collector of cycles rests meanwhile: a million new rows would make it look through all of
    them again and again, which costs more than everything else.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        rows: list[list[Any]] = values.tolist()
        return rows
    finally:
        if collecting:
            gc.enable()
