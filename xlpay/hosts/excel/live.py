"""The open workbook in Excel through xlwings: read, and written in whole blocks.

Settings, filters and the selection are always restored.  `.api` stands only where xlwings has no
call of its own: here read-only, shared, protected, and links taken away.  Each such place is a step
of the checklist for Windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import xlwings as xw

from xlpay.base.grid import Grid
from xlpay.hosts.excel.kept import Kept
from xlpay.hosts.excel.shapes import (
    address,
    addresses,
    block_of,
    hex_of,
    hidden_rows_in,
    merged_in,
    sent_row,
    values_of,
)
from xlpay.hosts.ribbon import TAB
from xlpay.live.host import Content, Ground, Obstacle, Rectangle, Selection, TypedCells
from xlpay.workbook.fill.formulas import quoted, references
from xlpay.workbook.fill.names import PREFIX

_CELLS: Final = 2_000_000  # of one write
_BUSY: Final = (-2146777998, -2147418111, -2147417846)  # a cell is edited, a dialog is open

P = ParamSpec("P")
T = TypeVar("T")


def call(method: Callable[P, T]) -> Callable[P, T]:
    """A call that Excel refuses while a cell is edited is an obstacle, not a fault."""

    @wraps(method)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            if error.args and error.args[0] in _BUSY:
                raise Obstacle("L-EDITING") from error
            raise

    return called


class ExcelHost:
    """A workbook as the buttons need it (xlpay.live.host.Host)."""

    def __init__(self, book: xw.Book) -> None:
        self._book = book
        self._app = book.app
        self._kept = Kept(book)

    # ── the workbook

    @property
    def name(self) -> str:
        return str(self._book.name)

    @property
    def folder(self) -> Path | None:
        place = self._place()
        if not place or "://" in place:
            return None
        path = Path(place)
        return path.parent if path.is_absolute() else None

    @property
    def key(self) -> str:
        return self._place() or self.name

    def _place(self) -> str:
        """The full path; "" where xlwings can't tell it, as for some cloud folders."""
        with suppress(xw.XlwingsError):
            return str(self._book.fullname)
        return ""

    @call
    def check(self, sheets: Sequence[str]) -> None:
        self._app.interactive = self._app.interactive  # refused while a cell is edited
        native = self._book.api
        if native.ReadOnly:
            raise Obstacle("L-READ-ONLY", {"name": self.name})
        if native.MultiUserEditing:
            raise Obstacle("L-SHARED", {"name": self.name})
        for sheet in sheets:
            if sheet not in self.sheets():
                if native.ProtectStructure:
                    raise Obstacle("L-STRUCTURE")
            elif self._sheet(sheet).api.ProtectContents:
                raise Obstacle("L-PROTECTED", {"sheet": sheet})

    @contextmanager
    def quiet(self) -> Iterator[None]:
        off = ({"screen_updating": False}, {"enable_events": False}, {"calculation": "manual"})
        with ExitStack() as stack:
            for one in off:
                stack.enter_context(self._app.properties(**one))
            stack.enter_context(self._in_place())
            yield

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """The user's filters and selection as before: pasting selects what it pastes to."""
        chosen = self._book.selection
        place = None if chosen is None else (str(chosen.sheet.name), str(chosen.address))
        try:
            yield
        finally:
            self._kept.put_back()
            if place is not None and place[0] == self._book.sheets.active.name:
                self._sheet(place[0]).range(place[1]).select()

    # ── reading

    @call
    def sheets(self) -> list[str]:
        return [str(sheet.name) for sheet in self._book.sheets]

    @call
    def grid(self, sheet: str) -> Grid | None:
        if sheet not in self.sheets():
            return None
        found = self._sheet(sheet)
        used = found.used_range
        rows = values_of(used)
        merged = [] if used.merge_cells is False else list(merged_in(used))
        hidden = hidden_rows_in(used)
        shown = not found.visible
        return Grid(sheet, rows, used.row, used.column, shown, merged, hidden)

    @call
    def block(self, sheet: str) -> TypedCells:
        return block_of(self._sheet(sheet).used_range)

    @call
    def fingerprint(self, sheet: str) -> str:
        used = self._sheet(sheet).used_range
        typed = repr((used.row, used.column, used.formula))
        return sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()

    @call
    def names(self) -> Mapping[str, tuple[str, Rectangle]]:
        found = {}
        for name in self._book.names:
            text = str(name.name)
            areas = references(str(name.refers_to or "")) if text.startswith(PREFIX) else []
            if len(areas) == 1 and areas[0].sheet:
                first, last = areas[0].first, areas[0].last
                area = Rectangle(first.row, first.column, last.row, last.column)
                found[text] = (areas[0].sheet, area)
                self._kept.areas[areas[0].sheet] = area
        return found

    @call
    def selection(self) -> Selection | None:
        chosen = self._book.selection
        if chosen is None:
            return None
        return Selection(str(chosen.sheet.name), int(chosen.row), int(chosen.column))

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
        self._kept.touch(sheet)
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

    # ── what xlwings is asked

    def _sheet(self, name: str) -> xw.Sheet:
        return self._book.sheets[name]

    def _range(self, sheet: str, area: Rectangle) -> xw.Range:
        first, last = (area.first_row, area.first_col), (area.last_row, area.last_col)
        return self._sheet(sheet).range(first, last)
