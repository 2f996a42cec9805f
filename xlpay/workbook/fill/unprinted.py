"""Which result sheets have nothing to print, so that no page of a bare header leaves the printer.

The printed area of such a sheet is a hidden row of ours: there is nothing in sight to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xlpay.base.findings import UnusableFile
from xlpay.workbook.file.parts import Workbook
from xlpay.workbook.file.strings import SharedStrings
from xlpay.workbook.fill.formulas import references
from xlpay.workbook.fill.markers import ROW
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.resultsheet import ResultSheet, take_apart

_PREPARED = 2  # rows of the named area of a table that was never filled: header and one below


def without_rows(filled: Iterable[tuple[ResultSheet, Moves]]) -> Iterator[tuple[str, int]]:
    """Of the sheets just filled, those without a row, each with its hidden row."""
    for sheet, moves in filled:
        if not len(moves.new.table) and not sheet.user_rows and sheet.hidden_rows:
            yield moves.sheet, sheet.hidden_rows[-1][1]


def never_filled(
    workbook: Workbook,
    strings: SharedStrings,
    areas: Mapping[str, str],
    filled: Iterable[str],
) -> Iterator[tuple[str, int]]:
    """Of the other result sheets, those without a row; `areas` are our names' by sheet."""
    taken = set(filled)
    for ref in workbook.sheets:
        if ref.name in taken or ref.kind != "worksheet" or ref.name not in areas:
            continue
        area = references(areas[ref.name])[0]
        if area.last.row - area.first.row >= _PREPARED:
            continue
        try:
            data = workbook.package.read(ref.part)
            sheet = take_apart(workbook, ref, data, strings, area.last.column, ())
        except UnusableFile:
            continue  # not asked for in this run: none of its business
        if ROW not in sheet.marked and not sheet.user_rows and sheet.hidden_rows:
            yield ref.name, sheet.hidden_rows[-1][1]
