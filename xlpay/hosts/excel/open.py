"""The open workbook in Excel as it stands: what it is, what it holds, its ways while it is written.

`.api` stands only where xlwings has no call of its own: here read-only, shared and protected.  Each
such place is a step of the checklist for Windows.
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
from xlpay.hosts.excel.shapes import block_of, hidden_rows_in, merged_in, values_of
from xlpay.live.host import Obstacle, Rectangle, Selection, TypedCells
from xlpay.workbook.fill.formulas import references
from xlpay.workbook.fill.names import PREFIX

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


class OpenBook:
    """A workbook as xlwings gives it, read and not written."""

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

    # ── what xlwings is asked

    def _sheet(self, name: str) -> xw.Sheet:
        return self._book.sheets[name]

    def _range(self, sheet: str, area: Rectangle) -> xw.Range:
        first, last = (area.first_row, area.first_col), (area.last_row, area.last_col)
        return self._sheet(sheet).range(first, last)
