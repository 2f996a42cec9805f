"""The open workbook in Excel, written through xlwings: whole blocks, settings always restored.

`.api` stands only where xlwings has no call of its own: here links taken away.  Each such place is
a step of the checklist for Windows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from xlpay.hosts.excel.open import OpenBook, call
from xlpay.hosts.excel.shapes import address, addresses, hex_of, sent_row
from xlpay.hosts.ribbon import TAB
from xlpay.live.host import Content, Ground, Rectangle
from xlpay.workbook.fill.formulas import quoted

_CELLS: Final = 2_000_000  # of one write


class ExcelHost(OpenBook):
    """A workbook as the buttons need it (xlpay.live.host.Host)."""

    # ── writing

    @call
    def insert(self, sheet: str, area: Rectangle, *, down: bool) -> None:
        self._kept.touch(sheet)
        self._range(sheet, area).insert("down" if down else "right")

    @call
    def delete(self, sheet: str, area: Rectangle, *, up: bool) -> None:
        self._kept.touch(sheet)
        self._range(sheet, area).delete("up" if up else "left")

    @call
    def stretch(self, sheet: str, table: Rectangle, last_row: int, *, lone: bool) -> None:
        self._kept.print_to(sheet, table, last_row)
        if lone and table.last_row > table.first_row + 1:
            one = Rectangle(table.last_row, table.first_col, table.last_row, table.last_col)
            above = Rectangle(
                table.first_row + 1, table.first_col, table.last_row - 1, table.last_col
            )
            self._range(sheet, one).copy()
            self._range(sheet, above).paste("formats")
            self._app.cut_copy_mode = False
            self._kept.reach(sheet, table)

    @call
    def write(self, sheet: str, row: int, column: int, rows: Sequence[Sequence[Content]]) -> None:
        self._kept.touch(sheet)
        width = len(rows[0])
        step = max(_CELLS // width, 1)
        for start in range(0, len(rows), step):
            part = [sent_row(one) for one in rows[start : start + step]]
            last = Rectangle(row + start, column, row + start + len(part) - 1, column + width - 1)
            self._range(sheet, last).options("raw").formula = part

    @call
    def wear(self, sheet: str, pattern: Rectangle, targets: Sequence[Rectangle]) -> None:
        self._kept.touch(sheet)
        self._range(sheet, pattern).copy()
        for place in addresses(targets):
            self._sheet(sheet).range(place).paste("all_merging_conditional_formats")
        self._app.cut_copy_mode = False

    @call
    def widths(self, sheet: str, columns: Mapping[int, float]) -> None:
        for column, width in columns.items():
            self._sheet(sheet).range((1, column)).column_width = width

    @call
    def links(self, sheet: str, area: Rectangle, targets: Mapping[tuple[int, int], str]) -> None:
        found = self._range(sheet, area)
        if found.api.Hyperlinks.Count:
            found.api.Hyperlinks.Delete()
        for (row, column), target in targets.items():
            text = target.rpartition("!")[2]
            self._sheet(sheet).range((row, column)).add_hyperlink(f"#{target}", text, target)

    @call
    def name_area(self, name: str, sheet: str, area: Rectangle) -> None:
        self._book.names.add(name, f"={quoted(sheet)}!{address(area, fixed=True)}")
        self._kept.areas[sheet] = area

    @call
    def add_sheet(self, sheet: str, like: str, rows: int) -> None:
        active = self._book.sheets.active
        model = self._sheet(like)
        added = self._book.sheets.add(sheet, after=self._book.sheets[-1])
        head = model.range(f"1:{rows}")
        head.copy(added.range("A1"))
        head.copy()
        added.range("A1").paste("column_widths")
        self._app.cut_copy_mode = False
        for row in range(1, rows + 1):
            if model.range(f"{row}:{row}").rows.hidden:
                added.range(f"{row}:{row}").rows.hidden = True
        active.activate()

    @call
    def delete_sheet(self, sheet: str) -> None:
        self._kept.forget(sheet)
        self._sheet(sheet).delete()

    # ── marks

    @call
    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        found = {}
        for note in self._sheet(sheet).notes:
            place = note.location
            found[int(place.row), int(place.column)] = str(note.text)
        return found

    @call
    def grounds(self, sheet: str, cells: Sequence[tuple[int, int]]) -> list[Ground]:
        found = []
        for cell in cells:
            place = self._sheet(sheet).range(cell)
            note = place.note
            found.append(Ground(hex_of(place.color), "" if note is None else str(note.text)))
        return found

    @call
    def set_note(self, sheet: str, row: int, column: int, text: str) -> None:
        place = self._sheet(sheet).range((row, column))
        note = place.note
        if note is not None and not text:
            note.delete()
        elif note is not None:
            note.text = text
        elif text:
            place.add_note(text)

    @call
    def set_fill(self, sheet: str, cells: Sequence[tuple[int, int]], fill: str) -> None:
        for place in addresses([Rectangle(row, column, row, column) for row, column in cells]):
            self._sheet(sheet).range(place).color = f"#{fill}" if fill else None

    # ── speaking

    @call
    def status(self, text: str) -> None:
        self._app.status_bar = text or False

    def tell(self, text: str) -> None:
        self._app.alert(text, TAB)

    def ask(self, text: str) -> bool:
        return self._app.alert(text, TAB, "yes_no") == "yes"

    @call
    def show(self, sheet: str) -> None:
        self._sheet(sheet).activate()

    @call
    def open_new(self, path: Path) -> None:
        self._app.books.open(str(path))
