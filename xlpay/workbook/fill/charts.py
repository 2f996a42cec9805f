"""Charts that stand on a result sheet follow its rows, formulas and cached points alike.

A part is touched only if no other part than a result sheet leads to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from xlpay.workbook.file.markup import Element, child, children, local, parse
from xlpay.workbook.file.parts import Workbook, relations
from xlpay.workbook.fill.formulas import Reference, references, rewrite
from xlpay.workbook.fill.moves import Moves, rewritten

MAX_CACHED_POINTS: Final = 32_000

_HOLDERS: Final = frozenset({"numRef", "strRef"})
_CACHES: Final = ("numCache", "strCache")


def grown_charts(workbook: Workbook, moves: Mapping[str, Moves]) -> dict[str, bytes]:
    """The chart parts of the filled sheets that change, by name."""
    filled = [sheet.part for sheet in workbook.sheets if sheet.name in moves]
    foreign = [sheet.part for sheet in workbook.sheets if sheet.name not in moves]
    elsewhere = set(_charts_of(workbook, foreign))
    changed = {}
    for part in _charts_of(workbook, filled):
        if part not in elsewhere and part in workbook.package:
            content = _grown(workbook, part, moves)
            if content is not None:
                changed[part] = content
    return changed


def _charts_of(workbook: Workbook, sheets: list[str]) -> list[str]:
    """The chart parts that drawings of those sheets hold."""
    package = workbook.package
    found = []
    for sheet in sheets:
        for drawing in relations(package, sheet).values():
            if drawing.kind == "drawing" and not drawing.external:
                inner = relations(package, drawing.target).values()
                found += [r.target for r in inner if r.kind == "chart" and not r.external]
    return found


def _grown(workbook: Workbook, part: str, moves: Mapping[str, Moves]) -> bytes | None:
    root = parse(workbook.package.name, part, workbook.package.read(part))
    changed = False
    for element in root.iter("{*}f"):
        text, looks = rewritten(_as_range(element.text or "", moves), None, moves)
        if looks:
            changed = True
            element.text = text
            holder = element.getparent()
            if holder is not None and local(holder) in _HOLDERS:
                _refresh(holder, text, moves)
    if not changed:
        return None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _as_range(formula: str, moves: Mapping[str, Moves]) -> str:
    """A series over one row of data as a range of one row, so that it grows with the table."""

    def widen(reference: Reference) -> Reference:
        found = moves.get(reference.sheet or "")
        row = reference.first.row
        only = found is not None and row == found.old.head_row + 1 >= found.old.last_data
        return replace(reference, single=False) if only and reference.single else reference

    return rewrite(formula, widen)


def _refresh(holder: Element, formula: str, moves: Mapping[str, Moves]) -> None:
    """Write the cached points of a series from the table's values."""
    cache = next((found for tag in _CACHES if (found := child(holder, tag)) is not None), None)
    if cache is None:
        return
    points = _points(formula, moves)
    namespace = etree.QName(cache).namespace
    for old in [*children(cache, "pt"), *children(cache, "ptCount")]:
        cache.remove(old)
    extension = child(cache, "extLst")
    if extension is not None:
        cache.remove(extension)
    if points is None:
        return
    etree.SubElement(cache, f"{{{namespace}}}ptCount", {"val": str(len(points))})
    for index, text in enumerate(points):
        if text:
            point = etree.SubElement(cache, f"{{{namespace}}}pt", {"idx": str(index)})
            etree.SubElement(point, f"{{{namespace}}}v").text = text


def _points(formula: str, moves: Mapping[str, Moves]) -> list[str] | None:
    """The texts of the cells a series shows; None if they are not one run of a table's."""
    found = references(formula)
    if len(found) != 1 or found[0].sheet not in moves:
        return None
    first, last = found[0].first, found[0].last
    if not (first.row and first.column) or first.column != last.column:
        return None
    if last.row - first.row >= MAX_CACHED_POINTS:
        return None
    layout = moves[found[0].sheet or ""].new
    if first.row == last.row == layout.head_row:  # a series' name is its header
        return [layout.header(first.column)]
    return [layout.shown(row, first.column) for row in range(first.row, last.row + 1)]
