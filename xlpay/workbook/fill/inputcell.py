"""The one cell of an input sheet in which an output may differ: the month that was asked for.

The cell keeps its look; everything else of the part stays byte for byte.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from xlpay.base.grid import Position, cell_name
from xlpay.base.months import month_text
from xlpay.results.references import split_cell

_CELL: Final = re.compile(
    rb"<((?:[\w.-]+:)?)c(\s[^<>]*?)(?:/>|>((?:(?!</\1c>).)*)</\1c>)", re.DOTALL
)
_ROW: Final = re.compile(rb"<((?:[\w.-]+:)?)row\s[^<>]*?>(?:(?!</\1row>).)*</\1row>", re.DOTALL)
_ATTRIBUTE: Final = rb"""\s%b\s*=\s*["']([^"']*)["']"""
_KIND: Final = re.compile(_ATTRIBUTE % b"t")
_PLACE: Final = re.compile(_ATTRIBUTE % b"r")


class MonthCell(msgspec.Struct, frozen=True):
    """A cell of an input sheet, and the month that it shall hold."""

    sheet: str
    at: Position
    month: int


def with_month(data: bytes, wanted: MonthCell, *, date1904: bool) -> bytes:
    """The part with that month in that cell: a date where one stood, else text."""
    for match in _ROW.finditer(data):
        if _attribute(_PLACE, match[0][: match[0].index(b">")]) == str(wanted.at.row):
            row = _row(match[0], match[1], wanted, date1904)
            return data[: match.start()] + row + data[match.end() :]
    return data


def _row(row: bytes, prefix: bytes, wanted: MonthCell, date1904: bool) -> bytes:
    """The row with the cell as it shall be, put in at its place where there was none."""
    end = len(row) - len(b"</%brow>" % prefix)
    for match in _CELL.finditer(row):
        place = split_cell(_attribute(_PLACE, match[2]))
        if place is not None and place[1] >= wanted.at.column:
            same = place[1] == wanted.at.column
            made = _cell(prefix, match[2], match[3] or b"", wanted, date1904) if same else b""
            made = made or _cell(prefix, b"", b"", wanted, date1904)
            return row[: match.start()] + made + row[match.end() if same else match.start() :]
    return row[:end] + _cell(prefix, b"", b"", wanted, date1904) + row[end:]


def _cell(
    prefix: bytes, attributes: bytes, content: bytes, wanted: MonthCell, date1904: bool
) -> bytes:
    kind = _attribute(_KIND, attributes) or "n"
    attributes = _KIND.sub(b"", attributes) or b' r="%b"' % cell_name(*wanted.at).encode()
    if kind == "n" and b"v>" in content:  # a date, which its format shows as a month
        first = date(wanted.month // 12, wanted.month % 12 + 1, 1)
        days = (first - (date(1904, 1, 1) if date1904 else date(1899, 12, 30))).days
        return b"<%bc%b><%bv>%d</%bv></%bc>" % (prefix, attributes, prefix, days, prefix, prefix)
    text = month_text(wanted.month).encode()
    inner = b"<%bis><%bt>%b</%bt></%bis>" % (prefix, prefix, text, prefix, prefix)
    return b'<%bc%b t="inlineStr">%b</%bc>' % (prefix, attributes, inner, prefix)


def _attribute(pattern: re.Pattern[bytes], markup: bytes) -> str:
    match = pattern.search(markup)
    return match[1].decode() if match else ""
