"""What a fast reader can't tell apart in a sheet: errors, formulas without a value, hidden rows.

Most sheets have little of it: a search of the bytes finds the few elements that must be parsed.
Where a search could be misled (comments, odd quotes, prefixes) the whole sheet is parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from lxml import etree

from xlpay.workbook.file.markup import Element, child, select
from xlpay.workbook.file.scanning import SheetText, position_of, rows_of

_FORMULAS: Final = (b"<f>", b"<f ", b"<f/", b"<f\n", b"<f\t", b"<f\r")
_ERROR: Final = b' t="e"'
_MISLEADING: Final = ((b"!", (b"<!--", b"<![CDATA[")), (b"'", (b"='",)), (b"?", (b"<?",)))
_NEAR: Final = 512  # a formula is the first thing in its cell
_FAR: Final = 1 << 17  # and a cell ends within this
_VALUED: Final = "*[local-name()='v'][text()]) and not(@t='str' and *[local-name()='v'])"
_ODD: Final = etree.XPath(f"self::*[@t='e' or (*[local-name()='f'] and not({_VALUED})]")
_ODD_IN_ROW: Final = etree.XPath(f"*[@t='e' or (*[local-name()='f'] and not({_VALUED})]")


class OddCell(msgspec.Struct, frozen=True):
    """A cell that is an error (text "#REF!") or a formula without a value (text is the formula)."""

    row: int
    column: int
    is_error: bool
    text: str


class Oddities(msgspec.Struct, frozen=True):
    """What the scan of one sheet found."""

    cells: tuple[OddCell, ...] = ()
    hidden_rows: frozenset[int] = frozenset()


def oddities_of(sheet: SheetText, plain: bool) -> Oddities:
    """The oddities of a sheet; `plain` says whether its cells are written as check_extent wants."""
    body = max(sheet.data.find(b"<sheetData"), 0)
    end = max(sheet.data.rfind(b"</sheetData>"), 0)
    if plain and not _misleading(sheet.data, body, end):
        try:
            cells = tuple(_odd_cell(sheet, found) for found in _marked_cells(sheet.data, body, end))
            return Oddities(cells, frozenset(_marked_rows(sheet.data, body, end)))
        except _Misled:
            pass
    return _parsed(sheet, plain)


def _misleading(data: bytes, body: int, end: int) -> bool:
    """Whether a search could be misled; a byte that is nowhere rules out all that hold it."""
    return any(
        data.find(mark, body, end) >= 0
        for byte, marks in _MISLEADING
        if data.find(byte, body, end) >= 0
        for mark in marks
    )


class _Misled(Exception):
    """A mark stands where no program puts it."""


def _marked_cells(data: bytes, body: int, end: int) -> Iterator[Element]:
    """The odd ones among the cells around each mark of a formula or an error."""
    formulas = _FORMULAS if data.find(b"<f", body, end) >= 0 else ()  # one search instead of six
    for mark in (*formulas, _ERROR):
        at = data.find(mark, body, end)
        while at >= 0:
            start = data.rfind(b"<c ", max(body, at - _NEAR), at)
            stop = data.find(b"</c>", at, at + _FAR) + len(b"</c>")
            if start < 0 or stop < at:
                raise _Misled
            yield from select(_ODD, _fragment(data[start:stop]))
            at = data.find(mark, at + 1, end)


def _marked_rows(data: bytes, body: int, end: int) -> Iterator[int]:
    """The numbers of hidden rows."""
    at = data.find(b' hidden="', body, end)
    while at >= 0:
        start, stop = data.rfind(b"<", body, at), data.find(b">", at)
        if data.startswith(b"<row", start):
            row = _fragment(data[start:stop].rstrip(b"/") + b"/>")
            if row.get("hidden") in ("1", "true"):
                number = row.get("r", "")
                if not (number.isascii() and number.isdigit() and len(number) < 8):
                    raise _Misled
                yield int(number)
        at = data.find(b' hidden="', at + 1, end)


def _fragment(markup: bytes) -> Element:
    """One element out of a sheet; its prefixes are declared elsewhere and don't matter."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    found: Element | None = etree.fromstring(markup, parser)
    return etree.Element("nothing") if found is None else found


def _parsed(sheet: SheetText, plain: bool) -> Oddities:
    """The same by parsing all rows."""
    marks = (b"<f", b":f", b't="e"', b"t='e'", b"hidden=")
    if not any(mark in sheet.data for mark in marks):
        return Oddities()
    cells: list[OddCell] = []
    hidden: set[int] = set()
    for row in rows_of(sheet, plain):
        cells.extend(_odd_cell(sheet, found) for found in select(_ODD_IN_ROW, row))
        if row.get("hidden") in ("1", "true"):
            hidden.add(int(row.get("r", "0")))
    return Oddities(tuple(cells), frozenset(hidden))


def _odd_cell(sheet: SheetText, element: Element) -> OddCell:
    row, column = position_of(sheet, element)
    is_error = element.get("t") == "e"
    found = child(element, "v" if is_error else "f")
    return OddCell(row, column, is_error, "" if found is None else found.text or "")
