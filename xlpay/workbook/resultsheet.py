"""A result sheet as an earlier run, or the template, left it: what is ours and what the user's."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lxml import etree

from xlpay.diagnostics import unusable
from xlpay.workbook.layout import FIRST_COLUMN
from xlpay.workbook.markers import (
    HEAD,
    PROTOTYPES,
    ROW,
    Keys,
    Sort,
    Sorter,
    extent_of,
    identity_column,
    last_of_ours,
)
from xlpay.workbook.markup import MAIN, STRICT_MAIN, Element, child, local, root_tag, stream, utf8
from xlpay.workbook.moves import Extent
from xlpay.workbook.parts import SheetRef, Workbook
from xlpay.workbook.references import MAX_COLUMNS, column_number, split_cell
from xlpay.workbook.scanning import row_number
from xlpay.workbook.strings import SharedStrings, cell_text
from xlpay.workbook.tables import Kind


@dataclass(frozen=True, slots=True)
class Prototype:
    """How a row of one sort looks: a style index a kind, and the attributes of the row."""

    styles: Mapping[Kind, str]
    height: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UserCell:
    """A cell of the user's, right of ours, in a row that is ours."""

    marker: str
    key: str  # identity number, or the label of a subtotal
    times: int  # how many rows of that key came before
    row: int
    column: int
    element: Element


@dataclass(slots=True)
class ResultSheet:
    """The sheet taken apart: `root` keeps everything but the rows."""

    ref: SheetRef
    root: Element = field(default_factory=lambda: etree.Element("worksheet"))
    prefix: str = ""  # of the main namespace: "" or "x:"
    prototypes: dict[str, Prototype] = field(default_factory=dict)
    frame: dict[str, tuple[int, str | None]] = field(default_factory=dict)  # title… -> row, style
    frame_height: dict[str, dict[str, str]] = field(default_factory=dict)
    top_rows: list[tuple[int, Element]] = field(default_factory=list)  # kept where they are
    user_rows: list[tuple[int, Element]] = field(default_factory=list)  # below the header
    user_cells: list[UserCell] = field(default_factory=list)
    headers: dict[int, str] = field(default_factory=dict)
    marked: Mapping[str, int] = field(default_factory=dict)  # marker -> last row that has it
    last_column: int = 0  # of ours

    @property
    def head_row(self) -> int:
        return self.frame[HEAD][0]

    def extent(self) -> Extent:
        """The rows and columns that were ours."""
        user_rows = [number for number, _ in self.user_rows]
        return extent_of(self.head_row, self.marked, self.last_column, self.headers, user_rows)


def take_apart(
    workbook: Workbook,
    ref: SheetRef,
    data: bytes,
    strings: SharedStrings,
    last_column: int,
    headers: Collection[str],
) -> ResultSheet:
    """The sheet of a part's bytes.

    `last_column` is the last of ours by the defined name, 0 if unknown; then the last column with
    one of `headers` is.
    """
    name = workbook.package.name
    data = utf8(name, ref.part, data)
    namespace = root_tag(name, ref.part, data).namespace
    if namespace != MAIN:
        code = "F-STRICT" if namespace == STRICT_MAIN else "F-XML"
        raise unusable(code, name=name, part=ref.part)
    sheet = ResultSheet(ref, last_column=last_column)
    scan = _Scan(sheet, strings, headers)
    for element in stream(name, ref.part, data, (f"{{{MAIN}}}row", f"{{{MAIN}}}worksheet")):
        if local(element) == "row":
            scan.take(element)
        else:
            sheet.root = element
    body = child(sheet.root, "sheetData")
    if body is None or HEAD not in sheet.frame or PROTOTYPES[1] not in sheet.prototypes:
        raise unusable("F-RESULT-FORM", name=name, sheet=ref.name)
    del body[:]
    main = next((prefix for prefix, uri in sheet.root.nsmap.items() if uri == MAIN), None)
    sheet.prefix = f"{main}:" if main else ""
    return sheet


class _Scan:
    """Sorts the rows of a sheet as they stream by."""

    def __init__(
        self, sheet: ResultSheet, strings: SharedStrings, headers: Collection[str]
    ) -> None:
        self._sheet = sheet
        self._strings = strings
        self._known = headers
        self._key_column = 0
        self._keys = Keys()
        self._sorter = Sorter()
        sheet.marked = self._sorter.last
        self._last = 0

    def take(self, row: Element) -> None:
        number = self._last = row_number(row, self._last)
        marker = self._marker(row)
        sort = self._sorter.sort(number, marker)
        if sort is Sort.PROTOTYPE:
            self._sheet.prototypes.setdefault(marker, self._prototype(row))
            self._sheet.top_rows.append((number, row))
        elif sort is Sort.FRAME:
            self._take_frame(number, marker, row)
        elif sort is Sort.OURS:
            self._take_user_cells(number, marker, row)
            row.clear()  # the parser is ahead: the row itself leaves the tree at the end
        elif sort is Sort.TOP:
            self._sheet.top_rows.append((number, row))
        elif len(row):
            self._sheet.user_rows.append((number, row))

    def _marker(self, row: Element) -> str:
        if not len(row):
            return ""
        first = row[0]
        reference = first.get("r")
        if reference is not None and not (reference[:1] == "A" and reference[1:].isdigit()):
            return ""
        return cell_text(first, self._strings)

    def _take_frame(self, number: int, marker: str, row: Element) -> None:
        cells = dict(_cells(row))
        style = cells[FIRST_COLUMN].get("s") if FIRST_COLUMN in cells else None
        self._sheet.frame[marker] = (number, style)
        self._sheet.frame_height[marker] = _height(row)
        if marker == HEAD:
            self._sheet.headers = {
                column: text
                for column, element in cells.items()
                if column >= FIRST_COLUMN and (text := cell_text(element, self._strings).strip())
            }
            self._find_columns()
        # The title stands above the header, which tells where ours end: sorted out afterwards.
        for column, element in cells.items():
            if column > FIRST_COLUMN:
                kept = copy.deepcopy(element)
                self._sheet.user_cells.append(UserCell(marker, "", 0, number, column, kept))
        if marker == HEAD:
            self._sheet.user_cells = [
                c for c in self._sheet.user_cells if c.column > self._sheet.last_column
            ]

    def _find_columns(self) -> None:
        sheet = self._sheet
        if not sheet.last_column:
            sheet.last_column = last_of_ours(sheet.headers, self._known)
        self._key_column = identity_column(sheet.headers, sheet.last_column)

    def _take_user_cells(self, number: int, marker: str, row: Element) -> None:
        key, times = self._key(marker, row)
        last = row[-1].get("r", "").rstrip("0123456789")
        if last.isalpha() and column_number(last) <= self._sheet.last_column:
            return  # nothing of the user's, as in most rows
        for column, element in _cells(row):
            if column > self._sheet.last_column:
                kept = copy.deepcopy(element)
                self._sheet.user_cells.append(UserCell(marker, key, times, number, column, kept))

    def _key(self, marker: str, row: Element) -> tuple[str, int]:
        """What a row is known by, and how many rows before it were known by the same."""
        identity = None
        if marker == ROW and self._key_column:
            element = _cell_at(row, self._key_column)
            identity = "" if element is None else cell_text(element, self._strings)
        ours = (e for n, e in _cells(row) if FIRST_COLUMN <= n <= self._sheet.last_column)
        spoken = (cell_text(element, self._strings) for element in ours if _is_text(element))
        return self._keys.of(marker, identity, spoken)

    def _prototype(self, row: Element) -> Prototype:
        cells = dict(_cells(row))
        styles = {}
        for column, kind in enumerate(Kind, FIRST_COLUMN):
            style = cells[column].get("s") if column in cells else None
            if style is not None:
                styles[kind] = style
        return Prototype(styles, _height(row))


def _is_text(element: Element) -> bool:
    return element.get("t") in ("s", "inlineStr", "str") and child(element, "f") is None


def _cell_at(row: Element, column: int) -> Element | None:
    """The cell of a column; where no cell is left out it stands at that very place."""
    if len(row) >= column:
        element = row[column - 1]
        at = split_cell(element.get("r", ""))
        if at is not None and at[1] == column:
            return element
    return dict(_cells(row)).get(column)


def _height(row: Element) -> dict[str, str]:
    """The attributes of a row that say how high it is."""
    return {name: row.get(name, "") for name in ("ht", "customHeight") if row.get(name)}


def _cells(row: Element) -> list[tuple[int, Element]]:
    """The cells of a row with their columns; one without a reference follows the one before."""
    found, last = [], 0
    for element in row:
        if local(element) != "c":
            continue
        at = split_cell(element.get("r", ""))
        last = at[1] if at else last + 1
        if last <= MAX_COLUMNS:
            found.append((last, element))
    return found
