"""Which sheet stands in front when the workbook is opened: the one that the run was for, alone.

activeTab of workbook.xml isn't enough: a sheet that is marked as chosen in its own part would be
grouped with the one in front, by Excel as by LibreOffice, and in a group one keystroke writes into
every sheet of it.  So that mark alone goes out of the other sheets; their parts keep every other
byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from xlpay.base.grid import cell_name
from xlpay.results.layout import FIRST_COLUMN
from xlpay.workbook.file.markup import MAIN, Element, child, children
from xlpay.workbook.file.parts import Workbook
from xlpay.workbook.fill.resultsheet import ResultSheet

_Q: Final = f"{{{MAIN}}}"
_CHOSEN: Final = re.compile(rb"""(\btabSelected\s*=\s*["'])(?:1|true)(["'])""")
_HEAD: Final = 8192  # bytes: views stand before the columns and rows


def open_on(workbook: Workbook, front: ResultSheet, filled: Collection[ResultSheet]) -> bool:
    """Put that sheet in front, its first cells in sight; whether workbook.xml changed."""
    for one in filled:
        for view in _views(one.root):
            view.set("tabSelected", "1" if one is front else "0")
            if one is front:
                _to_first_cell(view, one.head_row + 1)
    names = [element.get("name") for element in workbook.root.iter(f"{_Q}sheet")]
    return _activate(workbook.root, names.index(front.ref.name))


def chosen_besides(workbook: Workbook, filled: Collection[ResultSheet]) -> Iterator[str]:
    """The parts of the other sheets that say that they are chosen."""
    parts = {sheet.ref.part for sheet in filled}
    for sheet in workbook.sheets:
        if sheet.part not in parts and _CHOSEN.search(workbook.package.head(sheet.part, _HEAD)):
            yield sheet.part


def not_chosen(data: bytes) -> bytes:
    """The part of a sheet without the mark of being chosen."""
    return _CHOSEN.sub(rb"\g<1>0\g<2>", data[:_HEAD]) + data[_HEAD:]


def _views(root: Element) -> list[Element]:
    holder = child(root, "sheetViews")
    return [] if holder is None else children(holder, "sheetView")


def _to_first_cell(view: Element, row: int) -> None:
    """Scroll to the top and choose the first cell of the data."""
    pane = child(view, "pane")
    if view.get("topLeftCell"):
        view.set("topLeftCell", "A1")
    if pane is not None and pane.get("topLeftCell") and pane.get("state", "").startswith("frozen"):
        right = pane.get("xSplit", "0")
        column = int(right) + 1 if right.isdigit() else 1
        top = row if pane.get("ySplit", "0") != "0" else 1
        pane.set("topLeftCell", cell_name(top, column))
    first = cell_name(row, FIRST_COLUMN)
    for selection in children(view, "selection"):
        if selection.get("pane", "topLeft") == (
            pane.get("activePane", "topLeft") if pane is not None else "topLeft"
        ):
            selection.set("activeCell", first)
            selection.set("sqref", first)


def _activate(root: Element, place: int) -> bool:
    holder = child(root, "bookViews")
    if holder is None:
        return False
    changed = False
    for view in children(holder, "workbookView"):
        if view.get("activeTab", "0") != str(place):
            view.set("activeTab", str(place))
            changed = True
    return changed
