"""Comments on a result sheet go with their rows: the text, the box it stands in, and its thread.

A comment of a person is known by the row's identity number, one of a total by its marker.  A
comment whose row is there no more is told, with its words.  Boxes are VML, which programs write
loosely: where it can't be read, all comments stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from xlpay.base.findings import UnusableFile
from xlpay.base.grid import cell_name
from xlpay.results.references import split_cell
from xlpay.workbook.file.markup import Element, child, children, local, parse
from xlpay.workbook.file.parts import Workbook, relations
from xlpay.workbook.file.strings import rich_text
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.resultsheet import ResultSheet
from xlpay.workbook.fill.rowfinder import RowFinder
from xlpay.workbook.fill.usercells import Orphan

_KINDS: Final = ("comments", "vmlDrawing", "threadedComment")

At = tuple[int, int]  # row, column


def noted_rows(workbook: Workbook, part: str) -> frozenset[int]:
    """The rows of a sheet on which comments stand."""
    return frozenset(at[0] for root in _parts(workbook, part).values() for at, _ in _refs(root))


def moved_notes(
    workbook: Workbook, sheet: ResultSheet, moves: Moves
) -> tuple[dict[str, bytes], list[Orphan]]:
    """The parts with comments that change, and the comments that found no row."""
    roots = _parts(workbook, sheet.ref.part)
    finder = RowFinder(moves.new)
    places: dict[At, At | None] = {}
    for at in sorted({at for root in roots.values() for at, _ in _refs(root)}):
        place = sheet.noted.get(at[0])
        row = moves.row_beyond(at[0]) if place is None else finder.find(place)
        new = None if row is None else (row, moves.cell_column(at[1]))
        places[at] = None if new in places.values() else new
    if all(old == new for old, new in places.items()):
        return {}, []
    lost = [
        Orphan(sheet.ref.name, sheet.headers.get(at[1], ""), _key(sheet, at[0]), rich_text(words))
        for root in roots.values()
        for at, comment in _refs(root)
        if places[at] is None and (words := child(comment, "text")) is not None and len(words)
    ]
    for root in roots.values():
        _move(root, places)
    return {part: etree.tostring(root) for part, root in roots.items()}, lost


def _key(sheet: ResultSheet, row: int) -> str:
    place = sheet.noted.get(row)
    return "" if place is None else place.key


def _parts(workbook: Workbook, part: str) -> dict[str, Element]:
    """The parts that hold a sheet's comments; none where one of them can't be read."""
    package = workbook.package
    found = [r.target for r in relations(package, part).values() if r.kind in _KINDS]
    try:
        return {p: parse(package.name, p, package.read(p)) for p in found if p in package}
    except UnusableFile:
        return {}


def _refs(root: Element) -> Iterator[tuple[At, Element]]:
    """The comments of a part with their cells."""
    for element in root.iter("{*}comment", "{*}threadedComment"):
        at = split_cell(element.get("ref", ""))
        if at is not None:
            yield at, element


def _move(root: Element, places: dict[At, At | None]) -> None:
    for at, element in list(_refs(root)):
        new = places[at]
        if new is None:
            _drop(element)
        else:
            element.set("ref", cell_name(*new))
    for data in list(root.iter("{*}ClientData")):
        row, column = child(data, "Row"), child(data, "Column")
        if data.get("ObjectType") != "Note" or row is None or column is None:
            continue
        old = (_number(row) + 1, _number(column) + 1)
        new = places.get(old, old)
        shape = data.getparent()
        if new is None and shape is not None:
            _drop(shape)
        elif new is not None:
            row.text, column.text = str(new[0] - 1), str(new[1] - 1)
            for anchor in children(data, "Anchor"):
                _shift(anchor, (new[1] - old[1], new[0] - old[0]))


def _shift(anchor: Element, by: tuple[int, int]) -> None:
    """Left column, its offset, top row, its offset, right column …: moved by columns and rows."""
    numbers = [text.strip() for text in (anchor.text or "").split(",")]
    if len(numbers) != 8 or not all(n.isascii() and n.isdigit() for n in numbers):
        return
    for place, moved in ((0, by[0]), (2, by[1]), (4, by[0]), (6, by[1])):
        numbers[place] = str(max(0, int(numbers[place]) + moved))
    anchor.text = ", ".join(numbers)


def _number(element: Element) -> int:
    text = (element.text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -2


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None and local(parent):
        parent.remove(element)
