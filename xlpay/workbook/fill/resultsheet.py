"""A result sheet as an earlier run, or the template, left it: what is ours and what the user's."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping

import msgspec
from lxml import etree
from msgspec import field

from xlpay.base.findings import unusable
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.references import column_number, split_cell
from xlpay.workbook.file.markup import (
    MAIN,
    STRICT_MAIN,
    Element,
    child,
    local,
    root_tag,
    stream,
    utf8,
)
from xlpay.workbook.file.parts import SheetRef, Workbook
from xlpay.workbook.file.scanning import row_number
from xlpay.workbook.file.strings import SharedStrings, cell_text
from xlpay.workbook.fill.markers import (
    HEAD,
    PROTOTYPES,
    ROW,
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
from xlpay.workbook.fill.prototypes import (
    Prototype,
    marked,
    prototype,
    row_cells,
    row_height,
)


class UserCell(msgspec.Struct, frozen=True):
    """A cell of the user's, beside ours, in a row that is ours."""

    place: RowPlace
    column: int
    element: Element


class ResultSheet(msgspec.Struct):
    """The sheet taken apart: `root` keeps everything but the rows."""

    ref: SheetRef
    root: Element = field(default_factory=lambda: etree.Element("worksheet"))
    prefix: str = ""  # of the main namespace: "" or "x:"
    prototypes: dict[str, Prototype] = field(default_factory=dict)
    frame: dict[str, tuple[int, str | None]] = field(default_factory=dict)  # title… -> row, style
    frame_height: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden_rows: list[tuple[str, int, Element]] = field(default_factory=list)  # marker, number
    top_rows: list[tuple[int, Element]] = field(default_factory=list)  # kept where they are
    user_rows: list[tuple[int, Element]] = field(default_factory=list)  # below the header
    user_cells: list[UserCell] = field(default_factory=list)
    noted: dict[int, RowPlace] = field(default_factory=dict)  # rows of ours with comments
    headers: dict[int, str] = field(default_factory=dict)
    given: Mapping[int, str] = field(default_factory=dict)  # headers of ours as we wrote them
    keys: Keys = field(default_factory=Keys)
    marked: Mapping[str, int] = field(default_factory=dict)  # marker -> last row that has it
    last_column: int = 0  # of ours
    inserted: tuple[int, ...] = ()  # the user's columns among ours

    def is_users(self, column: int) -> bool:
        """Whether a column is the user's: right of ours, or put in among them."""
        return column > self.last_column or column in self.inserted

    @property
    def head_row(self) -> int:
        return self.frame[HEAD][0]

    def extent(self) -> Extent:
        """The rows and columns that were ours."""
        user_rows = [number for number, _ in self.user_rows]
        return extent_of(
            self.head_row,
            self.marked,
            self.last_column,
            self.own_headers(),
            user_rows,
            self.inserted,
            self.keys.rows,
        )

    def own_headers(self) -> dict[int, str]:
        """The headers of our columns as we gave them, for the user may have renamed some."""
        own = {**self.headers, **self.given}
        return {n: text for n, text in own.items() if not self.is_users(n)}


def take_apart(
    workbook: Workbook,
    ref: SheetRef,
    data: bytes,
    strings: SharedStrings,
    last_column: int,
    headers: Collection[str],
    noted: Collection[int] = (),
) -> ResultSheet:
    """The sheet of a part's bytes.

    `last_column` is the last of ours by the defined name, 0 if unknown; then the last column with
    one of `headers` is.  The rows `noted` are remembered as they can be found again.
    """
    name = workbook.package.name
    data = utf8(name, ref.part, data)
    namespace = root_tag(name, ref.part, data).namespace
    if namespace != MAIN:
        code = "F-STRICT" if namespace == STRICT_MAIN else "F-XML"
        raise unusable(code, name=name, part=ref.part)
    sheet = ResultSheet(ref, last_column=last_column)
    scan = _Scan(sheet, strings, headers, noted)
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
        self,
        sheet: ResultSheet,
        strings: SharedStrings,
        headers: Collection[str],
        noted: Collection[int],
    ) -> None:
        self._noted = noted
        self._sheet = sheet
        self._strings = strings
        self._known = headers
        self._key_column = 0
        self._sorter = Sorter()
        sheet.marked = self._sorter.last
        self._last = 0

    def take(self, row: Element) -> None:
        number = self._last = row_number(row, self._last)
        marker = self._marker(row)
        sort = self._sorter.sort(number, marker)
        if sort is Sort.PROTOTYPE:
            self._sheet.prototypes.setdefault(marker, prototype(row, self._strings))
            if marker == PROTOTYPES[0]:
                self._sheet.given = marked(row, self._strings)
            self._sheet.hidden_rows.append((marker, number, row))
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
        cells = dict(row_cells(row))
        style = cells[FIRST_COLUMN].get("s") if FIRST_COLUMN in cells else None
        self._sheet.frame[marker] = (number, style)
        self._sheet.frame_height[marker] = row_height(row)
        if marker == HEAD:
            self._sheet.headers = {
                column: text
                for column, element in cells.items()
                if column >= FIRST_COLUMN and (text := cell_text(element, self._strings).strip())
            }
            self._find_columns()
        # The title stands above the header, which tells where ours end: sorted out afterwards.
        place = RowPlace(marker, "", 0, number)
        for column, element in cells.items():
            if column > FIRST_COLUMN:
                kept = copy.deepcopy(element)
                self._sheet.user_cells.append(UserCell(place, column, kept))
        if marker == HEAD:
            self._sheet.user_cells = [
                c for c in self._sheet.user_cells if self._sheet.is_users(c.column)
            ]

    def _find_columns(self) -> None:
        sheet = self._sheet
        if not sheet.last_column:
            sheet.last_column = last_of_ours(sheet.headers, self._known)
        sheet.inserted = inserted_among(sheet.given, sheet.last_column)
        self._key_column = identity_column(sheet.own_headers())

    def _take_user_cells(self, number: int, marker: str, row: Element) -> None:
        place = RowPlace(marker, *self._key(number, marker, row), number)
        if number in self._noted:
            self._sheet.noted[number] = place
        last = row[-1].get("r", "").rstrip("0123456789")
        beyond = not last.isalpha() or column_number(last) > self._sheet.last_column
        if not beyond and not self._sheet.inserted:
            return  # nothing of the user's, as in most rows
        for column, element in row_cells(row):
            if self._sheet.is_users(column):
                kept = copy.deepcopy(element)
                self._sheet.user_cells.append(UserCell(place, column, kept))

    def _key(self, number: int, marker: str, row: Element) -> tuple[str, int]:
        """What a row is known by, and how many rows before it were known by the same."""
        identity = None
        if marker == ROW and self._key_column:
            element = _cell_at(row, self._key_column)
            identity = "" if element is None else cell_text(element, self._strings)
        ours = (
            element
            for column, element in row_cells(row)
            if column >= FIRST_COLUMN and not self._sheet.is_users(column)
        )
        spoken = (cell_text(element, self._strings) for element in ours if _is_text(element))
        return self._sheet.keys.of(number, marker, identity, spoken)


def _is_text(element: Element) -> bool:
    return element.get("t") in ("s", "inlineStr", "str") and child(element, "f") is None


def _cell_at(row: Element, column: int) -> Element | None:
    """The cell of a column; where no cell is left out it stands at that very place."""
    if len(row) >= column:
        element = row[column - 1]
        at = split_cell(element.get("r", ""))
        if at is not None and at[1] == column:
            return element
    return dict(row_cells(row)).get(column)
