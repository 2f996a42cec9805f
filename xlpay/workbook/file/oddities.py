"""What a fast reader can't tell apart, or falls over: errors, formulas without a value, numbers.

A number that is none (NaN, 1e309), a day before the first one and an error word of a newer program
are values of their cells, not damage: they are told here, and taken out of what the reader is fed.
Most sheets have little of it: a search of the bytes finds the few elements that must be parsed.
Where a search could be misled (comments, odd quotes, prefixes) the whole sheet is parsed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from typing import Final

import msgspec
import numpy as np
from lxml import etree
from msgspec.structs import replace

from xlpay.base.grid import CellError, Unvalued
from xlpay.workbook.file.markup import Element, child, local, parse, select
from xlpay.workbook.file.scanning import SheetText, position_of, rows_of

_FORMULAS: Final = (b"<f>", b"<f ", b"<f/", b"<f\n", b"<f\t", b"<f\r")
_ERROR: Final = b' t="e"'
# How values begin that are no plain numbers from 0 up: signs, NaN, infinity.
_SIGNS: Final = (b"<v>-", b"<v>+", b"<v>n", b"<v>N", b"<v>i", b"<v>I")
_HUGE: Final = re.compile(rb"[eE]\+?[0-9]{3,}\s*</")  # powers of ten that a double may not hold
_UNUSUAL: Final = re.compile(rb"v[^<>]*>\s*[-+nNiI]|[0-9.][eE]\+?[0-9]{3,}\s*</")
_SLICE: Final = 1 << 22
_MISLEADING: Final = (
    (b"!", (b"<!--", b"<![CDATA[")),
    (b"'", (b"='",)),
    (b"?", (b"<?",)),
    (b"<v ", (b"<v ",)),
    (b"<v\n", (b"<v\n",)),
)
_NEAR: Final = 512  # a formula is the first thing in its cell
_FAR: Final = 1 << 17  # and a cell ends within this
_VALUED: Final = "*[local-name()='v'][text()]) and not(@t='str' and *[local-name()='v'])"
_ODD: Final = etree.XPath(f"self::*[@t='e' or (*[local-name()='f'] and not({_VALUED})]")
_KNOWN: Final = frozenset(
    ("", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
)  # to the reader
_STYLE: Final = re.compile(rb"""\ss=["']([0-9]+)["']""")


class OddCell(msgspec.Struct, frozen=True):
    """A cell that holds an error, a formula without a value, or a number that no day can be."""

    row: int
    column: int
    value: CellError | Unvalued | float


class Oddities(msgspec.Struct, frozen=True):
    """What the scan of one sheet found, and the sheet as the reader can take it."""

    sheet: SheetText
    cells: tuple[OddCell, ...] = ()
    hidden_rows: frozenset[int] = frozenset()


def oddities_of(sheet: SheetText, plain: bool, dated: Collection[str] = ()) -> Oddities:
    """The oddities of a sheet; `plain` says whether its cells are written as check_extent wants.

    `dated` are the styles that show a number as a day or a time.
    """
    body = max(sheet.data.find(b"<sheetData"), 0)
    end = max(sheet.data.rfind(b"</sheetData>"), 0)
    if plain and not _misleading(sheet.data, body, end):
        try:
            return _searched(sheet, body, end, dated)
        except _Misled:
            pass
    return _parsed(sheet, plain, dated)


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


def _searched(sheet: SheetText, body: int, end: int, dated: Collection[str]) -> Oddities:
    """What a search finds, once each cell."""
    places = {*_marked_cells(sheet.data, body, end), *_numbers(sheet.data, body, end, dated)}
    cells: list[OddCell] = []
    pieces, at = [], 0
    for start, stop in sorted(places):
        element = _fragment(sheet.data[start:stop])
        odd = _odd_value(element, dated)
        if odd is None:
            continue
        cells.append(OddCell(*position_of(sheet, element), odd))
        if _harms(odd):
            pieces += [sheet.data[at:start], _tamed(sheet.data[start:stop])]
            at = stop
    hidden = frozenset(_marked_rows(sheet.data, body, end))
    if pieces:
        sheet = replace(sheet, data=b"".join([*pieces, sheet.data[at:]]))
    return Oddities(sheet, tuple(cells), hidden)


def _marked_cells(data: bytes, body: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the cells around each mark of a formula or an error stand."""
    formulas = _FORMULAS if data.find(b"<f", body, end) >= 0 else ()  # one search instead of six
    for mark in (*formulas, _ERROR):
        at = data.find(mark, body, end)
        while at >= 0:
            start = data.rfind(b"<c ", max(body, at - _NEAR), at)
            stop = data.find(b"</c>", at, at + _FAR) + len(b"</c>")
            if start < 0 or stop < at:
                raise _Misled
            if select(_ODD, _fragment(data[start:stop])):
                yield start, stop
            at = data.find(mark, at + 1, end)


def _numbers(data: bytes, body: int, end: int, dated: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where the cells stand whose numbers may be none, or no day."""
    for at in (*_signed(data, body, end, dated), *_huge(data, body, end)):
        start = data.rfind(b"<c ", max(body, at - _FAR), at)
        stop = data.find(b"</c>", at, at + _FAR) + len(b"</c>")
        if start < 0 or stop < at:
            raise _Misled
        yield start, stop


def _signed(data: bytes, body: int, end: int, dated: Collection[str]) -> Iterator[int]:
    """Where a value begins with a sign or a letter; a plain negative sum is nothing odd."""
    for mark in _SIGNS:
        at = data.find(mark, body, end)
        while at >= 0:
            after = data[at + len(mark) : at + len(mark) + 1]
            style = _STYLE.search(data, max(data.rfind(b"<c ", max(body, at - _FAR), at), 0), at)
            shows_day = style is not None and style[1].decode() in dated
            if mark != _SIGNS[0] or shows_day or not (after.isdigit() or after == b"."):
                yield at
            at = data.find(mark, at + 1, end)


def _huge(data: bytes, body: int, end: int) -> Iterator[int]:
    """Where a number has a power of ten of three digits or more."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    for start in range(max(body, 1), end, _SLICE):
        letters = np.flatnonzero((buffer[start : min(start + _SLICE, end)] | 0x20) == ord("e"))
        before = buffer[letters + (start - 1)]
        after_digit = ((before >= ord("0")) & (before <= ord("9"))) | (before == ord("."))
        for at in (letters[after_digit] + start).tolist():
            if _HUGE.match(data, at):
                yield at


def _odd_value(cell: Element, dated: Collection[str]) -> CellError | Unvalued | float | None:
    """What an odd cell holds; None for one that is not odd."""
    if select(_ODD, cell):
        is_error = cell.get("t") == "e"
        found = child(cell, "v" if is_error else "f")
        text = "" if found is None else found.text or ""
        return CellError(text) if is_error else Unvalued(text)
    value = child(cell, "v")
    if cell.get("t", "n") != "n" or value is None:
        return None
    text = (value.text or "").strip()
    try:
        number = float(text)
    except ValueError:
        return None
    if "_" in text or not math.isfinite(number):
        return CellError(text)
    return number if number < 0 and cell.get("s", "0") in dated else None


def _harms(odd: CellError | Unvalued | float) -> bool:
    """Whether the reader would fall over it."""
    return isinstance(odd, float) or (isinstance(odd, CellError) and odd.text not in _KNOWN)


def _tamed(cell: bytes) -> bytes:
    """A cell without its value, which is put in afterwards."""
    start, stop = cell.find(b"<v>"), cell.rfind(b"</v>")
    if start < 0 or stop < start:
        raise _Misled
    harmless = b"#N/A" if _ERROR in cell[:start] else b"0"
    return cell[:start] + b"<v>" + harmless + cell[stop:]


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


def _parsed(sheet: SheetText, plain: bool, dated: Collection[str]) -> Oddities:
    """The same by parsing all rows."""
    marks = (b"<f", b":f", b't="e"', b"t='e'", b"hidden=")
    if not (any(mark in sheet.data for mark in marks) or _UNUSUAL.search(sheet.data)):
        return Oddities(sheet)
    cells: list[OddCell] = []
    hidden: set[int] = set()
    for row in rows_of(sheet, plain):
        for element in row:
            odd = _odd_value(element, dated) if local(element) == "c" else None
            if odd is not None:
                cells.append(OddCell(*position_of(sheet, element), odd))
        if row.get("hidden") in ("1", "true"):
            hidden.add(int(row.get("r", "0")))
    if any(_harms(cell.value) for cell in cells):
        sheet = replace(sheet, data=_tamed_tree(sheet, dated))
    return Oddities(sheet, tuple(cells), frozenset(hidden))


def _tamed_tree(sheet: SheetText, dated: Collection[str]) -> bytes:
    """A sheet whose cells the reader can take, however they are written."""
    root = parse(sheet.file, sheet.part, sheet.data)
    for element in root.iter("{*}c"):
        odd, value = _odd_value(element, dated), child(element, "v")
        if odd is not None and value is not None and _harms(odd):
            value.text = "#N/A" if isinstance(odd, CellError) and element.get("t") == "e" else "0"
    return etree.tostring(root, encoding="UTF-8")
