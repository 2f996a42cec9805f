"""From a sheet as it stands to a picture of it: what to insert and delete, and what wears what."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby

import msgspec
from msgspec.structs import replace

from xlpay.live.host import Rectangle
from xlpay.live.picture import Picture
from xlpay.live.sheetstate import SheetState
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.tables import Kind
from xlpay.workbook.fill.markers import PROTOTYPES


class CellShift(msgspec.Struct, frozen=True):
    """Empty cells put in (else cells taken out); along rows, or along columns."""

    area: Rectangle
    rows: bool
    insert: bool


class Wear(msgspec.Struct, frozen=True):
    """Areas that get the formatting of a cell."""

    pattern: Rectangle
    targets: tuple[Rectangle, ...]


class Steps(msgspec.Struct, frozen=True):
    """Everything before the block is written."""

    changes: tuple[CellShift, ...]
    lone: bool
    wear: tuple[Wear, ...]


def steps(state: SheetState, picture: Picture) -> Steps:
    """What brings the sheet into the form of the picture."""
    columns = [*_taken_out(state), *_columns(state, picture), *_put_beside(state, picture)]
    shift = picture.extent.last_column - state.extent.last_column
    rows, lone = _rows(state, picture, max(state.width + max(shift, 0), picture.extent.last_column))
    return Steps((*columns, *rows), lone, tuple(_wear(state, picture)))


# ── rows


def _rows(state: SheetState, picture: Picture, width: int) -> tuple[list[CellShift], bool]:
    """Rows put in before the last row of data, so that what covers the table grows with it."""
    old, new = state.extent, picture.extent
    count = max(picture.spread, 1) - state.prepared
    data, wanted = old.last_data - old.head_row, new.last_data - new.head_row
    if count <= 0:
        return _fewer(state, data, -count, width), False
    if data > 1:
        return [_change(old.last_data, count, width, insert=True)], False
    # The one row, or the prepared one, becomes the last; the rows of sums come after it.
    before = min(max(wanted - 1, 0), count) if state.prepared else 0
    found = []
    if before:
        found.append(_change(old.head_row + 1, before, width, insert=True))
    if count - before:
        at = old.head_row + 1 + before + min(state.prepared, 1)
        found.append(_change(at, count - before, width, insert=True))
    return found, before > 0


def _fewer(state: SheetState, data: int, gone: int, width: int) -> list[CellShift]:
    """Rows taken out before the last row of data; of the rows of sums what is too many."""
    old, found = state.extent, []
    inside = min(gone, max(data - 1, 0))
    if inside:
        found.append(_change(old.last_data - inside, inside, width, insert=False))
    if gone > inside:
        at = max(old.last_data - inside + 1, old.head_row + 2)
        found.append(_change(at, gone - inside, width, insert=False))
    return found


def _change(row: int, count: int, width: int, *, insert: bool) -> CellShift:
    return CellShift(Rectangle(row, 1, row + count - 1, width), rows=True, insert=insert)


# ── columns


def _taken_out(state: SheetState) -> list[CellShift]:
    """The user's columns among ours, hidden rows and all: their contents are written beside."""
    high = max(len(state.rows), 1)
    return [
        CellShift(Rectangle(1, column, high, column), rows=False, insert=False)
        for column in reversed(state.extent.inserted)
    ]


def _put_beside(state: SheetState, picture: Picture) -> list[CellShift]:
    """Room for these columns right of ours."""
    if not picture.beside:
        return []
    first = picture.extent.last_column + 1
    area = Rectangle(1, first, max(len(state.rows), 1), first + picture.beside - 1)
    return [CellShift(area, rows=False, insert=True)]


def _columns(state: SheetState, picture: Picture) -> list[CellShift]:
    """Columns put in and taken out where headers differ, from the last one back."""
    own = state.extent
    columns = [n for n in range(FIRST_COLUMN, own.last_column + 1) if n not in own.inserted]
    last = FIRST_COLUMN + len(columns) - 1
    old = [state.headers.get(n, "") for n in columns]
    top, bottom = min(state.frame.values()), max(len(state.rows), state.extent.head_row + 1)
    found = []
    for tag, i1, i2, j1, j2 in reversed(_opcodes(old, picture.headers)):
        count = (j2 - j1) - (i2 - i1)
        if tag == "equal" or not count:
            continue
        # inside our columns, or what covers them would not grow
        at = min(max(FIRST_COLUMN + i2, FIRST_COLUMN + 1), last) if count > 0 else 0
        at = at or FIRST_COLUMN + i2 + count
        area = Rectangle(top, at, bottom, at + abs(count) - 1)
        found.append(CellShift(area, rows=False, insert=count > 0))
    return found


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


# ── formats


def _wear(state: SheetState, picture: Picture) -> list[Wear]:
    """Each kind of cell by the prototype of its row."""
    extent, found = picture.extent, []
    for row in picture.framed:
        if extent.last_column > FIRST_COLUMN:
            pattern = Rectangle(row, FIRST_COLUMN, row, FIRST_COLUMN)
            rest = Rectangle(row, FIRST_COLUMN + 1, row, extent.last_column)
            found.append(Wear(pattern, (rest,)))
    head, data, sub, total = PROTOTYPES
    words = Rectangle(
        state.prototypes.get(head, 0), FIRST_COLUMN + len(Kind), 0, extent.last_column
    )
    if words.first_row and words.last_col >= words.first_col:  # the hidden words are headers too
        words = replace(words, last_row=words.first_row)
        found.append(Wear(_pattern(state, head, Kind.TEXT), (words,)))
    found += _by_kind(state, picture, head, [(extent.head_row, extent.head_row)])
    if extent.last_data > extent.head_row:
        found += _by_kind(state, picture, data, [(extent.head_row + 1, extent.last_data)])
    found += _by_kind(state, picture, sub, [(row, row) for row in picture.subtotals])
    if extent.total_row is not None:
        found += _by_kind(state, picture, total, [(extent.total_row, extent.total_row)])
    if extent.capitals_row is not None:
        row = extent.capitals_row
        target = Rectangle(row, FIRST_COLUMN, row, extent.last_column)
        found.append(Wear(_pattern(state, total, Kind.TEXT), (target,)))
    above = extent.capitals_row or extent.total_row or extent.last_data
    if extent.last_row > above:  # the words below
        target = Rectangle(above + 1, FIRST_COLUMN, extent.last_row, extent.last_column)
        found.append(Wear(_pattern(state, total, Kind.TEXT), (target,)))
    return found


def _by_kind(
    state: SheetState, picture: Picture, prototype: str, rows: Sequence[tuple[int, int]]
) -> list[Wear]:
    """The rows' cells of each kind: runs of columns of one kind are one area."""
    runs: dict[Kind, list[tuple[int, int]]] = {}
    columns = enumerate(picture.kinds, FIRST_COLUMN)
    for kind, own in groupby(columns, key=lambda pair: pair[1]):
        numbers = [number for number, _ in own]
        runs.setdefault(kind, []).append((numbers[0], numbers[-1]))
    return [
        Wear(
            _pattern(state, prototype, kind),
            tuple(
                Rectangle(top, left, bottom, right) for top, bottom in rows for left, right in own
            ),
        )
        for kind, own in runs.items()
        if rows
    ]


def _pattern(state: SheetState, prototype: str, kind: Kind) -> Rectangle:
    row = state.prototypes.get(prototype) or state.prototypes[PROTOTYPES[1]]
    column = state.patterns.get(kind, FIRST_COLUMN + list(Kind).index(kind))
    column -= sum(n < column for n in state.extent.inserted)  # these were taken out before
    return Rectangle(row, column, row, column)
