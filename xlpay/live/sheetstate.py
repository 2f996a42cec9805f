"""A result sheet of the open workbook as an earlier run, or the template, left it.

The block of used cells is sorted as the file's rows are: ours by their markers, else the user's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import msgspec

from xlpay.live.host import Content, Formula, Obstacle, TypedCells
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.tables import Kind
from xlpay.workbook.fill.markers import (
    HEAD,
    PROTOTYPES,
    SUBTOTAL,
    Extent,
    Keys,
    RowPlace,
    Sort,
    Sorter,
    extent_of,
    identity_column,
    inserted_among,
    last_of_ours,
)
from xlpay.workbook.fill.prototypes import kinds_in, ours_in

_A: Final = FIRST_COLUMN - 1


class TypedUserCell(msgspec.Struct, frozen=True):
    """A cell of the user's, beside ours, in a row that is ours."""

    place: RowPlace
    column: int
    content: Content


class SheetState(msgspec.Struct, frozen=True):
    """The sheet taken apart; rows and columns count from 1."""

    sheet: str
    rows: list[list[Content]]  # all used cells from A1 on, of one length
    extent: Extent
    headers: dict[int, str]  # the user's too
    prototypes: dict[str, int]  # marker -> row
    patterns: dict[Kind, int]  # kind -> the column of its cell in these rows
    frame: dict[str, int]  # marker -> row
    subtotals: tuple[int, ...]
    user_cells: list[TypedUserCell]

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
    sheet: str, block: TypedCells, last_column: int = 0, known: Collection[str] = ()
) -> SheetState:
    """The sheet of a block; Obstacle where it has not the form of a result sheet.

    `last_column` is the last of ours by the sheet's name, 0 if unknown; then the last column with
    one of the `known` headers is.
    """
    rows = from_corner(block)
    scan = _StateScan(last_column, known)
    for number, row in enumerate(rows, 1):
        scan.take(number, row)
    if HEAD not in scan.frame or PROTOTYPES[1] not in scan.prototypes:
        raise Obstacle("L-RESULT-FORM", {"sheet": sheet})
    head, last = scan.frame[HEAD], scan.last_column
    extent = extent_of(
        head,
        scan.sorter.last,
        last,
        scan.own_headers(),
        scan.user_rows,
        scan.inserted,
        scan.keys.rows,
    )
    user = scan.user_cells(rows)
    places = tuple(scan.subtotals)
    patterns = kinds_in(said(rows[scan.prototypes[PROTOTYPES[1]] - 1]))
    return SheetState(
        sheet, rows, extent, scan.headers, scan.prototypes, patterns, scan.frame, places, user
    )


def from_corner(block: TypedCells) -> list[list[Content]]:
    """The block's rows from A1 on."""
    before: list[Content] = [None] * (block.first_col - 1)
    above: list[list[Content]] = [[] for _ in range(block.first_row - 1)]
    return [*above, *([*before, *row] for row in block.rows)]


class _StateScan:
    """Sorts the rows as they come."""

    def __init__(self, last_column: int, known: Collection[str]) -> None:
        self.sorter = Sorter()
        self.prototypes: dict[str, int] = {}
        self.frame: dict[str, int] = {}
        self.headers: dict[int, str] = {}
        self.user_rows: list[int] = []
        self.subtotals: list[int] = []
        self.last_column = last_column
        self.inserted: tuple[int, ...] = ()
        self._given: dict[int, str] = {}  # columns that are ours for sure, as we headed them
        self._known = known
        self.keys = Keys()
        self._key_column = 0
        self._ours: list[RowPlace] = []

    def take(self, number: int, row: list[Content]) -> None:
        marker = _text(row[0]) if row else ""
        sort = self.sorter.sort(number, marker)
        if sort is Sort.OURS:
            self._ours.append(RowPlace(marker, *self._key(number, marker, row), number))
            if marker == SUBTOTAL:
                self.subtotals.append(number)
        elif sort is Sort.PROTOTYPE:
            self.prototypes.setdefault(marker, number)
            if marker == PROTOTYPES[0]:
                self._given = ours_in(said(row))
        elif sort is Sort.FRAME:
            self.frame[marker] = number
            self._ours.append(RowPlace(marker, "", 0, number))
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
        self.inserted = inserted_among(self._given, self.last_column)
        self._key_column = identity_column(self.own_headers())

    def own_headers(self) -> dict[int, str]:
        """The headers of our columns as we gave them, for the user may have renamed some."""
        own = {**self.headers, **self._given}
        return {n: text for n, text in own.items() if not self.is_users(n)}

    def is_users(self, column: int) -> bool:
        """Whether a column is the user's: right of ours, or put in among them."""
        return column > self.last_column or column in self.inserted

    def _key(self, number: int, marker: str, row: list[Content]) -> tuple[str, int]:
        at = self._key_column
        identity = None
        if at:
            identity = _text(row[at - 1]) if len(row) >= at else ""
        ours = (one for n, one in enumerate(row, 1) if n > _A and not self.is_users(n))
        return self.keys.of(number, marker, identity, _texts(ours))

    def user_cells(self, rows: list[list[Content]]) -> list[TypedUserCell]:
        """The user's cells in rows that are ours, known once the header was seen."""
        last = self.last_column
        found = []
        for place in self._ours:
            row = rows[place.row - 1]
            beside = [n for n in self.inserted if n <= len(row)]
            found += [
                TypedUserCell(place, column, content)
                for column in (*beside, *range(last + 1, len(row) + 1))
                if (content := row[column - 1]) is not None
            ]
        return found


def said(row: Sequence[Content]) -> dict[int, str]:
    """What the cells of a hidden row say, by column."""
    cells = enumerate(row[_A:], FIRST_COLUMN)
    return {column: one for column, one in cells if isinstance(one, str)}


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
