"""A result sheet of the open workbook as an earlier run, or the template, left it.

The block of used cells is sorted as the file's rows are: ours by their markers, else the user's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from xlpay.live.host import Block, Content, Formula, Obstacle
from xlpay.workbook.layout import FIRST_COLUMN
from xlpay.workbook.markers import (
    HEAD,
    PROTOTYPES,
    SUBTOTAL,
    Keys,
    Sort,
    Sorter,
    extent_of,
    identity_column,
    last_of_ours,
)
from xlpay.workbook.moves import Extent

_A: Final = FIRST_COLUMN - 1


@dataclass(frozen=True, slots=True)
class UserCell:
    """A cell of the user's, right of ours, in a row that is ours."""

    marker: str
    key: str
    times: int
    row: int
    column: int
    content: Content


@dataclass(frozen=True, slots=True)
class SheetState:
    """The sheet taken apart; rows and columns count from 1."""

    sheet: str
    rows: list[list[Content]]  # all used cells from A1 on, of one length
    extent: Extent
    headers: dict[int, str]  # the user's too
    prototypes: dict[str, int]  # marker -> row
    frame: dict[str, int]  # marker -> row
    subtotals: tuple[int, ...]
    user_cells: list[UserCell]

    @property
    def width(self) -> int:
        """The last used column."""
        return max((len(row) for row in self.rows), default=0)

    @property
    def prepared(self) -> int:
        """How many rows below the header are ours, or were prepared for us."""
        own = self.extent.last_row - self.extent.head_row
        return own or int(self.extent.head_row + 1 not in self.extent.user_rows)


def state(
    sheet: str, block: Block, last_column: int = 0, known: Collection[str] = ()
) -> SheetState:
    """The sheet of a block; Obstacle where it has not the form of a result sheet.

    `last_column` is the last of ours by the sheet's name, 0 if unknown; then the last column with
    one of the `known` headers is.
    """
    rows = from_corner(block)
    scan = _Scan(last_column, known)
    for number, row in enumerate(rows, 1):
        scan.take(number, row)
    if HEAD not in scan.frame or PROTOTYPES[1] not in scan.prototypes:
        raise Obstacle("L-RESULT-FORM", {"sheet": sheet})
    head, last = scan.frame[HEAD], scan.last_column
    extent = extent_of(head, scan.sorter.last, last, scan.headers, scan.user_rows)
    user = scan.user_cells(rows)
    places = tuple(scan.subtotals)
    return SheetState(sheet, rows, extent, scan.headers, scan.prototypes, scan.frame, places, user)


def from_corner(block: Block) -> list[list[Content]]:
    """The block's rows from A1 on."""
    before: list[Content] = [None] * (block.first_col - 1)
    above: list[list[Content]] = [[] for _ in range(block.first_row - 1)]
    return [*above, *([*before, *row] for row in block.rows)]


class _Scan:
    """Sorts the rows as they come."""

    def __init__(self, last_column: int, known: Collection[str]) -> None:
        self.sorter = Sorter()
        self.prototypes: dict[str, int] = {}
        self.frame: dict[str, int] = {}
        self.headers: dict[int, str] = {}
        self.user_rows: list[int] = []
        self.subtotals: list[int] = []
        self.last_column = last_column
        self._known = known
        self._keys = Keys()
        self._key_column = 0
        self._ours: list[tuple[str, str, int, int]] = []  # marker, key, times, row

    def take(self, number: int, row: list[Content]) -> None:
        marker = _text(row[0]) if row else ""
        sort = self.sorter.sort(number, marker)
        if sort is Sort.OURS:
            self._ours.append((marker, *self._key(marker, row), number))
            if marker == SUBTOTAL:
                self.subtotals.append(number)
        elif sort is Sort.PROTOTYPE:
            self.prototypes.setdefault(marker, number)
        elif sort is Sort.FRAME:
            self.frame[marker] = number
            self._ours.append((marker, "", 0, number))
            if marker == HEAD:
                self._take_header(row)
        elif sort is Sort.USER and any(one is not None for one in row):
            self.user_rows.append(number)

    def _take_header(self, row: list[Content]) -> None:
        self.headers = {
            column: text
            for column, one in enumerate(row[_A:], FIRST_COLUMN)
            if (text := _text(one).strip())
        }
        if not self.last_column:
            self.last_column = last_of_ours(self.headers, self._known)
        self._key_column = identity_column(self.headers, self.last_column)

    def _key(self, marker: str, row: list[Content]) -> tuple[str, int]:
        at = self._key_column
        identity = None
        if at:
            identity = _text(row[at - 1]) if len(row) >= at else ""
        return self._keys.of(marker, identity, _texts(row[_A : self.last_column]))

    def user_cells(self, rows: list[list[Content]]) -> list[UserCell]:
        """The user's cells in rows that are ours, known once the header was seen."""
        last = self.last_column
        return [
            UserCell(marker, key, times, number, column, content)
            for marker, key, times, number in self._ours
            if len(rows[number - 1]) > last
            for column, content in enumerate(rows[number - 1][last:], last + 1)
            if content is not None
        ]


def _text(content: Content) -> str:
    """What a cell says, as text."""
    return content if isinstance(content, str) else _said(content)


def _said(content: Content) -> str:
    if content is None or isinstance(content, Formula):
        return ""
    if isinstance(content, float):
        return f"{content:.15g}"
    return str(content)


def _texts(row: Iterable[Content]) -> Iterable[str]:
    return (one for one in row if isinstance(one, str))
