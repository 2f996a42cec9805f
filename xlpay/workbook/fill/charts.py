"""Charts that show rows of a result sheet follow them, formulas and cached points alike.

They may stand on a sheet of the user's; a part that shows no such rows is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree
from msgspec.structs import replace

from xlpay.workbook.file.markup import Element, child, children, local, parse, writable
from xlpay.workbook.file.parts import Workbook, relations
from xlpay.workbook.fill.following import Stuck, Told, rewritten
from xlpay.workbook.fill.formulas import Reference, references, rewrite
from xlpay.workbook.fill.moves import Moves

MAX_CACHED_POINTS: Final = 32_000

_WORD: Final = "图表"
_KINDS: Final = ("chart", "chartEx")
_HOLDERS: Final = frozenset({"numRef", "strRef"})
_CACHES: Final = ("numCache", "strCache")


def grown_charts(
    workbook: Workbook, moves: Mapping[str, Moves]
) -> tuple[dict[str, bytes], list[Stuck]]:
    """The chart parts that change, by name, and the series that can't follow."""
    changed: dict[str, bytes] = {}
    stuck: list[Stuck] = []
    for sheet in workbook.sheets:
        for part in _charts_of(workbook, sheet.part):
            if part in workbook.package and part not in changed:
                content, told = _grown(workbook, part, moves)
                if content is not None:
                    changed[part] = content
                    stuck += [Stuck(sheet.name, one, whose=_WORD) for one in told]
    return changed, stuck


def drawn_rows(workbook: Workbook, sheet: str) -> tuple[int, int] | None:
    """The first and last row of a sheet that its charts and pictures cover; None for none."""
    package, rows = workbook.package, list[int]()
    part = next((one.part for one in workbook.sheets if one.name == sheet), "")
    for drawing in relations(package, part).values() if part else ():
        if drawing.kind == "drawing" and not drawing.external and drawing.target in package:
            root = parse(package.name, drawing.target, package.read(drawing.target))
            rows += [int(e.text or 0) + 1 for e in root.iter() if local(e) == "row"]
    return (min(rows), max(rows)) if rows else None


def _charts_of(workbook: Workbook, sheet: str) -> list[str]:
    """The chart parts that drawings of a sheet hold."""
    package = workbook.package
    found = []
    for drawing in relations(package, sheet).values():
        if drawing.kind == "drawing" and not drawing.external:
            inner = relations(package, drawing.target).values()
            found += [r.target for r in inner if r.kind in _KINDS and not r.external]
    return found


def _grown(
    workbook: Workbook, part: str, moves: Mapping[str, Moves]
) -> tuple[bytes | None, list[Told]]:
    root = parse(workbook.package.name, part, workbook.package.read(part))
    changed = False
    told: list[Told] = []
    for element in root.iter("{*}f"):
        moved = rewritten(_as_range(element.text or "", moves), None, moves)
        if moved.looks:
            changed = True
            told += moved.told
            element.text = moved.text
            holder = element.getparent()
            if holder is not None and local(holder) in _HOLDERS:
                _refresh(holder, moved.text, moves)
    if not changed:
        return None, []
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content, told


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
            etree.SubElement(point, f"{{{namespace}}}v").text = writable(text)


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
