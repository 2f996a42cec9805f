"""What Excel keeps over a result table: its filter, print area and charts, taken along by hand.

A filter's choices are taken off before a sheet is written and put back at their headers; charts
and the print area are made to cover a table that has grown out of one row.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import xlwings as xw

from xlpay.hosts.excel.shapes import address, can_choose, choose
from xlpay.live.host import Rectangle
from xlpay.workbook.fill.formulas import Reference, references, rewrite
from xlpay.workbook.fill.names import printed_from


class Kept:
    """The filters and print areas of the sheets that a run writes."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self.areas: dict[str, Rectangle] = {}  # of our tables, by sheet, as last seen or set
        self._filters: dict[str, tuple[list[str], list[Any]]] = {}
        self._print_areas: dict[str, str] = {}

    def _range(self, sheet: str, area: Rectangle) -> xw.Range:
        first, last = (area.first_row, area.first_col), (area.last_row, area.last_col)
        return self._book.sheets[sheet].range(first, last)

    def forget(self, sheet: str) -> None:
        """A sheet that is gone."""
        self._filters.pop(sheet, None)
        self._print_areas.pop(sheet, None)

    def touch(self, sheet: str) -> None:
        """Before a sheet is written: its filter's choices are noted and taken off."""
        if sheet in self._filters:
            return
        self._filters[sheet] = ([], [])
        self._print_areas[sheet] = str(self._book.sheets[sheet].page_setup.print_area or "")
        area = self.areas.get(sheet)
        if area is None:
            return
        found = self._range(sheet, area)
        chosen = [one for one in found.autofilter.criteria if one.type != "none"]
        if chosen and all(can_choose(one) for one in chosen):
            self._filters[sheet] = (self._headers(sheet, area), chosen)
            found.autofilter.clear()

    def _headers(self, sheet: str, area: Rectangle) -> list[str]:
        head = Rectangle(area.first_row, area.first_col, area.first_row, area.last_col)
        (row,) = self._range(sheet, head).options(ndim=2).value
        return [str(value) for value in row]

    def put_back(self) -> None:
        """The choices once more, each at its header, where that still stands."""
        for sheet, (before, chosen) in self._filters.items():
            area = self.areas.get(sheet) if chosen else None
            if area is None:
                continue
            headers = self._headers(sheet, area)
            target = self._range(sheet, area).autofilter
            for one in chosen:
                with suppress(Exception):  # a choice that no longer fits is no reason to fail
                    choose(target, headers.index(before[one.field - 1]) + 1, one)
        self._filters.clear()
        self._print_areas.clear()

    def print_to(self, sheet: str, table: Rectangle, last_row: int) -> None:
        """The first part of the print area ends with that row; others stay where they were."""
        before = self._print_areas.get(sheet, "")
        parts = before.split(",") if before else []
        areas = references(parts[0]) if parts else []
        if not areas or not areas[0].first.row:
            return
        first, last = areas[0].first, areas[0].last
        top = printed_from((first.row, last.row), table.first_row, last_row)
        whole = Rectangle(top, first.column, last_row, table.last_col)
        after = ",".join([address(whole, fixed=True), *parts[1:]])
        if after != before:
            self._book.sheets[sheet].page_setup.print_area = after

    def reach(self, sheet: str, table: Rectangle) -> None:
        """Charts that look at the last row of data alone look at all rows of data."""
        row, first = table.last_row, table.first_row + 1

        def reaching(found: Reference) -> Reference:
            if found.sheet != sheet or found.first.row != row or found.last.row != row:
                return found
            top = type(found.first)(first, found.first.column, True, True)
            bottom = type(found.last)(row, found.last.column, True, True)
            return Reference(found.sheet, top, bottom, False)

        for one in self._book.sheets:
            for chart in one.charts:
                for series in chart.series:
                    before = str(series.api.Formula)
                    after = rewrite(before, reaching)
                    if after != before:
                        series.api.Formula = after
