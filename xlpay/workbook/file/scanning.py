"""A sheet measured before a reader allocates memory for it; two far cells would be enough.

The fast reader takes references at their word and makes a block of all cells between them.  Where
all cells are written plainly their bytes tell the extent, else the XML is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from lxml import etree
from msgspec.structs import replace
from numpy.typing import NDArray

from xlpay.base.findings import unusable
from xlpay.base.grid import cell_name
from xlpay.results.references import MAX_ROWS, split_cell
from xlpay.workbook.file.markup import Element, local, select, stream

MAX_USED_COLUMNS: Final = 1_000
MAX_USED_ROWS: Final = 1_048_576
MAX_BLOCK_CELLS: Final = 30_000_000  # rows × columns of the used block

MAX_TEXT_BYTES: Final = 2 << 30  # of all cells that refer to shared strings

_MANY_ROWS: Final = 200_000  # no unit has so many people
_BLANK: Final = rb"<c [^<>]*+(?:(?<=/)>|></c>)"
_BLANK_CELLS: Final = re.compile(rb"(?:%b)++" % _BLANK)
_BLANK_ROWS: Final = re.compile(  # as many as there are in a row: one match, not a million
    rb"(?:<row [^<>]*+(?:(?<=/)>|>\s*+(?:%b\s*+)*+</row>)\s*+)++" % _BLANK
)
_SLICE: Final = 1 << 22
_CELL_HEAD: Final = 20  # bytes that '<c r="XFD1048576"' and its closing quote fit in


class SheetText(msgspec.Struct, frozen=True):
    """A sheet part in UTF-8, and the names to use in messages."""

    file: str
    sheet: str
    part: str
    data: bytes


def without_blanks(sheet: SheetText) -> SheetText:
    """A sheet of very many rows without the cells and rows that only carry a look.

    Formatting down to the last row is common; a reader would take each such cell for one.  Rows
    that hold values on the whole are data, and stay as they are.
    """
    data = sheet.data
    rows = data.count(b"<row ")
    if rows <= _MANY_ROWS or data.count(b"<v>") + data.count(b"<is>") > rows:
        return sheet
    if b"<![CDATA[" in data:
        return sheet
    if _plain_corner(data) is None:
        return sheet
    numbered = data.count(b"<row") == data.count(b'<row r="')
    if numbered and b"hidden=" not in data:
        data = _BLANK_ROWS.sub(b"", data)
    return replace(sheet, data=_BLANK_CELLS.sub(b"", data))


def check_extent(sheet: SheetText) -> bool:
    """Refuse a sheet whose used block is beyond any roster; whether all its cells are plain.

    Plain is `<c r="…"`, as nearly all programs write it.
    """
    corner = _plain_corner(sheet.data)
    if corner is None or not _allowed(*corner):
        # Far cells may be empty ones that only carry a style: count those with a value, exactly.
        rows, columns = _valued_corner(sheet)
        if not _allowed(rows, columns):
            what = f"{rows} 行 {columns} 列"
            raise unusable("F-CELLS", name=sheet.file, sheet=sheet.sheet, what=what)
    return corner is not None


def _allowed(rows: int, columns: int) -> bool:
    within = rows <= MAX_USED_ROWS and columns <= MAX_USED_COLUMNS
    return within and rows * columns <= MAX_BLOCK_CELLS


def _plain_corner(data: bytes) -> tuple[int, int] | None:
    """The last row and column of any `<c r="…"`; None if a cell is written in another way."""
    if b"<c>" in data or b"<c/>" in data:
        return None
    if b":c" in data and any(odd in data for odd in (b":c ", b":c>", b":c/", b":c\n", b":c\t")):
        return None
    buffer = np.frombuffer(data, dtype=np.uint8)
    last_row = last_column = 0
    for start in range(0, len(buffer), _SLICE):
        piece = buffer[start : start + _SLICE + _CELL_HEAD]
        corner = _piece_corner(np.pad(piece, (0, _CELL_HEAD)))
        if corner is None:
            return None
        last_row, last_column = max(last_row, corner[0]), max(last_column, corner[1])
    return last_row, last_column


def _piece_corner(piece: NDArray[np.uint8]) -> tuple[int, int] | None:
    at = np.flatnonzero((piece[:-2] == ord("<")) & (piece[1:-1] == ord("c")) & (piece[2:] <= 32))
    at = at[at < _SLICE]  # the overlap belongs to the next piece
    if not len(at):
        return 0, 0
    if not all((piece[at + offset] == byte).all() for offset, byte in enumerate(b'r="', 3)):
        return None
    column = np.zeros(len(at), dtype=np.int64)
    row = np.zeros(len(at), dtype=np.int64)
    reading = np.ones(len(at), dtype=np.bool_)
    for offset in range(6, 6 + 10):  # letters, then digits, until the closing quote
        byte = piece[at + offset].astype(np.int64)
        letter = (byte & 0xDF) - 64
        is_letter = (byte > 64) & (letter <= 26) & (row == 0)
        is_digit = (byte >= 48) & (byte <= 57)
        reading &= is_letter | is_digit
        if not reading.any():
            break
        column = np.where(reading & is_letter, column * 26 + letter, column)
        row = np.where(reading & is_digit, row * 10 + byte - 48, row)
    return int(row.max()), int(column.max())


def _valued_corner(sheet: SheetText) -> tuple[int, int]:
    """The last row and column that hold a value, by the XML itself."""
    rows = columns = 0
    valued = etree.XPath("*[local-name()='c'][*]")
    for row in rows_of(sheet, plain=False):
        for found in select(valued, row):
            at = position_of(sheet, found)
            rows, columns = max(rows, at[0]), max(columns, at[1])
    return rows, columns


def check_strings(file: str, strings: bytes, sheets: Sequence[SheetText]) -> None:
    """Refuse a workbook whose cells repeat long shared strings until no memory holds them.

    `strings` is the shared strings part; every cell that refers to one gets a copy of it.
    """
    cells = sum(
        sheet.data.count(b't="s"') + (sheet.data.count(b"t='s'") if b"'" in sheet.data else 0)
        for sheet in sheets
    )
    if cells * len(strings) <= MAX_TEXT_BYTES:
        return
    if cells * _longest_item(strings) <= MAX_TEXT_BYTES:
        return
    items = stream(file, "sharedStrings", strings, ("{*}si",))
    lengths = np.array([len("".join(map(str, item.itertext()))) for item in items] or [0])
    copied = 0
    shared = etree.XPath("*[@t='s']/*[local-name()='v']")
    for sheet in sheets:
        for row in rows_of(sheet, plain=True):
            texts = [(value.text or "").strip() for value in select(shared, row)]
            used = [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 10]
            copied += sum(int(lengths[index]) for index in used if index < len(lengths))
            if copied > MAX_TEXT_BYTES:
                raise unusable("F-LIMIT", name=file, what="单元格文字超过 2 GB")


def _longest_item(strings: bytes) -> int:
    """No shared string is longer than this, in bytes."""
    if b":si" in strings:
        return len(strings)
    text = np.frombuffer(strings, dtype=np.uint8)
    ends = np.flatnonzero((text[:-4] == ord("<")) & (text[1:-3] == ord("/")))
    ends = ends[(text[ends + 2] == ord("s")) & (text[ends + 3] == ord("i"))]
    return int(np.diff(ends, prepend=0, append=len(strings)).max())


def rows_of(sheet: SheetText, plain: bool) -> Iterator[Element]:
    """Each row with its number, emptied after use; unless plain, each cell with its reference."""
    bare = etree.XPath("*[local-name()='c'][not(@r)]")
    astray = etree.XPath(".//*[local-name()='c'][not(parent::*[local-name()='row'])]")
    last = 0
    for element in stream(sheet.file, sheet.part, sheet.data, ("{*}row", "{*}sheetData")):
        if not plain and select(astray, element):
            raise unusable("F-XML", name=sheet.file, part=sheet.part)
        if local(element) != "row":
            continue
        last = row_number(element, last)
        if element.get("r", str(last)) != str(last):
            # The fast reader would take the number at its word, however far it is.
            raise unusable("F-XML", name=sheet.file, part=sheet.part)
        element.set("r", str(last))
        if not plain:
            _number_cells(select(bare, element))
        yield element
        # The parser is ahead of its events: only this row may be emptied, not its parent.
        element.clear()


def _number_cells(bare: list[Element]) -> None:
    """Give cells without a reference theirs: one right of the cell before."""
    for found in bare:
        before, row = found.getprevious(), found.getparent()
        at = split_cell(before.get("r", "")) if before is not None else None
        number = int(row.get("r", "1")) if row is not None else 1
        found.set("r", cell_name(number, (at[1] if at else 0) + 1))


def row_number(row: Element, last: int) -> int:
    """The number of a row; without one that a sheet can have it follows the row before."""
    text = row.get("r", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 7 else 0
    return number if 1 <= number <= MAX_ROWS else last + 1


def position_of(sheet: SheetText, element: Element) -> tuple[int, int]:
    """Row and column of a cell that has its reference."""
    found = split_cell(element.get("r", ""))
    if found is None:
        raise unusable("F-XML", name=sheet.file, part=sheet.part)
    return found
