"""Tables into the result sheets of the open workbook, all or nothing.

Everything is computed before the first cell is written; a call that fails brings back what stood
there.  Each sheet takes a few calls, however many people it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import field
from msgspec.structs import replace

from xlpay.live.host import Host, Obstacle, Rectangle, TypedCells
from xlpay.live.ownformulas import OwnFormula, OwnFormulas, looking_at, put
from xlpay.live.picture import Picture, Row, as_it_was, picture
from xlpay.live.sheetstate import SheetState, from_corner, state
from xlpay.live.steps import Steps, steps
from xlpay.results.layout import FIRST_COLUMN, Layout
from xlpay.results.tables import Kind, Table
from xlpay.workbook.fill.following import Stuck
from xlpay.workbook.fill.markers import REMARK_HEADER
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.usercells import Orphan

PREFIX = "xlpay_"
Names = Mapping[str, tuple[str, Rectangle]]


class Before(msgspec.Struct, frozen=True):
    """A sheet as it stood before a run; `block` is None for a sheet that was added."""

    sheet: str
    name: str
    last_column: int
    block: TypedCells | None
    area: Rectangle | None = None  # of our name


class Written(msgspec.Struct, frozen=True):
    """What a run replaced, and the user's values that found no row."""

    before: tuple[Before, ...]
    orphans: tuple[Orphan, ...]
    kinds: Mapping[str, Kind]
    own: OwnFormulas = field(default_factory=OwnFormulas)
    refused: tuple[str, ...] = ()  # sheets of the user's whose formulas could not be written


class _Task(msgspec.Struct, frozen=True):
    """One sheet ready to be written."""

    before: Before
    state: SheetState
    picture: Picture
    steps: Steps
    like: tuple[str, int] | None = None  # the sheet to copy, and how many of its rows


class _Sheets(msgspec.Struct):
    """The sheets of the workbook that are asked for, each read once."""

    host: Host
    names: Names
    present: dict[str, str]
    blocks: dict[str, TypedCells] = field(default_factory=dict)

    def block(self, sheet: str) -> TypedCells:
        if sheet not in self.blocks:
            self.blocks[sheet] = self.host.block(sheet)
        return self.blocks[sheet]

    def last_column(self, sheet: str) -> int:
        """The last column of ours by our name; 0 if there is none."""
        return next((area.last_col for name, area in self.names.values() if name == sheet), 0)


def write(
    host: Host, tables: Sequence[Table], begin: Callable[[Written], None] = lambda _: None
) -> Written:
    """Write the tables; Obstacle or the program's own error where nothing was changed.

    `begin` is called with what is going to be replaced, before the first write.
    """
    sheets = _Sheets(host, host.names(), {name.lower(): name for name in host.sheets()})
    moves, tasks, orphans, stuck = _tasks(sheets, tables)
    own = looking_at(host, moves)
    own = replace(own, stuck=(*stuck, *own.stuck))
    kinds = {c.header: c.kind for table in tables for c in table.columns}
    written = Written(tuple(task.before for task in tasks), tuple(orphans), kinds, own)
    host.check([task.state.sheet for task in tasks])
    begin(written)
    with host.quiet():
        _carry_out(host, tasks, kinds, own.before)
        refused = put(host, own.after)
    return replace(written, refused=tuple(refused))


def restore(
    host: Host,
    before: Sequence[Before],
    kinds: Mapping[str, Kind],
    own: Sequence[OwnFormula] = (),
) -> None:
    """Bring back the sheets as they were, and the user's formulas that looked at them.

    Sheets that were added go.
    """
    present = {name.lower() for name in host.sheets()}
    names = host.names()
    for one in reversed(before):
        if one.block is None:
            if one.sheet.lower() in present:
                host.delete_sheet(one.sheet)
            continue
        found = names.get(PREFIX + one.name)
        now = state(one.sheet, host.block(one.sheet), found[1].last_col if found else 0)
        earlier = state(one.sheet, one.block, one.last_column)
        was = as_it_was(earlier, one.name, kinds, one.area)
        _put(host, now, was, steps(now, was))
        _print_nothing(host, now, was)
    put(host, own)


# ── before the first write


def _tasks(
    sheets: _Sheets, tables: Sequence[Table]
) -> tuple[dict[str, Moves], list[_Task], list[Orphan], list[Stuck]]:
    """What is to be done, sheet by sheet."""
    states: dict[str, tuple[SheetState, tuple[str, int] | None]] = {}
    for table in tables:
        states[table.sheet] = _state(sheets, table, tables)
    moves = {
        found.sheet: Moves(found.extent, Layout(table, found.extent.head_row))
        for table in tables
        for found, _ in (states[table.sheet],)
    }
    tasks: list[_Task] = []
    orphans: list[Orphan] = []
    stuck: list[Stuck] = []
    for table in tables:
        found, like = states[table.sheet]
        shown, lost, told = picture(found, moves[found.sheet], moves)
        orphans += lost
        stuck += told
        block = None if like else sheets.block(found.sheet)
        named = None if like else sheets.names.get(PREFIX + table.key)
        area = named[1] if named else None
        before = Before(found.sheet, table.key, found.extent.last_column, block, area)
        tasks.append(_Task(before, found, shown, steps(found, shown), like))
    return moves, tasks, orphans, stuck


def _state(
    sheets: _Sheets, table: Table, tables: Sequence[Table]
) -> tuple[SheetState, tuple[str, int] | None]:
    """The sheet of a table; one that is missing as a copy of the head of another."""
    known = {column.header for column in table.columns} | {REMARK_HEADER}
    sheet = sheets.present.get(table.sheet.lower())
    if sheet is not None:
        area = sheets.names.get(PREFIX + table.key)
        last = area[1].last_col if area and area[0] == sheet else 0
        return state(sheet, sheets.block(sheet), last, known), None
    like = _sibling(sheets, tables)
    model = state(like, sheets.block(like), sheets.last_column(like), known)
    head = model.extent.head_row
    rows = from_corner(sheets.block(like))[:head]
    empty = state(table.sheet, TypedCells(rows), model.extent.last_column)
    headers = empty.extent.headers
    return replace(empty, user_cells=[], headers=dict(headers)), (like, head)


def _sibling(sheets: _Sheets, tables: Sequence[Table]) -> str:
    """Any result sheet of the workbook, for its look."""
    wanted = [table.sheet for table in tables] + [sheet for sheet, _ in sheets.names.values()]
    for sheet in wanted:
        if sheet.lower() in sheets.present:
            return sheets.present[sheet.lower()]
    raise Obstacle("L-NO-RESULTS")


# ── writing


def _carry_out(
    host: Host, tasks: Sequence[_Task], kinds: Mapping[str, Kind], own: Sequence[OwnFormula]
) -> None:
    """All sheets, or none."""
    begun: list[Before] = []
    try:
        for task in tasks:  # as long as the sheet they are like is as it was read
            if task.like is not None:
                begun.append(task.before)
                host.add_sheet(task.state.sheet, *task.like)
        for task in tasks:
            if task.like is None:
                begun.append(task.before)
            _put(host, task.state, task.picture, task.steps)
            _print_nothing(host, task.state, task.picture)
    except BaseException as error:
        try:
            restore(host, begun, kinds, own)
        except Exception:
            raise Obstacle("L-HALF", {"why": _why(error)}) from error
        if isinstance(error, Obstacle) or not isinstance(error, Exception):
            raise
        raise Obstacle("L-FAILED", {"why": _why(error)}) from error


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _put(host: Host, now: SheetState, shown: Picture, how: Steps) -> None:
    """One sheet: make room, dress it, write the whole block."""
    sheet, extent = shown.sheet, shown.extent
    table = Rectangle(extent.head_row, FIRST_COLUMN, extent.last_data, extent.last_column)
    for change in how.changes:
        if change.insert:
            host.insert(sheet, change.area, down=change.rows)
        else:
            host.delete(sheet, change.area, up=change.rows)
    if how.changes:
        last_row = max(extent.last_row, shown.area.last_row if shown.area else 0)
        host.stretch(sheet, table, last_row, lone=how.lone)
    width, height = _size(now, shown, how)
    linked = _linked(now, shown, height)
    if linked is not None:
        host.links(sheet, linked, {})
    for wear in how.wear:
        host.wear(sheet, wear.pattern, wear.targets)
    if shown.widths:
        host.widths(sheet, shown.widths)
    for number, row in shown.lines.items():
        host.write(sheet, number, 1, [_padded(row, width)])
    rows = [_padded(row, width) for row in shown.body]
    rows += [[None] * width for _ in range(height - len(rows))]
    host.write(sheet, extent.head_row, 1, rows)
    if linked is not None and shown.links:
        host.links(sheet, linked, shown.links)
    host.name_area(PREFIX + shown.name, sheet, shown.area or table)


def _print_nothing(host: Host, now: SheetState, shown: Picture) -> None:
    """A sheet without a row prints none of its pages: its printed area is a hidden row of ours."""
    extent = shown.extent
    if extent.last_data > extent.head_row or now.extent.user_rows or not now.prototypes:
        return
    table = Rectangle(extent.head_row, FIRST_COLUMN, extent.last_data, extent.last_column)
    last_row = max(now.prototypes.values())
    if extent.last_row == extent.head_row and shown.area is not None:  # never filled
        last_row = shown.area.last_row
    host.stretch(shown.sheet, table, last_row, lone=False)


def _size(now: SheetState, shown: Picture, how: Steps) -> tuple[int, int]:
    """How wide and high the block is, so that nothing of before is left standing."""
    wide = now.width + max(shown.extent.last_column - now.extent.last_column, 0)
    grown = sum(
        (1 if c.insert else -1) * (c.area.last_row - c.area.first_row + 1)
        for c in how.changes
        if c.rows
    )
    high = len(now.rows) + grown - shown.extent.head_row + 1
    rows = [*shown.lines.values(), *shown.body]
    return max(wide, *(len(row) for row in rows)), max(high, len(shown.body))


def _linked(now: SheetState, shown: Picture, height: int) -> Rectangle | None:
    """The column of links, if the sheet has one; all its rows."""
    if shown.name != "report" or height < 2:
        return None
    column = next((c for (_, c) in shown.links), FIRST_COLUMN + 3)
    head = shown.extent.head_row
    return Rectangle(head + 1, column, head + height - 1, column)


def _padded(row: Row, width: int) -> Row:
    return row if len(row) == width else [*row, *[None] * (width - len(row))]
