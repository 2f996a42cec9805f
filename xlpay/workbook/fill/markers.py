"""What hidden column A says of a result sheet's rows, and what a row is known by.

Rows are ours by their marker alone, columns by the sheet's defined name; both survive sorting,
renaming of headers and rows put in between.  All else is the user's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Final

import msgspec
from msgspec import field

from xlpay.results.layout import FIRST_COLUMN

PROTOTYPES: Final = ("p:head", "p:row", "p:sub", "p:total")
TITLE, NOTE, HEAD = "title", "note", "head"
ROW, SUBTOTAL, TOTAL, CAPITALS, BELOW = "r", "s", "t", "c", "b"

ID_HEADER: Final = "身份证号"
REMARK_HEADER: Final = "备注"


class Extent(msgspec.Struct, frozen=True):
    """What an earlier run left: the last rows and columns of ours, and the user's rows."""

    head_row: int
    last_data: int  # data and subtotals; the header row where there is none
    total_row: int | None
    capitals_row: int | None
    last_row: int
    last_column: int
    headers: Mapping[int, str] = field(default_factory=dict)
    user_rows: tuple[int, ...] = ()  # below the header, not marked as ours
    inserted: tuple[int, ...] = ()  # the user's columns among ours: they move right of ours
    keys: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)  # see Keys.rows


class RowPlace(msgspec.Struct, frozen=True):
    """A row that is ours, as it can be found again."""

    marker: str
    key: str  # identity number, or the label of a subtotal
    times: int  # how many rows of that key came before
    row: int


class Sort(Enum):
    """What a row is."""

    PROTOTYPE = auto()
    FRAME = auto()  # title, note or header row
    OURS = auto()  # a row of the table
    USER = auto()  # below the header, without a marker
    TOP = auto()  # above it


class Sorter:
    """Sorts the rows of a sheet, which come in order."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.last: dict[str, int] = {}  # marker of a row of the table -> the last row that has it

    def sort(self, number: int, marker: str) -> Sort:
        """What the row of that number and marker is."""
        if marker in PROTOTYPES:
            return Sort.PROTOTYPE
        if marker in (TITLE, NOTE, HEAD) and marker not in self._seen:
            self._seen.add(marker)
            return Sort.FRAME
        if HEAD not in self._seen:
            return Sort.TOP
        if marker in (ROW, SUBTOTAL, TOTAL, CAPITALS, BELOW):
            self.last[marker] = number
            return Sort.OURS
        return Sort.USER


class Keys:
    """What rows are known by: identity number, or the first text; and how many came before.

    `rows` holds, by marker and key, the rows that were known by them, in their order.
    """

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[int]] = {}

    def of(
        self, row: int, marker: str, identity: str | None, texts: Iterable[str]
    ) -> tuple[str, int]:
        """The key of a row; `identity` is None where the sheet has no such column."""
        if marker in (TOTAL, CAPITALS):
            return "", 0
        if marker == ROW and identity is not None:
            key = identity.strip()
        else:
            key = next((text for one in texts if (text := one.strip())), "")
        before = self.rows.setdefault((marker, key), [])
        before.append(row)
        return key, len(before) - 1


def last_of_ours(headers: Mapping[int, str], known: Collection[str]) -> int:
    """The last column whose header is one of those known."""
    return max((n for n, text in headers.items() if text in known), default=FIRST_COLUMN)


def identity_column(headers: Mapping[int, str]) -> int:
    """The column of identity numbers among the headers that are ours; 0 for none."""
    return next((n for n, text in headers.items() if text == ID_HEADER), 0)


def inserted_among(marked: Collection[int], last_column: int) -> tuple[int, ...]:
    """The columns that the user put in among ours, where it is marked which ones are ours."""
    columns = range(FIRST_COLUMN, last_column + 1)
    return tuple(n for n in columns if n not in marked) if marked else ()


def extent_of(
    head_row: int,
    last: Mapping[str, int],
    last_column: int,
    headers: Mapping[int, str],
    user_rows: Iterable[int],
    inserted: tuple[int, ...],
    keys: Mapping[tuple[str, str], Sequence[int]],
) -> Extent:
    """The rows and columns that are ours, `headers` too; `last` as a Sorter found it."""
    last_data = max(last.get(ROW, 0), last.get(SUBTOTAL, 0), head_row)
    total, capitals = last.get(TOTAL), last.get(CAPITALS)
    return Extent(
        head_row=head_row,
        last_data=last_data,
        total_row=total,
        capitals_row=capitals,
        last_row=max(last_data, total or 0, capitals or 0, last.get(BELOW, 0)),
        last_column=last_column,
        headers=headers,
        user_rows=tuple(user_rows),
        inserted=inserted,
        keys=keys,
    )
