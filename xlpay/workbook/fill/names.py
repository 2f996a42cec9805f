"""Defined names that point at result sheets; all others stay as they are.

Each result sheet has a name of ours over its table, header to last data row: by it a later run
knows where ours ends and the user's columns begin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree
from msgspec.structs import replace

from xlpay.base.grid import column_letters
from xlpay.results.layout import FIRST_COLUMN
from xlpay.workbook.file.markup import MAIN, Element, child, children, flag, local
from xlpay.workbook.file.parts import Workbook
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.formulas import Reference, quoted, references, rewrite
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.sheetxml import filter_area

PREFIX: Final = "xlpay_"
_MANAGER: Final = "名称管理器"

_Q: Final = f"{{{MAIN}}}"
_AREA: Final = "_xlnm.Print_Area"
_TITLES: Final = "_xlnm.Print_Titles"
_FILTER: Final = "_xlnm._FilterDatabase"
# What may stand before the names in workbook.xml.
_BEFORE: Final = frozenset(
    {"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"}
    | {"AlternateContent", "revisionPtr", "functionGroups", "externalReferences"}
)


def our_columns(workbook: Workbook) -> dict[str, tuple[str, int]]:
    """What our names say: key -> the sheet it points at, and the last column of ours there."""
    found = {}
    holder = child(workbook.root, "definedNames")
    for element in [] if holder is None else children(holder, "definedName"):
        name = element.get("name", "")
        areas = references(element.text or "")
        if name.startswith(PREFIX) and len(areas) == 1 and areas[0].sheet:
            column = areas[0].last.column
            if column >= FIRST_COLUMN:
                found[name.removeprefix(PREFIX)] = (areas[0].sheet, column)
    return found


def our_areas(workbook: Workbook) -> dict[str, str]:
    """The areas that our names point at, by sheet."""
    found = {}
    holder = child(workbook.root, "definedNames")
    for element in [] if holder is None else children(holder, "definedName"):
        areas = references(element.text or "")
        if element.get("name", "").startswith(PREFIX) and len(areas) == 1 and areas[0].sheet:
            found[areas[0].sheet] = element.text or ""
    return found


def update_names(
    root: Element,
    moves: Mapping[str, Moves],
    added: Mapping[str, int],
    unprinted: Mapping[str, int] = MappingProxyType({}),
    drawn: Callable[[str], tuple[int, int] | None] = lambda sheet: None,
) -> tuple[bool, list[Stuck]]:
    """Bring the names in workbook.xml in line; whether anything changed, and what can't follow.

    `added` holds the sheets that are new, with their places: they get names for printing.
    `unprinted` are result sheets with nothing to print, each with a hidden row to print instead;
    `drawn` says which rows the charts of a sheet cover, for when they are printed again.
    """
    before = etree.tostring(root)
    holder = name_holder(root)
    own = {PREFIX + found.new.table.key: found for found in moves.values()}
    stuck: list[Stuck] = []
    for element in children(holder, "definedName"):
        stuck += _update(element, moves, own, unprinted, drawn)
    present = {element.get("name", "") for element in children(holder, "definedName")}
    for name in sorted(own.keys() - present):
        found = own[name]
        _add(holder, name, f"{quoted(found.sheet)}!{found.new.area()}", None)
    for sheet, place in added.items():
        _add_print_names(holder, moves[sheet], place, unprinted)
    if not len(holder):
        root.remove(holder)
    return etree.tostring(root) != before, stuck


def name_holder(root: Element) -> Element:
    """The element of workbook.xml that holds the names, made in its place if there is none."""
    holder = child(root, "definedNames")
    if holder is None:
        holder = etree.Element(f"{_Q}definedNames")
        at = [index for index, element in enumerate(root, 1) if local(element) in _BEFORE]
        root.insert(max(at, default=0), holder)
    return holder


def ask_to_recalculate(root: Element) -> bool:
    """Let programs work out every formula on opening; whether anything changed."""
    found = child(root, "calcPr")
    if found is None:
        before = _BEFORE | {"definedNames"}
        at = [index for index, element in enumerate(root, 1) if local(element) in before]
        found = etree.Element(f"{_Q}calcPr")
        root.insert(max(at, default=0), found)
    asked = flag(found, "fullCalcOnLoad")
    found.set("fullCalcOnLoad", "1")
    return not asked


def _update(
    element: Element,
    moves: Mapping[str, Moves],
    own: Mapping[str, Moves],
    unprinted: Mapping[str, int],
    drawn: Callable[[str], tuple[int, int] | None],
) -> list[Stuck]:
    name, text = element.get("name", ""), element.text or ""
    if name in own:
        element.text = f"{quoted(own[name].sheet)}!{own[name].new.area()}"
        return []
    areas = references(text)
    single = moves.get(areas[0].sheet or "") if len(areas) == 1 else None
    if name == _AREA:
        element.text = rewrite(text, lambda area: _print_area(area, moves, unprinted, drawn))
    elif name == _FILTER and single is not None:
        element.text = f"{quoted(single.sheet)}!{_fixed(filter_area(text, single))}"
    elif text:
        moved = rewritten(text, None, moves)
        element.text = moved.text
        return [Stuck(_MANAGER, told, whose=f"名称“{name}”") for told in moved.told]
    return []


def _fixed(area: str) -> str:
    """'B7:Y20' with its dollars: '$B$7:$Y$20'."""
    found = references(area)[0]
    ends = [(corner.column, corner.row) for corner in (found.first, found.last)]
    return ":".join(f"${column_letters(column)}${row}" for column, row in ends)


def _print_area(
    area: Reference,
    moves: Mapping[str, Moves],
    unprinted: Mapping[str, int],
    drawn: Callable[[str], tuple[int, int] | None],
) -> Reference:
    """From the same first cell to the end of the table, or of what the user had in print below.

    An area beside the table, where charts stand, stays, for charts don't move with the rows; it is
    printed where the table is.
    """
    sheet = area.sheet or ""
    found, row = moves.get(sheet), unprinted.get(sheet)
    first, last = area.first, area.last
    if not (first.row and first.column):
        return area
    if found is None:
        return _rows(area, row, row) if row else area
    old = found.old
    if first.column > old.last_column:
        return _rows(area, row, row) if row else _beside(area, found, drawn)
    below = [row for row in old.user_rows if old.last_row < row <= last.row]
    bottom = found.row_beyond(max(below)) if below else found.new.last_row
    span = found.column_span(first.column, last.column)
    columns = span or (FIRST_COLUMN, found.new.last_column)
    top = printed_from((first.row, last.row), found.new.head_row, bottom)
    bottom = max(bottom, top)
    if row:
        top = bottom = row
    first, last = replace(first, column=columns[0]), replace(last, column=columns[1])
    return replace(_rows(replace(area, first=first, last=last), top, bottom), single=False)


def _beside(
    area: Reference, found: Moves, drawn: Callable[[str], tuple[int, int] | None]
) -> Reference:
    """An area of charts as it stands, or once more where it was not printed until now."""
    hidden = area.first.row == area.last.row < found.new.head_row - 2
    rows = drawn(found.sheet) if hidden else None
    return _rows(area, *rows) if rows else area


def _rows(area: Reference, first: int, last: int) -> Reference:
    """An area of other rows."""
    return replace(area, first=replace(area.first, row=first), last=replace(area.last, row=last))


def printed_from(before: tuple[int, int], head_row: int, last_row: int) -> int:
    """The first row to print: as before, but the title where there was nothing to print before.

    `before` are the first and last row printed until now; a hidden row above the title is nothing.
    """
    title = head_row - 2
    nothing = before[0] == before[1] < title
    return min(title if nothing and last_row >= head_row else before[0], last_row)


def _add(holder: Element, name: str, text: str, place: int | None) -> None:
    attributes = {"name": name} if place is None else {"name": name, "localSheetId": str(place)}
    etree.SubElement(holder, f"{_Q}definedName", attributes).text = text


def _add_print_names(
    holder: Element, moves: Moves, place: int, unprinted: Mapping[str, int]
) -> None:
    layout, sheet = moves.new, quoted(moves.sheet)
    top = layout.head_row - 2
    first, end = top, layout.last_row
    if row := unprinted.get(moves.sheet):
        first = end = row
    last = f"${column_letters(layout.last_column)}${end}"
    _add(holder, _AREA, f"{sheet}!${column_letters(FIRST_COLUMN)}${first}:{last}", place)
    _add(holder, _TITLES, f"{sheet}!${top}:${layout.head_row}", place)
