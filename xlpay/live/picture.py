"""How a result sheet shall look after a run, or looked before: cells, extents, kinds of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from msgspec import field

from xlpay.base.grid import Position
from xlpay.base.money import BLANK
from xlpay.live.host import Content, Formula, Rectangle
from xlpay.live.sheetstate import SheetState
from xlpay.results.layout import FIRST_COLUMN, Layout, numbers_of
from xlpay.results.tables import Column, Kind, number_text
from xlpay.workbook.file.strings import cut
from xlpay.workbook.fill import prototypes, sums
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.markers import HEAD, NOTE, ROW, TITLE, Extent
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.rowfinder import RowFinder
from xlpay.workbook.fill.usercells import Orphan

Row = list[Content]
_SHORT: Final = 10_000  # characters that any cell holds
LINKED: Final = 500  # rows of 校验报告 with a link; each is a call of the program


class Picture(msgspec.Struct, frozen=True):
    """A sheet as it shall be: `lines` title, note and hidden rows, `body` all from the header."""

    sheet: str
    name: str  # of the table's area
    extent: Extent
    headers: tuple[str, ...]  # ours
    kinds: tuple[Kind, ...]
    subtotals: tuple[int, ...]
    lines: Mapping[int, Row]
    body: list[Row]
    spread: int  # rows from below the header to the last of ours, the user's among them too
    widths: Mapping[int, float] = field(default_factory=dict)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    area: Rectangle | None = None  # of our name, where it is not simply that of the table
    framed: tuple[int, ...] = ()  # the title and note rows
    beside: int = 0  # the user's columns that stood among ours, right of them now

    @property
    def last_row(self) -> int:
        """The last row that has something."""
        return self.extent.head_row + len(self.body) - 1


def picture(
    state: SheetState, moves: Moves, all_moves: Mapping[str, Moves]
) -> tuple[Picture, list[Orphan], list[Stuck]]:
    """The sheet with its new table, the user's cells and rows carried along.

    Beside it what found no row, and the references that do not simply follow.
    """
    layout = moves.new
    table = layout.table
    carrier = _Carrier(moves, all_moves)
    carried, orphans = _user_cells(state, carrier)
    body = _rows(layout)
    _user_rows(body, state, carrier)
    headers = tuple(column.header for column in table.columns)
    lines = _lines(state, layout)
    for (number, column), content in carried.items():
        cells = lines[number] if number in lines else body[number - layout.head_row]
        cells += [None] * (column - len(cells))
        cells[column - 1] = content
    among = sum(row < state.extent.last_row for row in state.extent.user_rows)
    shown = Picture(
        table.sheet,
        table.key,
        _extent(layout, headers),
        headers,
        tuple(column.kind for column in table.columns),
        tuple(layout.subtotal_rows.values()),
        lines,
        body,
        layout.last_row - layout.head_row + among,
        {
            i: 0.0 if c.folded else c.width
            for i, c in enumerate(table.columns, FIRST_COLUMN)
            if c.width is not None
        },
        _links(layout),
        framed=tuple(row for marker, row in state.frame.items() if marker in (TITLE, NOTE)),
        beside=len(state.extent.inserted),
    )
    return shown, orphans, carrier.stuck


def _lines(state: SheetState, layout: Layout) -> dict[int, Row]:
    """Title, note and the hidden rows."""
    table = layout.table
    headers = [column.header for column in table.columns]
    lines = {
        state.frame[marker]: _texts(marker, sums.frame_texts(table, marker))
        for marker in (TITLE, NOTE)
        if marker in state.frame
    }
    for marker, row in state.prototypes.items():
        lines[row] = _texts(marker, prototypes.words(marker, headers))
    return lines


def _extent(layout: Layout, headers: Sequence[str]) -> Extent:
    return Extent(
        layout.head_row,
        layout.last_data,
        layout.total_row,
        layout.capitals_row,
        layout.last_row,
        layout.last_column,
        dict(enumerate(headers, FIRST_COLUMN)),
    )


def _rows(layout: Layout) -> list[Row]:
    """Header, data, subtotals, total and capitals."""
    table = layout.table
    columns = [_contents(column) for column in table.columns]
    rows: list[Row] = [_texts(HEAD, sums.frame_texts(table, HEAD))]
    data: list[Row] = [[ROW, *values] for values in zip(*columns, strict=True)]
    lines, done = sums.subtotals(layout), 0
    for group, line in zip(table.groups, lines, strict=True):
        rows += data[done : group.stop]
        rows.append(_line(layout, line))
        done = group.stop
    rows += data[done:]
    rows += [_line(layout, line) for line in sums.foot(layout)]
    return rows


def _line(layout: Layout, line: sums.SumRow) -> Row:
    row: Row = [line.marker]
    for index, column in enumerate(layout.table.columns):
        if index not in line.sums:
            row.append(line.texts.get(index) or None)
            continue
        value, span = line.sums[index]
        number = float(number_text(value, column.kind))
        row.append(Formula(sums.formula(span)) if span else number)
    return row


def _texts(marker: str, texts: Sequence[str]) -> Row:
    return [marker, *(text or None for text in texts)]


def _contents(column: Column) -> list[Content]:
    """A column's cells in the unit that they show."""
    if not isinstance(column.values, np.ndarray):
        return [
            (text if len(text) < _SHORT else cut(text)) if text else None for text in column.values
        ]
    numbers = [float(one) for one in numbers_of(column.values, column.kind)]
    blank = column.values == BLANK
    if not blank.any():
        return list(numbers)
    return [None if b else n for n, b in zip(numbers, blank.tolist(), strict=True)]


def _links(layout: Layout) -> dict[tuple[int, int], str]:
    found = {}
    for index, targets in layout.table.links.items():
        rows = layout.data_rows.tolist()
        for row, target in zip(rows[:LINKED], targets[:LINKED], strict=True):
            if target:
                found[row, FIRST_COLUMN + index] = target
    return found


# ── what is the user's


class _Carrier(msgspec.Struct):
    """Gives what stands in the user's cells the form that it must have at its new place."""

    moves: Moves
    all_moves: Mapping[str, Moves]
    stuck: list[Stuck] = field(default_factory=list)

    def carried(
        self, content: Content, at: Position, own_row: tuple[int, int] | None = None
    ) -> Content:
        """The content as it must read at its new cell."""
        if not isinstance(content, Formula):
            return content
        found = rewritten(content.text, self.moves.sheet, self.all_moves, own_row)
        self.stuck += [Stuck(self.moves.sheet, told, at) for told in found.told]
        return Formula(found.text)


def _user_cells(
    state: SheetState, carrier: _Carrier
) -> tuple[dict[tuple[int, int], Content], list[Orphan]]:
    """The user's cells by their new place; and those that found none."""
    moves = carrier.moves
    placed: dict[tuple[int, int], Content] = {}
    orphans: list[Orphan] = []
    finder = RowFinder(moves.new) if state.user_cells else None
    for user in state.user_cells:
        row = finder.find(user.place) if finder else None
        if row is not None:
            own_row = (user.place.row, row) if user.place.marker == ROW else None
            at = Position(row, moves.cell_column(user.column))
            placed[at] = carrier.carried(user.content, at, own_row)
        elif not isinstance(user.content, Formula):
            header = state.headers.get(user.column, "")
            orphans.append(Orphan(state.sheet, header, user.place.key, str(user.content)))
    return placed, orphans


def _user_rows(body: list[Row], state: SheetState, carrier: _Carrier) -> None:
    """The user's rows under the table, at their new places."""
    moves = carrier.moves
    for number in state.extent.user_rows:
        at = moves.row_beyond(number) - moves.new.head_row
        body += [[] for _ in range(at + 1 - len(body))]
        row = body[at]
        for column, content in enumerate(state.rows[number - 1], 1):
            if content is not None:
                place = moves.cell_column(column)
                row += [None] * (place - len(row))
                row[place - 1] = carrier.carried(content, Position(moves.row_beyond(number), place))


# ── the sheet as it was


def as_it_was(
    before: SheetState, name: str, kinds: Mapping[str, Kind], area: Rectangle | None
) -> Picture:
    """The picture of an earlier state; `kinds` tells those of headers that are known."""
    extent, head = before.extent, before.extent.head_row
    columns = range(FIRST_COLUMN, extent.last_column + 1)
    headers = tuple(before.headers.get(column, "") for column in columns)
    own = [
        kinds.get(header) or _kind(before, column)
        for header, column in zip(headers, columns, strict=True)
    ]
    framed = tuple(row for m, row in before.frame.items() if m in (TITLE, NOTE))
    hidden = before.prototypes.values()
    lines = {row: list(before.rows[row - 1]) for row in (*framed, *hidden)}
    body = [list(row) for row in before.rows[head - 1 :]]
    return Picture(
        before.sheet,
        name,
        extent,
        headers,
        tuple(own),
        before.subtotals,
        lines,
        body,
        extent.last_row - head,
        links=_relinked(before),
        area=area,
        framed=framed,
    )


def _relinked(before: SheetState) -> dict[tuple[int, int], str]:
    """The links of 校验报告, from what its rows say."""
    at = {header: column for column, header in before.headers.items()}
    sheet, cell, head = at.get("工作表"), at.get("单元格"), before.extent.head_row
    found: dict[tuple[int, int], str] = {}
    if sheet is not None and cell is not None:
        for number, row in enumerate(before.rows[head : head + LINKED], head + 1):
            if len(row) >= max(sheet, cell) and row[sheet - 1] and row[cell - 1]:
                found[number, cell] = f"'{row[sheet - 1]}'!{row[cell - 1]}"
    return found


def _kind(before: SheetState, column: int) -> Kind:
    """The kind of a column that no table of today has: by its first value."""
    extent = before.extent
    for row in before.rows[extent.head_row : extent.last_data]:
        content = row[column - 1] if len(row) >= column else None
        if content is not None:
            return Kind.TEXT if isinstance(content, str) else Kind.MONEY
    return Kind.TEXT
