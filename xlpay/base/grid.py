"""A sheet as values: what a reader hands over and what the input rules read.

Positions are those of the sheet, counted from 1.  Any host that can give such a grid (a file, a
live workbook) can be computed from.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
from msgspec import field


class Position(NamedTuple):
    """A cell by its row and column."""

    row: int
    column: int


NOWHERE: Final = Position(0, 0)  # no cell: a sheet as a whole


class CellError(msgspec.Struct, frozen=True):
    """An error cell, such as #REF!."""

    text: str


class Unvalued(msgspec.Struct, frozen=True):
    """A formula without a computed value."""

    formula: str


CellValue = (
    str | bool | float | int | date | datetime | time | timedelta | CellError | Unvalued | None
)


class Grid(msgspec.Struct, frozen=True):
    """One sheet's used block; `rows` is rectangular, None is blank."""

    sheet: str
    rows: list[list[CellValue]]
    first_row: int = 1
    first_col: int = 1
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    date1904: bool = False  # bare numbers count days from 1904

    def at(self, row: int, column: int) -> CellValue:
        """The value of a cell; None outside the block."""
        r, c = row - self.first_row, column - self.first_col
        if 0 <= r < len(self.rows) and 0 <= c < len(self.rows[r]):
            return self.rows[r][c]
        return None


@lru_cache(maxsize=2048)
def column_letters(column: int) -> str:
    """1 -> 'A', 27 -> 'AA'."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """(2, 3) -> 'C2'."""
    return f"{column_letters(column)}{row}"
