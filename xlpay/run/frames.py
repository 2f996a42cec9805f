"""Sheets given by a program, as frames or as rows, become the grids that a workbook gives.

A value is taken as a cell of a workbook would be read: whatever is missing is blank, scalars of
numpy and pandas are Python's own, a number stays a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from xlpay.base.grid import CellError, CellValue, Grid, Unvalued, cell_name
from xlpay.results.common import REPORT
from xlpay.unit.inputs import INPUT_SHEETS

if TYPE_CHECKING:
    import pandas as pd

Sheets: TypeAlias = "Mapping[str, pd.DataFrame | Sequence[Sequence[object]]]"

_PLAIN: Final = (str, bool, int, CellError, Unvalued, time, type(None))


def grids_of(sheets: Sheets) -> dict[str, Grid]:
    """The grid of each input sheet; its first row is the header, as row 1 of a sheet."""
    read = [name for name in sheets if name in INPUT_SHEETS or name == REPORT]
    return {name: Grid(name, _cells(name, _rows(sheets[name]))) for name in read}


def _rows(sheet: Any) -> list[Sequence[object]]:
    """A frame's headers and rows, or the rows as given; the index of a frame says nothing."""
    if not hasattr(sheet, "iloc"):
        return list(sheet)
    columns = [sheet.iloc[:, i].tolist() for i in range(sheet.shape[1])]
    body: list[Sequence[object]] = list(zip(*columns, strict=True))
    headers = list(sheet.columns)
    unnamed = headers == list(range(len(headers)))  # the headers stand among the rows
    return body if unnamed else [headers, *body]


def _cells(name: str, rows: Sequence[Sequence[object]]) -> list[list[CellValue]]:
    """Rows of one width; TypeError for what no cell holds."""
    width = max(map(len, rows), default=0)
    found = []
    for number, row in enumerate(rows, 1):
        cells: list[CellValue] = []
        for column, value in enumerate(row, 1):
            try:
                cells.append(cell_of(value))
            except TypeError as error:
                raise TypeError(f"{name}!{cell_name(number, column)}：{error}") from None
        found.append(cells + [None] * (width - len(cells)))
    return found


def cell_of(value: Any) -> CellValue:
    """A value as a cell holds it; TypeError for what no cell holds."""
    if type(value) in _PLAIN:
        plain: CellValue = value
        return plain
    if isinstance(value, np.generic):
        return _of_numpy(value)
    if isinstance(value, float):
        return None if value != value else float(value)
    if isinstance(value, Decimal):
        return _of_decimal(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date | timedelta):
        return None if value != value else _of_time(value)  # NaT is a datetime, unlike itself
    kind = type(value).__name__  # pandas is not loaded in order to ask for its types
    if kind == "NAType":
        return None
    if kind == "Period":
        return str(value)
    raise TypeError(f"单元格里不能是 {kind}")


def _of_numpy(value: np.generic) -> CellValue:
    if isinstance(value, np.datetime64 | np.timedelta64):
        unit = "datetime64[us]" if isinstance(value, np.datetime64) else "timedelta64[us]"
        return cell_of(value.astype(unit).item())
    return cell_of(value.item())


def _of_decimal(value: Decimal) -> CellValue:
    """A number, as a workbook has no decimals; text where its digits would be lost."""
    if not value.is_finite():
        return None if value.is_nan() else float(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(format(float(value), ".15g")) == value else str(value)


def _of_time(value: date | timedelta) -> CellValue:
    """A day, a moment or a span of Python's own; a zone of time says nothing of a day."""
    if isinstance(value, datetime):
        moment = (value.hour, value.minute, value.second, value.microsecond)
        return datetime(value.year, value.month, value.day, *moment)
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    return value
