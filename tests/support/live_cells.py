"""A workbook in memory as a spreadsheet program keeps it: what moves when cells are pushed about.

Formulas, names, filters, charts, conditional formats and notes follow their cells; a formula's
value is worked out for the one function that results use, SUBTOTAL(9,…), and kept for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import field
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from xlpay.workbook.fill.formulas import Corner, Reference, references, rewrite

Box = tuple[int, int, int, int]  # first row, first column, last row, last column
Cell = tuple[int, int]
PLAIN = ("General", "", False)  # number format, fill, bold


class Typed(msgspec.Struct):
    """A formula with the value that the program last worked out."""

    text: str
    value: Any = 0.0


class Push(msgspec.Struct):
    """Cells put in (count > 0) or taken out at a box, along rows or columns."""

    box: Box
    rows: bool
    insert: bool

    def box_after(self, box: Box) -> Box | None:
        """Where a box stands afterwards; None where nothing of it is left."""
        r1, c1, r2, c2 = self.box
        if self.rows:
            if box[1] < c1 or box[3] > c2:
                return box
            ends = self._line(box[0], box[2], r1, r2 - r1 + 1)
            return None if ends is None else (ends[0], box[1], ends[1], box[3])
        if box[0] < r1 or box[2] > r2:
            return box
        ends = self._line(box[1], box[3], c1, c2 - c1 + 1)
        return None if ends is None else (box[0], ends[0], box[2], ends[1])

    def _line(self, first: int, last: int, at: int, count: int) -> tuple[int, int] | None:
        if self.insert:
            return (
                first + count if first >= at else first,
                last + count if last >= at else last,
            )
        if first >= at and last < at + count:
            return None
        end = at + count

        def low(x: int) -> int:
            return x if x < at else max(at, x - count)

        return low(first), (last - count if last >= end else at - 1) if last >= at else last


class Sheet(msgspec.Struct):
    """One sheet; rows and columns count from 1."""

    name: str
    values: list[list[Any]] = field(default_factory=list)
    formulas: dict[Cell, Typed] = field(default_factory=dict)
    styles: dict[Cell, Any] = field(default_factory=dict)  # of cells, as the file has them
    paint: list[tuple[Box, Any]] = field(default_factory=list)  # over them; the last one counts
    columns: dict[int, Any] = field(default_factory=dict)  # styles of whole columns
    fills: dict[Cell, str] = field(default_factory=dict)
    notes: dict[Cell, str] = field(default_factory=dict)
    links: dict[Cell, str] = field(default_factory=dict)
    conditional: list[tuple[Box, str]] = field(default_factory=list)
    merged: list[Box] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    filter: Box | None = None
    criteria: dict[int, dict[str, Any]] = field(default_factory=dict)  # column -> the choice
    print_area: str = ""
    charts: list[list[str]] = field(default_factory=list)  # each: its series as formulas
    visible: bool = True
    protected: bool = False

    def at(self, row: int, column: int) -> Any:
        """The value of a cell, or its formula with its value."""
        typed = self.formulas.get((row, column))
        if typed is not None:
            return typed
        line = self.values[row - 1] if row <= len(self.values) else []
        return line[column - 1] if column <= len(line) else None

    def used(self) -> Box:
        """The used cells; A1 at least."""
        high = len(self.values)
        wide = max(map(len, self.values), default=0)
        return 1, 1, max(high, 1), max(wide, 1)

    def style(self, row: int, column: int) -> tuple[str, str, bool]:
        """Number format, fill and bold of a cell."""
        found = self.styles.get((row, column)) or self.columns.get(column, PLAIN)
        for (r1, c1, r2, c2), style in reversed(self.paint):
            if r1 <= row <= r2 and c1 <= column <= c2:
                found = style
                break
        own = self.fills.get((row, column))
        return found if own is None else (found[0], own, found[2])

    def put(self, row: int, column: int, rows: list[list[Any]]) -> None:
        """A block as Range.Formula takes it: '…' a text, =… a formula."""
        while len(self.values) < row + len(rows) - 1:
            self.values.append([])
        stop = column - 1 + len(rows[0])
        if self.formulas:
            inside = range(row, row + len(rows)), range(column, stop + 1)
            for cell in [c for c in self.formulas if c[0] in inside[0] and c[1] in inside[1]]:
                del self.formulas[cell]
        for number, given in enumerate(rows, row):
            line = [
                (one[1:] if one[:1] == "'" else one or None) if one.__class__ is str else one
                for one in given
            ]
            for at, one in enumerate(given, column):
                if one.__class__ is str and one and one[0] != "'":
                    line[at - column] = self._cell(number, at, one)
            old = self.values[number - 1]
            if len(old) < column - 1:
                old += [None] * (column - 1 - len(old))
            old[column - 1 : stop] = line

    def _cell(self, row: int, column: int, given: str) -> Any:
        if given[:1] == "=":
            self.formulas[row, column] = Typed(given[1:])
            return 0.0
        assert given[0] == "#", f"a text without its apostrophe: {given!r}"
        return given

    def trim(self) -> None:
        """Blank rows and columns at the end are not used."""
        while self.values and not any(one is not None for one in self.values[-1]):
            self.values.pop()


class Workbook:
    """All sheets and names."""

    def __init__(self, name: str = "工作簿1", fullname: str = "") -> None:
        self.name = name
        self.fullname = fullname or name
        self.sheets: list[Sheet] = []
        self.names: dict[str, str] = {}  # name -> "'Sheet'!$A$1:$B$2"
        self.active = ""
        self.selected: Cell = (1, 1)
        self.read_only = self.shared = self.structure_protected = False

    def sheet(self, name: str) -> Sheet:
        for sheet in self.sheets:
            if sheet.name.lower() == name.lower():
                return sheet
        raise KeyError(name)

    # ── pushing cells about

    def push(self, sheet: Sheet, push: Push) -> None:
        """Put cells in or take them out; everything that looks at cells follows."""
        _values(sheet, push)
        sheet.formulas = _keys(sheet.formulas, push)
        sheet.notes, sheet.links = _keys(sheet.notes, push), _keys(sheet.links, push)
        sheet.fills, sheet.styles = _keys(sheet.fills, push), _keys(sheet.styles, push)
        for name in ("paint", "conditional"):
            moved = [(push.box_after(box), what) for box, what in getattr(sheet, name)]
            setattr(sheet, name, [(box, what) for box, what in moved if box is not None])
        if sheet.filter is not None:
            sheet.filter = push.box_after(sheet.filter)
        visit = self._follow(sheet, push)
        for other in self.sheets:
            for typed in other.formulas.values():
                if other is sheet or sheet.name in typed.text:
                    typed.text = rewrite(typed.text, visit(other.name))
            for chart in other.charts:
                chart[:] = [rewrite(series, visit(other.name)) for series in chart]
        for name, text in self.names.items():
            self.names[name] = rewrite(text, visit(""))
        sheet.print_area = rewrite(sheet.print_area, visit(sheet.name))

    def _follow(
        self, sheet: Sheet, push: Push
    ) -> Callable[[str], Callable[[Reference], Reference]]:
        def of(own: str) -> Callable[[Reference], Reference]:
            def visit(found: Reference) -> Reference:
                first, last = found.first, found.last
                if (found.sheet or own) != sheet.name or not (first.row and first.column):
                    return found
                box = push.box_after((first.row, first.column, last.row, last.column))
                if box is None:
                    return found
                top = replace(first, row=box[0], column=box[1])
                return replace(found, first=top, last=replace(last, row=box[2], column=box[3]))

            return visit

        return of

    # ── values

    def value(self, sheet: Sheet, row: int, column: int) -> Any:
        """What a cell shows."""
        found = sheet.at(row, column)
        if not isinstance(found, Typed):
            return found
        if found.text.startswith("SUBTOTAL(9,"):
            return self._subtotal(sheet, found.text)
        return found.value

    def _subtotal(self, sheet: Sheet, text: str) -> float:
        total = 0.0
        for area in references(text):
            for row in range(area.first.row, area.last.row + 1):
                one = sheet.at(row, area.first.column)
                if isinstance(one, float | int):
                    total += one
        return round(total, 6)

    # ── the filter

    def hide(self, sheet: Sheet) -> None:
        """Hide what the filter's choices leave out; its range ends where it ends."""
        if sheet.filter is None:
            return
        first, _, last, _ = sheet.filter
        rows = range(first + 1, last + 1)
        sheet.hidden -= set(rows)
        for column, choice in sheet.criteria.items():
            for row in rows:
                if str(self.value(sheet, row, column)) not in choice["values"]:
                    sheet.hidden.add(row)


def _values(sheet: Sheet, push: Push) -> None:
    r1, c1, r2, c2 = push.box
    values = sheet.values
    if push.rows:
        assert c1 == 1, "cells are pushed down from column A on"
        beside = [row[c2:] for row in values]
        own = [row[:c2] for row in values]
        if push.insert:
            if r1 <= len(own):
                own[r1 - 1 : r1 - 1] = [[] for _ in range(r2 - r1 + 1)]
        else:
            del own[r1 - 1 : r2]
        high = max(len(own), len(beside) if any(map(any, beside)) else 0)
        sheet.values = [
            _joined(own[i] if i < len(own) else [], beside[i] if i < len(beside) else [], c2)
            for i in range(high)
        ]
    else:
        for row in range(r1, min(r2, len(values)) + 1):
            line = values[row - 1]
            if push.insert:
                if len(line) >= c1:
                    line[c1 - 1 : c1 - 1] = [None] * (c2 - c1 + 1)
            else:
                del line[c1 - 1 : c2]


def _joined(own: list[Any], beside: list[Any], width: int) -> list[Any]:
    return [*own, *[None] * (width - len(own)), *beside] if beside else own


def _keys(found: dict[Cell, Any], push: Push) -> dict[Cell, Any]:
    moved = {}
    for (row, column), what in found.items():
        box = push.box_after((row, column, row, column))
        if box is not None:
            moved[box[0], box[1]] = what
    return moved


# ── from a file


def load(path: Path) -> Workbook:
    """The workbook of a file, as a program shows it."""
    book = Workbook(path.name, str(path))
    file: Any = load_workbook(path)
    shown: Any = load_workbook(path, data_only=True)
    for found in file.worksheets:
        sheet = Sheet(found.title, visible=found.sheet_state == "visible")
        _cells(sheet, found, shown[found.title])
        for number, row in found.row_dimensions.items():
            if row.hidden:
                sheet.hidden.add(number)
        for letters, column in found.column_dimensions.items():
            at = box_of(f"{letters}1")[1]
            sheet.widths[at] = 0.0 if column.hidden else column.width
        for area in found.conditional_formatting:
            for one in area.cells.ranges:
                for rule in area.rules:
                    sheet.conditional.append((box_of(str(one)), str(rule.formula)))
        sheet.merged = [box_of(str(one)) for one in found.merged_cells.ranges]
        if found.auto_filter.ref:
            sheet.filter = box_of(found.auto_filter.ref)
        sheet.print_area = str(found.print_area or "").replace(f"'{found.title}'!", "")
        for chart in found._charts:
            sheet.charts.append([_series(series) for series in chart.series])
        book.sheets.append(sheet)
    for name, defined in file.defined_names.items():
        book.names[name] = str(defined.attr_text)
    book.active = file.active.title
    return book


def box_of(text: str) -> Box:
    """'B7:H8' -> (7, 2, 8, 8)."""
    left, top, right, bottom = (end or 0 for end in range_boundaries(text))
    return top, left, bottom, right


def _series(series: Any) -> str:
    return f"SERIES(,{series.cat.strRef.f},{series.val.numRef.f},1)"


def _cells(sheet: Sheet, found: Any, shown: Any) -> None:
    columns = {
        box_of(f"{letters}1")[1]: _style(column)
        for letters, column in found.column_dimensions.items()
    }
    sheet.columns = columns
    for row in found.iter_rows():
        for cell in row:
            if cell.has_style:
                sheet.styles[cell.row, cell.column] = _style(cell)
            if cell.comment:
                sheet.notes[cell.row, cell.column] = cell.comment.text
            if cell.hyperlink:
                sheet.links[cell.row, cell.column] = str(cell.hyperlink.location)
            value = cell.value
            if value is None:
                continue
            if cell.data_type == "f":
                cached = shown.cell(cell.row, cell.column).value
                sheet.formulas[cell.row, cell.column] = Typed(str(value)[1:], cached)
                value = cached if cached is not None else 0.0
            elif isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            while len(sheet.values) < cell.row:
                sheet.values.append([])
            line = sheet.values[cell.row - 1]
            line += [None] * (cell.column - len(line))
            line[cell.column - 1] = value


def _style(cell: Any) -> tuple[str, str, bool]:
    fill = cell.fill.fgColor.rgb[2:] if cell.fill and cell.fill.fill_type == "solid" else ""
    return str(cell.number_format), fill, bool(cell.font and cell.font.b)


def letters_of(box: Box) -> str:
    """'$B$7:$Y$107'."""
    r1, c1, r2, c2 = box
    return f"${get_column_letter(c1)}${r1}:${get_column_letter(c2)}${r2}"


def corners(text: str) -> Iterator[Corner]:
    """Every corner of every reference in a text."""
    for found in references(text):
        yield from (found.first, found.last)
