"""Everything of a result sheet's XML around its rows, brought in line with the new rows.

Ranges follow their cells (moves.py); what no rule here knows stays untouched, so that
page setup, views, header pictures and extensions of other programs survive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from xlpay.base.grid import cell_name, column_letters
from xlpay.results.layout import FIRST_COLUMN, Layout
from xlpay.results.references import MAX_COLUMNS
from xlpay.results.tables import Paper, Table
from xlpay.workbook.file.markup import MAIN, OFFICE_RELATIONS, Element, child, children, local
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.formulas import references
from xlpay.workbook.fill.markers import Extent
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.prototypes import row_cells
from xlpay.workbook.fill.resultsheet import ResultSheet

MAX_HYPERLINKS: Final = 65_530  # Excel's limit a sheet

_Q: Final = f"{{{MAIN}}}"
_EXCEL_LISTS: Final = "{http://schemas.microsoft.com/office/excel/2006/main}"  # xm: in extensions
# The order that a worksheet's children must have, as far as something is put in here.
_ORDER: Final = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState"),
    *("dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks"),
)


def align(sheet: ResultSheet, moves: Moves, all_moves: Mapping[str, Moves]) -> list[Stuck]:
    """Bring the tree around the rows in line with the new table; formulas that can't follow."""
    root, layout, old = sheet.root, moves.new, sheet.extent()
    _dimension(sheet, moves)
    _columns(root, moves, old)
    _paper(root, layout.table)
    _auto_filter(root, moves)
    _merges(root, moves, old)
    stuck = _ranges(root, moves, all_moves)
    _row_breaks(root, moves)
    _hyperlinks(root, layout, moves, old)
    return stuck


def _dimension(sheet: ResultSheet, moves: Moves) -> None:
    layout = moves.new
    columns = [moves.cell_column(user.column) for user in sheet.user_cells]
    columns += [moves.cell_column(n) for n in sheet.headers if sheet.is_users(n)]
    columns += [moves.cell_column(n) for _, row in sheet.user_rows for n, _ in row_cells(row)]
    columns += [n for _, row in sheet.top_rows for n, _ in row_cells(row)]
    rows = [moves.row_beyond(number) for number, _ in sheet.user_rows]
    last = cell_name(max([layout.last_row, *rows]), max([layout.last_column, *columns]))
    _placed(sheet.root, "dimension").set("ref", f"A1:{last}")


def _placed(root: Element, tag: str) -> Element:
    """The child of that name, put in at its place if there is none."""
    found = child(root, tag)
    if found is not None:
        return found
    before = set(_ORDER[: _ORDER.index(tag)])
    at = 0
    for index, element in enumerate(root, 1):
        if local(element) in before:
            at = index
    made = etree.Element(f"{_Q}{tag}")
    root.insert(at, made)
    return made


def _drop_empty(element: Element) -> None:
    """Take out a list without members; with some, keep its count right."""
    parent = element.getparent()
    if not len(element) and parent is not None:
        parent.remove(element)
    elif element.get("count") is not None:
        element.set("count", str(len(element)))


# ---- columns --------------------------------------------------------------------------------


def _columns(root: Element, moves: Moves, old: Extent) -> None:
    """Widths and the like: ours follow their headers, the user's their columns."""
    layout = moves.new
    holder = child(root, "cols")
    spans = [] if holder is None else [_span(element) for element in children(holder, "col")]
    made: dict[tuple[int, int], dict[str, str]] = {}

    def at(column: int) -> dict[str, str]:
        return next((dict(a) for first, last, a in spans if first <= column <= last), {})

    made[1, 1] = at(1) or {"width": "3", "hidden": "1", "customWidth": "1"}
    places = {text: number for number, text in old.headers.items()}
    for number, column in enumerate(layout.table.columns, FIRST_COLUMN):
        attributes = at(places.get(column.header, number))
        if column.width is not None:
            attributes |= {"width": f"{column.width:g}", "customWidth": "1"}
            attributes.pop("bestFit", None)
        made[number, number] = attributes
    _fold(made, layout)
    for number in old.inserted:
        made[moves.cell_column(number), moves.cell_column(number)] = at(number)
    shift = moves.shift
    for first, last, attributes in spans:
        if last > old.last_column:
            start = max(first, old.last_column + 1) + shift
            stop = last if last == MAX_COLUMNS else min(last + shift, MAX_COLUMNS)
            if start <= stop:
                made[start, stop] = dict(attributes)
    element = _placed(root, "cols")
    for one in list(element):
        element.remove(one)
    for (first, last), attributes in sorted(made.items()):
        if attributes:
            etree.SubElement(
                element, f"{_Q}col", {"min": f"{first}", "max": f"{last}", **attributes}
            )
    _drop_empty(element)
    _outline_depth(root, made.values())


def _fold(made: dict[tuple[int, int], dict[str, str]], layout: Layout) -> None:
    """Columns that say nothing lie in a collapsed group; the next one carries the button.

    A column that the user hid without a group stays hidden.
    """
    open_above = False
    for number, column in enumerate(layout.table.columns, FIRST_COLUMN):
        attributes = made[number, number]
        attributes.pop("collapsed", None)
        if attributes.pop("outlineLevel", None) is not None:
            attributes.pop("hidden", None)
        if column.folded:
            attributes |= {"hidden": "1", "outlineLevel": "1"}
        elif open_above:
            attributes["collapsed"] = "1"
        open_above = column.folded


def _outline_depth(root: Element, made: Iterable[Mapping[str, str]]) -> None:
    """Room above the columns for the buttons of their groups."""
    levels = [attributes.get("outlineLevel", "0") for attributes in made]
    deepest = max((int(level) for level in levels if level.isdigit()), default=0)
    found = child(root, "sheetFormatPr")
    if deepest:
        _placed(root, "sheetFormatPr").set("outlineLevelCol", str(deepest))
    elif found is not None and "outlineLevelCol" in found.attrib:
        del found.attrib["outlineLevelCol"]


def _paper(root: Element, table: Table) -> None:
    """The paper that the columns in sight need, where the sheet is set to one of ours.

    A printer's own settings would overrule it: they go where the paper changes.
    """
    found = child(root, "pageSetup")
    if table.paper is None or found is None:
        return
    if found.get("paperSize") in {str(int(paper)) for paper in Paper if paper != table.paper}:
        found.set("paperSize", str(int(table.paper)))
        if (settings := f"{{{OFFICE_RELATIONS}}}id") in found.attrib:
            del found.attrib[settings]


def _span(element: Element) -> tuple[int, int, dict[str, str]]:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    ends = [attributes.pop(name, "0") for name in ("min", "max")]
    first, last = (
        int(end) if end.isascii() and end.isdigit() and len(end) < 6 else 0 for end in ends
    )
    return first, min(last, MAX_COLUMNS), attributes


# ---- ranges ---------------------------------------------------------------------------------


def _auto_filter(root: Element, moves: Moves) -> None:
    """The filter covers header and data again; its choices go, since the rows they hid went."""
    found = child(root, "autoFilter")
    if found is None:
        return
    found.set("ref", filter_area(found.get("ref", ""), moves))
    for one in [*children(found, "filterColumn"), *children(found, "sortState")]:
        found.remove(one)


def filter_area(old: str, moves: Moves) -> str:
    """The area of a filter: its own columns, from the header to the last data row."""
    layout = moves.new
    columns = (FIRST_COLUMN, layout.last_column)
    for reference in references(old):
        first, last = reference.first.column, reference.last.column
        if first and last:
            columns = moves.column_span(first, last) or columns
    last_row = max(layout.last_data, layout.head_row)
    return f"{cell_name(layout.head_row, columns[0])}:{cell_name(last_row, columns[1])}"


def _merges(root: Element, moves: Moves, old: Extent) -> None:
    """Merged cells of the user's move along; inside our table there are none."""
    holder = child(root, "mergeCells")
    if holder is None:
        return
    for element in list(holder):
        found = references(element.get("ref", ""))
        below = bool(found) and found[0].first.row > old.last_row
        beside = bool(found) and found[0].first.column > old.last_column
        above = bool(found) and found[0].last.row <= old.head_row
        if below or (beside and above):
            element.set("ref", moves.sqref(element.get("ref", "")))
        else:
            holder.remove(element)
    _drop_empty(holder)


def _ranges(root: Element, moves: Moves, all_moves: Mapping[str, Moves]) -> list[Stuck]:
    """Conditional formats, validations, protected ranges and their kin in extensions.

    One whose cells are all there no more goes, as in a spreadsheet program.
    """
    stuck: list[Stuck] = []
    emptied: list[Element] = []
    formulas = {f"{_Q}formula", f"{_Q}formula1", f"{_Q}formula2", f"{_EXCEL_LISTS}f"}
    holders = {"conditionalFormatting", "dataValidations", "protectedRanges", "ignoredErrors"}
    for top in root:
        if local(top) not in holders and local(top) != "extLst":
            continue
        own_row, where = None, ""  # formulas are those of the first row of the range they stand for
        for element in top.iter():
            if element.get("sqref") is not None:
                before, after = element.get("sqref", ""), moves.sqref(element.get("sqref", ""))
                element.set("sqref", after)
                own_row, where = _first_rows(before, after), after.partition(" ")[0]
                if not after:
                    emptied.append(element)
            tag: object = element.tag
            if tag == f"{_EXCEL_LISTS}sqref" and element.text:
                element.text = moves.sqref(element.text)
            elif tag in formulas and element.text:
                moved = rewritten(element.text, moves.sheet, all_moves, own_row)
                element.text = moved.text
                whose = f"您设在 {where} 的规则"
                stuck += [Stuck(moves.sheet, told, whose=whose) for told in moved.told if where]
    for element in emptied:
        holder = element.getparent()
        if holder is not None:
            holder.remove(element)
            if holder is not root:
                _drop_empty(holder)
    return stuck


def _first_rows(before: str, after: str) -> tuple[int, int] | None:
    """The first row of a range, old and new."""
    old, new = references(before.split(" ")[0]), references(after.split(" ")[0])
    return (old[0].first.row, new[0].first.row) if old and new else None


def _row_breaks(root: Element, moves: Moves) -> None:
    """Page breaks by hand under the table move with its end."""
    holder, bottom = child(root, "rowBreaks"), moves.new.last_data
    for element in [] if holder is None else children(holder, "brk"):
        number = element.get("id", "")
        if number.isascii() and number.isdigit() and len(number) < 8:
            new = moves.row(int(number))
            element.set("id", str(new or max(moves.new.first_data, min(int(number), bottom))))


# ---- links ----------------------------------------------------------------------------------


def _hyperlinks(root: Element, layout: Layout, moves: Moves, old: Extent) -> None:
    """Links of the user's move along; those of our table are written anew."""
    holder = _placed(root, "hyperlinks")
    for element in children(holder, "hyperlink"):
        found = references(element.get("ref", ""))
        first = found[0].first if found else None
        if first is None or (first.row <= old.last_row and first.column <= old.last_column):
            holder.remove(element)
        elif after := moves.sqref(element.get("ref", "")):
            element.set("ref", after)
        else:
            holder.remove(element)
    room = MAX_HYPERLINKS - len(holder)
    for _, (reference, target) in zip(range(room), _links(layout), strict=False):
        etree.SubElement(holder, f"{_Q}hyperlink", {"ref": reference, "location": target})
    _drop_empty(holder)


def _links(layout: Layout) -> Iterable[tuple[str, str]]:
    for index, targets in layout.table.links.items():
        letters = column_letters(FIRST_COLUMN + index)
        for row, target in zip(layout.data_rows.tolist(), targets, strict=True):
            if target:
                yield f"{letters}{row}", target
