"""Calls from Excel in xlwings' shapes: rows in, rows out, errors as texts for VBA to turn back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlpay.base.grid import CellError
from xlpay.catalogue.model import VALUE
from xlpay.functions import call

SENTINEL: Final = "##XLPAY:"
ERROR_NUMBERS: Final = {  # as VBA's CVErr takes them
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}
Rows = list[list[Any]]


def call_rows(given: Sequence[Rows]) -> Rows:
    """A function's name and arguments, each as rows; the result as rows without error values."""
    name, *args = [_argument(rows) for rows in given]
    try:
        rows = call(str(name), args)
    except Exception:  # a fault of the program is one cell's error, never a dialog
        rows = [[VALUE]]
    return [[_result(value) for value in row] for row in rows]


def _argument(rows: Any) -> Any:
    """A value for a single cell, rows for a range; None is blank or left out."""
    if not isinstance(rows, list):
        return rows
    if len(rows) == 1 and len(rows[0]) == 1:
        return _value(rows[0][0])
    return [[_value(value) for value in row] for row in rows]


def _value(value: Any) -> Any:
    return CellError(value) if isinstance(value, str) and value in ERROR_NUMBERS else value


def _result(value: Any) -> Any:
    if isinstance(value, CellError):
        return f"{SENTINEL}{ERROR_NUMBERS.get(value.text, ERROR_NUMBERS['#VALUE!'])}"
    return "" if value is None else value
