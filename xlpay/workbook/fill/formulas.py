"""References inside formulas found and rewritten; everything else of a formula stays as it is.

Text in quotes, functions, names and references into other workbooks are no references of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec.structs import replace

from xlpay.base.grid import column_letters
from xlpay.results.references import MAX_COLUMNS, MAX_ROWS, column_number

MAX_FORMULA: Final = 8_192  # characters, Excel's limit

_CORNER: Final = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN: Final = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?:'(?:[^']|'')*'|\w[\w.]*)?\[[^\]]*\](?:[\w.]*!" + _CORNER + r")?"  # [Book]Sheet!A1, T[x]
    r"|(?P<sheet>'(?:[^']|'')*'!|[^\W\d][\w.]*(?::\w[\w.]*)?!)?"  # 一月:三月! is three sheets
    r"(?P<ref>"
    + _CORNER
    + r"(?::(?:(?P=sheet))?"  # Sheet!A1:Sheet!B2 is a range too
    + _CORNER
    + r")?"
    + r"|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w(.!])"
    r"|'(?:[^']|'')*'!|\w[\w.]*!?"  # a sheet with something else, a function, a name, a number
)
_PART: Final = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)")


class Corner(msgspec.Struct, frozen=True):
    """One end of a reference; row or column is 0 where a whole column or row is meant."""

    row: int
    column: int
    fixed_row: bool
    fixed_column: bool

    def text(self) -> str:
        column = ("$" if self.fixed_column else "") + column_letters(self.column)
        row = ("$" if self.fixed_row else "") + str(self.row)
        return (column if self.column else "") + (row if self.row else "")


class Reference(msgspec.Struct, frozen=True):
    """A cell (first is last) or a range, with the sheet it names (None: its own)."""

    sheet: str | None
    first: Corner
    last: Corner
    single: bool

    def text(self) -> str:
        ends = self.first.text() if self.single else f"{self.first.text()}:{self.last.text()}"
        return ends if self.sheet is None else f"{quoted(self.sheet)}!{ends}"


Visit = Callable[[Reference], Reference | None]
GONE: Final = "#REF!"


def quoted(sheet: str) -> str:
    """The sheet name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def rewrite(formula: str, visit: Visit) -> str:
    """The formula with each reference that `visit` changes put in its new form, None as #REF!."""
    if len(formula) > MAX_FORMULA:  # no program writes it; matching could take long
        return formula

    def put(match: re.Match[str]) -> str:
        if match["ref"] is None:
            return match[0]
        reference = _reference(match["sheet"], match["ref"])
        if reference is None:
            return match[0]
        visited = visit(reference)
        if visited is None:
            return GONE
        return match[0] if visited == reference else visited.text()

    return _TOKEN.sub(put, formula)


def references(formula: str) -> list[Reference]:
    """All references of a formula in order."""
    found: list[Reference] = []

    def note(reference: Reference) -> Reference:
        found.append(reference)
        return reference

    rewrite(formula, note)
    return found


def _reference(sheet: str | None, ends: str) -> Reference | None:
    name = None
    if sheet is not None:
        name = sheet[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
    first, colon, last = ends.partition(":")
    last = last.rpartition("!")[2]
    start = _corner(first)
    stop = _corner(last) if colon else start
    if start is None or stop is None:
        return None
    return Reference(name, start, stop, not colon)


def _corner(text: str) -> Corner | None:
    match = _PART.fullmatch(text)
    if match is None:
        return None
    column, row = column_number(match[2]), int(match[4] or 0)
    if column > MAX_COLUMNS or row > MAX_ROWS or (match[4] and not row):
        return None
    if not match[2]:  # a whole row: its dollar is the only one
        return Corner(row, 0, bool(match[1] or match[3]), False)
    return Corner(row, column, bool(match[3]), bool(match[1]))


def translated(formula: str, rows: int, columns: int) -> str:
    """The formula as if filled so many rows down and columns right."""

    def shift(corner: Corner) -> Corner:
        row, column = corner.row, corner.column
        if row and not corner.fixed_row:
            row = (row + rows - 1) % MAX_ROWS + 1
        if column and not corner.fixed_column:
            column = (column + columns - 1) % MAX_COLUMNS + 1
        return replace(corner, row=row, column=column)

    def move(reference: Reference) -> Reference:
        return replace(reference, first=shift(reference.first), last=shift(reference.last))

    return rewrite(formula, move)
