"""The first rows of sheets that nobody reads: enough to see what they are.

Only so many rows are parsed, whatever the size of the sheet; one that can't be parsed has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from xlpay.base.findings import UnusableFile
from xlpay.base.grid import CellValue, Grid
from xlpay.results.references import split_cell
from xlpay.workbook.file.markup import Element, children, stream, utf8
from xlpay.workbook.file.parts import SheetRef, Workbook
from xlpay.workbook.file.strings import SharedStrings, cell_text

HEAD_ROWS: Final = 20
_MOST_COLUMNS: Final = 100


def heads(workbook: Workbook, sheets: Iterable[SheetRef]) -> dict[str, Grid]:
    """The first rows of each sheet, every value as text."""
    strings = SharedStrings(workbook)
    found = {}
    for sheet in sheets:
        try:
            rows = _rows(workbook, sheet, strings)
        except UnusableFile:
            continue
        found[sheet.name] = Grid(sheet.name, rows, hidden=sheet.hidden)
    return found


def _rows(workbook: Workbook, sheet: SheetRef, strings: SharedStrings) -> list[list[CellValue]]:
    """The rows up to HEAD_ROWS, as wide as the widest."""
    package = workbook.package
    data = utf8(package.name, sheet.part, package.read(sheet.part))
    cells: dict[tuple[int, int], str] = {}
    for element in stream(package.name, sheet.part, data, ("{*}row",)):
        where = _cells(element, strings)
        cells |= {at: text for at, text in where.items() if at[0] <= HEAD_ROWS}
        if any(row >= HEAD_ROWS for row, _ in where):
            break
        element.clear()
    width = max((column for _, column in cells), default=0)
    depth = max((row for row, _ in cells), default=0)
    return [
        [cells.get((row, column)) for column in range(1, width + 1)] for row in range(1, depth + 1)
    ]


def _cells(row: Element, strings: SharedStrings) -> dict[tuple[int, int], str]:
    """The texts of a row's cells by row and column."""
    found = {}
    for cell in children(row, "c"):
        at = split_cell(cell.get("r", ""))
        if at is not None and at[1] <= _MOST_COLUMNS and (text := cell_text(cell, strings)):
            found[at] = text
    return found
