"""The hidden rows of a result sheet: how its rows look, and which of its columns are ours.

Each of them has a styled cell for each kind of column, named by the kind; the first has the header
of every column of ours, so that a column put in among them later is known for the user's own.
Sheets of before these words were written go by the cells' places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

import msgspec
from lxml import etree

from xlpay.base.grid import cell_name
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.references import MAX_COLUMNS, split_cell
from xlpay.results.tables import Kind
from xlpay.workbook.file.markup import MAIN, Element, local, writable
from xlpay.workbook.file.strings import SharedStrings, cell_text
from xlpay.workbook.fill.markers import PROTOTYPES

_BETWEEN: Final = "|"  # a kind and a header
_Q: Final = f"{{{MAIN}}}"


class Prototype(msgspec.Struct, frozen=True):
    """How a row of one sort looks: a style index a kind, and the attributes of the row."""

    styles: Mapping[Kind, str]
    height: Mapping[str, str]


def words(marker: str, headers: Sequence[str]) -> list[str]:
    """What the cells of a hidden row say, from B on: 'money', in the first row 'money|应发合计'."""
    if marker != PROTOTYPES[0]:
        return [str(kind) for kind in Kind]
    return [
        f"{kind}{_BETWEEN}{header}" for kind, header in zip_longest(Kind, headers, fillvalue="")
    ]


def prototype(row: Element, strings: SharedStrings) -> Prototype:
    """What a hidden row says of the rows it stands for."""
    cells = {column: one for column, one in row_cells(row) if column >= FIRST_COLUMN}
    places = kinds_in({column: cell_text(one, strings) for column, one in cells.items()})
    styles = {
        kind: style
        for kind, column in places.items()
        if column in cells and (style := cells[column].get("s")) is not None
    }
    return Prototype(styles, row_height(row))


def kinds_in(said: Mapping[int, str]) -> dict[Kind, int]:
    """The column of each kind's cell in a hidden row, from what its cells say."""
    named = {text.partition(_BETWEEN)[0]: column for column, text in said.items()}
    found = {kind: named[kind] for kind in Kind if kind in named}
    return found or {kind: column for column, kind in enumerate(Kind, FIRST_COLUMN)}


def marked(row: Element, strings: SharedStrings) -> dict[int, str]:
    """The columns that the first hidden row names as ours; none in a sheet of before."""
    return ours_in({n: cell_text(one, strings) for n, one in row_cells(row) if n >= FIRST_COLUMN})


def ours_in(said: Mapping[int, str]) -> dict[int, str]:
    """The columns that are ours with the headers we gave them, from the first hidden row."""
    return {n: header for n, text in said.items() if (header := text.partition(_BETWEEN)[2])}


def rewrite(
    row: Element, number: int, texts: Sequence[str], look: Prototype, old_last: int
) -> None:
    """The row as it must stand over the new table: `old_last` was the last column of ours."""
    kinds = list(Kind)
    row.set("r", str(number))
    for column, one in row_cells(row):
        if FIRST_COLUMN <= column <= max(old_last, FIRST_COLUMN + len(texts) - 1):
            row.remove(one)
    row.attrib.pop("spans", "")
    for place, word in enumerate(texts):
        kind = kinds[place] if place < len(kinds) else Kind.TEXT
        made = etree.Element(f"{_Q}c", {"r": cell_name(number, FIRST_COLUMN + place)})
        if kind in look.styles:
            made.set("s", look.styles[kind])
        made.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(made, f"{_Q}is"), f"{_Q}t")
        text.text = writable(word)
        row.insert(1 + place, made)


def row_height(row: Element) -> dict[str, str]:
    """The attributes of a row that say how high it is."""
    return {name: row.get(name, "") for name in ("ht", "customHeight") if row.get(name)}


def row_cells(row: Element) -> list[tuple[int, Element]]:
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
