"""What the live workbook asks of the program that shows it: whole blocks, a small number of calls.

Each program has one adapter (Excel through xlwings, Calc through its extension).  Rows and columns
count from 1.  No rule and no layout is known behind this line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import msgspec

from xlpay.base.grid import CellValue, Grid


class Formula(msgspec.Struct, frozen=True):
    """A cell's formula as an .xlsx holds it: English names, commas, without the leading "="."""

    text: str


Content = CellValue | Formula  # what stands in a cell, or shall; None is blank


class Rectangle(msgspec.Struct, frozen=True):
    """A rectangle of cells, last row and column included."""

    first_row: int
    first_col: int
    last_row: int
    last_col: int


class TypedCells(msgspec.Struct, frozen=True):
    """The used cells of a sheet as typed: a formula is a Formula, a text never one."""

    rows: list[list[Content]]
    first_row: int = 1
    first_col: int = 1


class Ground(msgspec.Struct, frozen=True):
    """A cell's own fill as RRGGBB, "" for none, and the text of its note, "" for none."""

    fill: str = ""
    note: str = ""


class Selection(msgspec.Struct, frozen=True):
    """What the user has selected."""

    sheet: str
    row: int
    column: int


class Obstacle(Exception):
    """Why the workbook can't be written now: a code of xlpay.base.codes, and its words."""

    def __init__(self, code: str, words: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.words = words or {}


class Host(Protocol):
    """An open workbook."""

    @property
    def name(self) -> str:
        """The file's name, as the window shows it."""

    @property
    def folder(self) -> Path | None:
        """Where it is saved; None for a workbook never saved, or kept behind a web address."""

    @property
    def key(self) -> str:
        """What tells this open workbook from others of the same name: its full path or address."""

    def check(self, sheets: Sequence[str]) -> None:
        """Obstacle where one of the sheets, or the workbook, can't be written: protected,
        read-only, shared, or a cell in edit mode."""

    def quiet(self) -> AbstractContextManager[None]:
        """Calculation, events and screen updating off; always as before at the end."""

    # ── reading: one call of the program a sheet

    def sheets(self) -> list[str]:
        """All sheets in order."""

    def grid(self, sheet: str) -> Grid | None:
        """The values that stand on screen, filtered and hidden rows too; None: no such sheet."""

    def block(self, sheet: str) -> TypedCells:
        """The used cells as typed."""

    def fingerprint(self, sheet: str) -> str:
        """A short text that is another one as soon as anything typed into the sheet is; the same
        for the same content, the session after too."""

    def names(self) -> Mapping[str, tuple[str, Rectangle]]:
        """Names of ours (xlpay_…) -> sheet and area."""

    def selection(self) -> Selection | None:
        """The active cell; None where something else is selected."""

    # ── writing result sheets

    def insert(self, sheet: str, area: Rectangle, *, down: bool) -> None:
        """Empty cells where the area is; what stood there is pushed down (else to the right).

        What the program keeps over cells on both sides (charts, names, filters) grows; what stands
        beside the area, charts above all, stays.
        """

    def delete(self, sheet: str, area: Rectangle, *, up: bool) -> None:
        """The area's cells taken out; what stood below moves up (else from the right)."""

    def stretch(self, sheet: str, table: Rectangle, last_row: int, *, lone: bool) -> None:
        """What the program keeps over our table covers it after rows or columns came or went: the
        first part of the print area ends at `last_row` and the table's last column, a filter is
        over `table` (header to last row of data).  `lone`: there was at most one row of data,
        which no insertion makes more of: what stood over it alone (charts, conditional formats)
        now stands over the last row of data, and shall stand over all of them."""

    def write(self, sheet: str, row: int, column: int, rows: Sequence[Sequence[Content]]) -> None:
        """A whole block from that cell on; a text stays a text, whatever it begins with."""

    def wear(self, sheet: str, pattern: Rectangle, targets: Sequence[Rectangle]) -> None:
        """Give the targets the formatting of the one-cell `pattern`; conditional formats of the
        targets stay.  Their content may go: it is written afterwards."""

    def widths(self, sheet: str, columns: Mapping[int, float]) -> None:
        """Widths in characters; 0 hides a column, any other brings it into sight."""

    def links(self, sheet: str, area: Rectangle, targets: Mapping[tuple[int, int], str]) -> None:
        """The links in the area are these and no others: cell -> place, such as "'花名册'!C5"."""

    def name_area(self, name: str, sheet: str, area: Rectangle) -> None:
        """Make a name of ours point at the area."""

    def add_sheet(self, sheet: str, like: str, rows: int) -> None:
        """A sheet at the end with the first `rows` rows of another: content, look, hidden rows,
        widths.  The active sheet stays the active one."""

    def delete_sheet(self, sheet: str) -> None:
        """Take out a sheet that add_sheet made."""

    # ── marks

    def notes(self, sheet: str) -> dict[tuple[int, int], str]:
        """All notes of a sheet by cell."""

    def grounds(self, sheet: str, cells: Sequence[tuple[int, int]]) -> list[Ground]:
        """Fill and note of single cells."""

    def set_note(self, sheet: str, row: int, column: int, text: str) -> None:
        """A note at a cell; "" takes it away."""

    def set_fill(self, sheet: str, cells: Sequence[tuple[int, int]], fill: str) -> None:
        """One ground for the cells; "" for none."""

    # ── speaking

    def status(self, text: str) -> None:
        """The status bar; "" gives it back to the program."""

    def tell(self, text: str) -> None:
        """A message that waits for the user."""

    def ask(self, text: str) -> bool:
        """A question; False is no."""

    def show(self, sheet: str) -> None:
        """Make a sheet the active one: 解释, 校验报告 after errors, a new template."""

    def open_new(self, path: Path) -> None:
        """Open a workbook beside this one."""
