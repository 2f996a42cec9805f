"""An engine for xlwings whose Excel is a workbook in memory: everything above it is xlwings' own.

It counts reads and writes of ranges, can fail at any write, and refuses every call while a cell is
edited, as Excel does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings

from tests.support.live_cells import Box, Push, Sheet, Typed, Workbook, box_of, letters_of, load

EDITING = -2146777998


class ComError(Exception):
    """What pywin32 raises: its first argument is the number."""


class Machine:
    """The state of the program: what is open, settings, what was said, calls counted."""

    def __init__(self) -> None:
        self.books: list[Workbook] = []
        self.settings: dict[str, Any] = {
            "screen_updating": True,
            "enable_events": True,
            "calculation": "automatic",
            "interactive": True,
            "status_bar": False,
            "display_alerts": True,
            "cut_copy_mode": None,
        }
        self.said: list[str] = []
        self.asked: list[str] = []
        self.answer = "yes"
        self.statuses: list[Any] = []
        self.reads = self.writes = 0
        self.fail_at = 0  # the number of the write that fails; 0 for none
        self.fail_after = False  # all later writes fail too
        self.editing = False
        self.clipboard: tuple[Sheet, Box] | None = None
        self.hook: Any = None  # called before each write

    def read(self) -> None:
        self.call()
        self.reads += 1

    def write(self) -> None:
        self.call()
        self.writes += 1
        if self.hook is not None:
            self.hook()
        if self.fail_at and (
            self.writes == self.fail_at or (self.fail_after and self.writes > self.fail_at)
        ):
            raise ComError(-2147352567, "写入失败")

    def call(self) -> None:
        if self.editing:
            raise ComError(EDITING, "被呼叫方拒绝接收呼叫")


class Engine:
    name, type = "excel", "desktop"

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.apps = Apps(machine)

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> Any:
        return data  # as raw_value made it: lists, clean already

    @staticmethod
    def prepare_xl_data_element(value: Any, _: Any) -> Any:
        return "" if value is None else value


class Apps:
    def __init__(self, machine: Machine) -> None:
        self.app = App(machine)

    def __iter__(self) -> Iterator[App]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1


class App:
    machine: Machine

    def __init__(self, machine: Machine) -> None:
        object.__setattr__(self, "machine", machine)

    pid = 1

    @property
    def engine(self) -> Any:
        engine: Any = xlwings.engines.active
        return engine.impl

    def __getattr__(self, name: str) -> Any:
        try:
            return self.machine.settings[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self.machine.call()
        assert name in self.machine.settings
        self.machine.settings[name] = value
        if name == "status_bar":
            self.machine.statuses.append(value)

    @property
    def books(self) -> Books:
        return Books(self.machine)

    @property
    def selection(self) -> Range | None:
        book = self.machine.books[0]
        if not book.active:
            return None
        row, column = book.selected
        return Range(
            Ground(self.machine, book, book.sheet(book.active)), (row, column, row, column)
        )

    def activate(self, steal_focus: bool = False) -> None:
        self.machine.call()

    def alert(self, prompt: str, title: Any, buttons: str, mode: Any, callback: Any) -> str:
        if buttons == "ok":
            self.machine.said.append(prompt)
            return "ok"
        self.machine.asked.append(prompt)
        return self.machine.answer


class Books:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    app = property(lambda self: App(self.machine))

    def __call__(self, name: str) -> Book:
        for book in self.machine.books:
            if book.name == name:
                return Book(self.machine, book)
        raise KeyError(name)

    def open(self, fullname: str, *_: Any) -> Book:
        book = load(Path(fullname))
        self.machine.books.append(book)
        return Book(self.machine, book)


class Book:
    def __init__(self, machine: Machine, book: Workbook) -> None:
        self.machine, self.book = machine, book

    name = property(lambda self: self.book.name)
    app = property(lambda self: App(self.machine))
    sheets = property(lambda self: Sheets(self.machine, self.book))
    names = property(lambda self: Names(self.machine, self.book))

    def activate(self) -> None:
        self.machine.call()

    @property
    def fullname(self) -> str:
        if "://" in self.book.fullname:
            raise xlwings.XlwingsError("Couldn't find the local path")
        return self.book.fullname

    @property
    def api(self) -> Any:
        book = self.book
        return SimpleNamespace(
            ReadOnly=book.read_only,
            MultiUserEditing=book.shared,
            ProtectStructure=book.structure_protected,
            FullName=book.fullname,
        )


class Sheets:
    def __init__(self, machine: Machine, book: Workbook) -> None:
        self.machine, self.book = machine, book

    def _wrap(self, sheet: Sheet) -> SheetImpl:
        return SheetImpl(Ground(self.machine, self.book, sheet))

    def __call__(self, key: Any) -> SheetImpl:
        self.machine.call()
        if isinstance(key, int):
            return self._wrap(self.book.sheets[key - 1])
        return self._wrap(self.book.sheet(key))

    def __iter__(self) -> Iterator[SheetImpl]:
        self.machine.call()
        return (self._wrap(sheet) for sheet in list(self.book.sheets))

    def __len__(self) -> int:
        return len(self.book.sheets)

    @property
    def active(self) -> SheetImpl:
        return self._wrap(self.book.sheet(self.book.active))

    def add(self, before: Any, after: SheetImpl, name: str) -> SheetImpl:
        self.machine.write()
        made = Sheet(name)
        self.book.sheets.insert(self.book.sheets.index(after.ground.sheet) + 1, made)
        self.book.active = name
        return self._wrap(made)


class Ground:
    """A sheet with its book and program."""

    def __init__(self, machine: Machine, book: Workbook, sheet: Sheet) -> None:
        self.machine, self.book, self.sheet = machine, book, sheet


class SheetImpl:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    name = property(lambda self: self.ground.sheet.name)
    visible = property(lambda self: self.ground.sheet.visible)
    book = property(lambda self: Book(self.ground.machine, self.ground.book))
    page_setup = property(lambda self: PageSetup(self.ground))

    @property
    def api(self) -> Any:
        return SimpleNamespace(ProtectContents=self.ground.sheet.protected)

    @property
    def notes(self) -> list[Note]:
        return [Note(self.ground, cell) for cell in list(self.ground.sheet.notes)]

    @property
    def charts(self) -> list[Any]:
        return [Chart(chart) for chart in self.ground.sheet.charts]

    @property
    def used_range(self) -> Range:
        self.ground.sheet.trim()
        return Range(self.ground, self.ground.sheet.used())

    def range(self, first: Any, last: Any = None) -> Range:
        if last is not None:
            one, two = (a if isinstance(a, tuple) else a.boxes[0] for a in (first, last))
            return Range(self.ground, (one[0], one[1], two[-2], two[-1]))
        if isinstance(first, tuple):  # (row, column), or with its height and width
            row, column, high, wide = (*first, 1, 1)[:4]
            return Range(self.ground, (row, column, row + high - 1, column + wide - 1))
        return Range(self.ground, *(_box(part) for part in first.split(",")))

    def activate(self) -> None:
        self.ground.book.active = self.ground.sheet.name

    def delete(self) -> None:
        self.ground.machine.write()
        self.ground.book.sheets.remove(self.ground.sheet)


def _box(text: str) -> Box:
    if text.replace(":", "").isdigit():
        first, _, last = text.partition(":")
        return int(first), 1, int(last), 16384
    return box_of(text)


class Chart:
    def __init__(self, series: list[str]) -> None:
        self._series = series

    @property
    def series(self) -> list[Any]:
        return [SimpleNamespace(api=Series(self._series, i)) for i in range(len(self._series))]


class Series:
    _at: tuple[list[str], int]

    def __init__(self, series: list[str], index: int) -> None:
        object.__setattr__(self, "_at", (series, index))

    @property
    def Formula(self) -> str:
        series, index = self._at
        return f"={series[index]}"

    def __setattr__(self, name: str, value: str) -> None:
        assert name == "Formula"
        series, index = self._at
        series[index] = value[1:]


class PageSetup:
    ground: Ground

    def __init__(self, ground: Ground) -> None:
        object.__setattr__(self, "ground", ground)

    @property
    def print_area(self) -> str:
        return self.ground.sheet.print_area

    def __setattr__(self, name: str, value: str) -> None:
        self.ground.machine.write()
        self.ground.sheet.print_area = value


class Names:
    def __init__(self, machine: Machine, book: Workbook) -> None:
        self.machine, self.book = machine, book

    def snapshot(self) -> list[tuple[str, Any]]:
        self.machine.call()
        return [
            (name, SimpleNamespace(name=name, refers_to=f"={text}"))
            for name, text in self.book.names.items()
        ]

    def add(self, name: str, refers_to: str) -> Any:
        self.machine.write()
        self.book.names[name] = refers_to[1:]
        return SimpleNamespace(name=name, refers_to=refers_to)


class Note:
    _at: tuple[Ground, tuple[int, int]]

    def __init__(self, ground: Ground, cell: tuple[int, int]) -> None:
        object.__setattr__(self, "_at", (ground, cell))

    @property
    def location(self) -> Range:
        ground, cell = self._at
        return Range(ground, (*cell, *cell))

    @property
    def text(self) -> str:
        ground, cell = self._at
        return ground.sheet.notes[cell]

    def __setattr__(self, name: str, value: str) -> None:
        ground, cell = self._at
        ground.sheet.notes[cell] = value

    def delete(self) -> None:
        ground, cell = self._at
        del ground.sheet.notes[cell]


class Range:
    max_cells_per_read = max_cells_per_write = None
    options: Any

    def __init__(self, ground: Ground, *boxes: Box) -> None:
        self.ground, self.boxes = ground, boxes

    # ── where

    row = property(lambda self: self.boxes[0][0])
    column = property(lambda self: self.boxes[0][1])
    sheet = property(lambda self: SheetImpl(self.ground))
    shape = property(lambda self: (_high(self.boxes[0]), _wide(self.boxes[0])))
    address = property(lambda self: letters_of(self.boxes[0]))

    def __len__(self) -> int:
        return sum(_high(box) * _wide(box) for box in self.boxes)

    def __call__(self, row: int, column: int) -> Range:
        at = self.row + row - 1, self.column + column - 1
        return Range(self.ground, (*at, *at))

    # ── content

    @property
    def raw_value(self) -> list[list[Any]]:
        self.ground.machine.read()
        book, sheet = self.ground.book, self.ground.sheet
        rows = self._lines()
        for row, column in self._typed():
            rows[row - self.row][column - self.column] = book.value(sheet, row, column)
        return rows

    @property
    def formula(self) -> list[list[Any]]:
        self.ground.machine.read()
        rows = self._lines()
        for row, column in self._typed():
            text = self.ground.sheet.formulas[row, column].text
            rows[row - self.row][column - self.column] = f"={text}"
        return rows

    @formula.setter
    def formula(self, rows: list[list[Any]]) -> None:
        self.ground.machine.write()
        assert (len(rows), len(rows[0])) == self.shape
        self.ground.sheet.put(self.row, self.column, rows)

    def _lines(self) -> list[list[Any]]:
        first, left, last, right = self.boxes[0]
        values, wide = self.ground.sheet.values, right - left + 1
        found = []
        for row in range(first, last + 1):
            line = values[row - 1][left - 1 : right] if row <= len(values) else []
            if len(line) < wide:
                line += [None] * (wide - len(line))
            found.append(line)
        return found

    def _typed(self) -> list[tuple[int, int]]:
        first, left, last, right = self.boxes[0]
        return [
            (r, c)
            for r, c in self.ground.sheet.formulas
            if first <= r <= last and left <= c <= right
        ]

    # ── pushing, copying

    def insert(self, shift: str, origin: str) -> None:
        self.ground.machine.write()
        push = Push(self.boxes[0], rows=shift == "down", insert=True)
        self.ground.book.push(self.ground.sheet, push)

    def delete(self, shift: str) -> None:
        self.ground.machine.write()
        push = Push(self.boxes[0], rows=shift == "up", insert=False)
        self.ground.book.push(self.ground.sheet, push)

    def copy(self, destination: Any = None) -> None:
        self.ground.machine.call()
        self.ground.machine.clipboard = (self.ground.sheet, self.boxes[0])
        if destination is not None:
            destination.impl._all()

    def _all(self) -> None:
        """Everything of whole rows, at A1."""
        self.ground.machine.write()
        assert self.ground.machine.clipboard is not None
        source, (first, _, last, _) = self.ground.machine.clipboard
        sheet = self.ground.sheet
        sheet.values = [list(row) for row in source.values[first - 1 : last]]
        sheet.formulas = {c: Typed(t.text) for c, t in source.formulas.items() if c[0] <= last}
        sheet.paint = [(box, style) for box, style in source.paint if box[2] <= last]
        sheet.styles = {cell: style for cell, style in source.styles.items() if cell[0] <= last}

    def paste(self, paste: str, operation: Any, skip_blanks: bool, transpose: bool) -> None:
        self.ground.machine.write()
        assert self.ground.machine.clipboard is not None
        source, (row, column, last, right) = self.ground.machine.clipboard
        sheet = self.ground.sheet
        if self.ground.book.active == sheet.name:  # Excel selects what it pastes to
            self.ground.book.selected = (self.row, self.column)
        if paste == "column_widths":
            sheet.widths = dict(source.widths)
        elif paste == "formats":
            for box in self.boxes:
                self._formats(source, (row, column, last, right), box)
        else:
            assert paste == "all_merging_conditional_formats" and source is sheet
            assert (row, column) == (last, right)
            style = sheet.style(row, column)
            for box in self.boxes:
                sheet.paint.append((box, style))
                for cell in [c for c in sheet.links if _inside(c, box)]:
                    del sheet.links[cell]

    def _formats(self, source: Sheet, given: Box, box: Box) -> None:
        """A row's formats onto rows below or above it, conditional ones too."""
        sheet = self.ground.sheet
        assert source is sheet and given[0] == given[2] and given[1::2] == box[1::2]
        for column in range(given[1], given[3] + 1):
            style = sheet.style(given[0], column)
            sheet.paint.append(((box[0], column, box[2], column), style))
        grown = []
        for (r1, c1, r2, c2), rule in sheet.conditional:
            if r1 <= given[0] <= r2 and given[1] <= c1 and c2 <= given[3]:
                r1, r2 = min(r1, box[0]), max(r2, box[2])
            grown.append(((r1, c1, r2, c2), rule))
        sheet.conditional = grown

    def select(self) -> None:
        self.ground.machine.call()
        assert self.ground.book.active == self.ground.sheet.name, "only on the active sheet"
        self.ground.book.selected = (self.row, self.column)

    # ── looks

    @property
    def row_hidden(self) -> bool:
        return self.row in self.ground.sheet.hidden

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        first, _, last, _ = self.boxes[0]
        change = (
            self.ground.sheet.hidden.update
            if value
            else (self.ground.sheet.hidden.difference_update)
        )
        change(range(first, last + 1))

    @property
    def column_width(self) -> float:
        return self.ground.sheet.widths.get(self.column, 8.43)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.ground.machine.call()
        self.ground.sheet.widths[self.column] = value

    @property
    def color(self) -> tuple[int, int, int] | None:
        fill = self.ground.sheet.style(self.row, self.column)[1]
        return tuple(bytes.fromhex(fill)) if fill else None  # type: ignore[return-value]

    @color.setter
    def color(self, value: Any) -> None:
        self.ground.machine.write()
        if isinstance(value, tuple):
            value = "#{:02X}{:02X}{:02X}".format(*value)
        for first, left, last, right in self.boxes:
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    self.ground.sheet.fills[row, column] = (value or "#").lstrip("#").upper()

    @property
    def note(self) -> Note | None:
        cell = (self.row, self.column)
        return Note(self.ground, cell) if cell in self.ground.sheet.notes else None

    def add_note(self, text: str) -> Note:
        self.ground.machine.write()
        self.ground.sheet.notes[self.row, self.column] = text
        return Note(self.ground, (self.row, self.column))

    def add_hyperlink(self, address: str, text: str, tip: str) -> None:
        self.ground.machine.call()
        shown = self.ground.sheet.at(self.row, self.column)
        assert shown == text, f"a link must not change what its cell says: {shown} {text}"
        self.ground.sheet.links[self.row, self.column] = address.removeprefix("#")

    @property
    def api(self) -> Any:
        sheet, box = self.ground.sheet, self.boxes[0]
        inside = [cell for cell in sheet.links if _inside(cell, box)]

        def delete() -> None:
            for cell in inside:
                del sheet.links[cell]

        return SimpleNamespace(Hyperlinks=SimpleNamespace(Count=len(inside), Delete=delete))

    # ── merged, hidden, filtered

    @property
    def merge_cells(self) -> bool | None:
        inside = [m for m in self.ground.sheet.merged if _meets(m, self.boxes[0])]
        if not inside:
            return False
        r1, c1, r2, c2 = self.boxes[0]
        one = inside[0]
        whole = len(inside) == 1 and one[0] <= r1 and one[1] <= c1 and r2 <= one[2] and c2 <= one[3]
        return True if whole else None

    @property
    def merge_area(self) -> Range:
        cell = (self.row, self.column)
        for one in self.ground.sheet.merged:
            if _inside(cell, one):
                return Range(self.ground, one)
        return self

    def get_special_cells(self, cell_type: str, _: Any) -> list[Range]:
        assert cell_type == "visible"
        first, left, last, right = self.boxes[0]
        found, start = [], None
        for row in range(first, last + 2):
            shown = row <= last and row not in self.ground.sheet.hidden
            if shown and start is None:
                start = row
            elif not shown and start is not None:
                found.append(Range(self.ground, (start, left, row - 1, right)))
                start = None
        return found

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.ground, self.boxes[0])


class AutoFilter:
    def __init__(self, ground: Ground, box: Box) -> None:
        self.ground, self.box = ground, box

    @property
    def criteria(self) -> list[dict[str, Any]]:
        from xlwings.base_classes import empty_autofilter_criteria

        sheet, left = self.ground.sheet, self.box[1]
        own = sheet.criteria if sheet.filter == self.box else {}
        return [
            (own.get(column) and {**own[column], "field": column - left + 1})
            or empty_autofilter_criteria(column - left + 1)
            for column in range(left, self.box[3] + 1)
        ]

    def clear(self, field: Any) -> None:
        sheet = self.ground.sheet
        sheet.criteria.clear()
        if sheet.filter is not None:
            sheet.hidden -= set(range(sheet.filter[0] + 1, sheet.filter[2] + 1))

    def apply_values(self, field: int, values: list[str]) -> None:
        sheet = self.ground.sheet
        if sheet.filter is not None and sheet.filter != self.box:
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        sheet.filter = self.box
        sheet.criteria[self.box[1] + field - 1] = {"type": "values", "values": values}
        self.ground.book.hide(sheet)


def _high(box: Box) -> int:
    return box[2] - box[0] + 1


def _wide(box: Box) -> int:
    return box[3] - box[1] + 1


def _inside(cell: tuple[int, int], box: Box) -> bool:
    return box[0] <= cell[0] <= box[2] and box[1] <= cell[1] <= box[3]


def _meets(one: Box, two: Box) -> bool:
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]


@contextmanager
def running(*books: Workbook) -> Iterator[Machine]:
    """Excel with these workbooks open; Book.caller() is the first."""
    machine = Machine()
    machine.books = list(books)
    before = xlwings.engines.active
    engine = xlwings.Engine(impl=Engine(machine))
    xlwings.engines.add(engine)
    engine.activate()
    xlwings.Book(impl=Book(machine, books[0])).set_mock_caller()
    try:
        yield machine
    finally:
        xlwings.engines.active = before
        xlwings.engines.engines.remove(engine)
        del xlwings.engines.engines_by_name["excel"]
        delattr(xlwings.Book, "_mock_caller")
