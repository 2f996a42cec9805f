"""A unit's rows into a copy of the official template.

The copy is built as the template is, not loaded from it: openpyxl loses some of a chart on loading.
The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.forms import SETTINGS
from xlpay.policy.files.load import load_shipped
from xlpay.sample.units import Row, Rows
from xlpay.workbook.template.book import packed, workbook


def write(unit_rows: Rows, path: Path) -> None:
    """Write a workbook with these rows in its input sheets to `path`."""
    book = workbook(load_shipped())
    for name, rows in unit_rows.items():
        sheet: Worksheet = book[name]
        if name == SETTINGS.sheet:
            _settings(sheet, rows)
        else:
            _rows(sheet, rows)
    path.write_bytes(packed(book))


def _settings(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """Values beside the names that are there; other names in rows of their own below."""
    lines = {str(sheet.cell(row, 1).value): row for row in range(2, sheet.max_row + 1)}
    below = sheet.max_row + 1
    for given in rows:
        row = lines.get(str(given["项目"]))
        if row is None:
            row, below = below, below + 1
            _put(sheet, row, 1, given["项目"], sheet.cell(row - 1, 1))
            _put(sheet, row, 2, None, sheet.cell(row - 1, 2))
        cell: Any = sheet.cell(row, 2)
        cell.value = given["值"]


def _rows(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """One row each from the second on, every cell in its column's style."""
    columns = {str(cell.value): column for column, cell in enumerate(sheet[1], start=1)}
    for row, given in enumerate(rows, start=2):
        for header, value in given.items():
            if value is not None:
                column = columns[header]
                dimension = sheet.column_dimensions[get_column_letter(column)]
                _put(sheet, row, column, value, dimension)


def _put(sheet: Worksheet, row: int, column: int, value: object, like: Any) -> None:
    """A value in the whole style of a cell or a column, which openpyxl keeps private."""
    cell: Any = sheet.cell(row, column)
    cell._style = copy(like._style)
    cell.value = value
