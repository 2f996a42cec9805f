"""Pivot tables on the user's sheets that sum up a result: their source follows the rows.

What they show is last month's until a program works it out again, so they are asked to do so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from xlpay.workbook.file.markup import parse
from xlpay.workbook.file.parts import Workbook, relations
from xlpay.workbook.fill.moves import Moves

_KIND: Final = "pivotCacheDefinition"


def grown_pivots(workbook: Workbook, moves: Mapping[str, Moves]) -> dict[str, bytes]:
    """The parts of pivot caches that change, by name."""
    package = workbook.package
    changed: dict[str, bytes] = {}
    for relation in relations(package, workbook.part).values():
        if relation.kind != _KIND or relation.external or relation.target not in package:
            continue
        root = parse(package.name, relation.target, package.read(relation.target))
        for source in root.iter("{*}worksheetSource"):
            found = moves.get(source.get("sheet", ""))
            if found is None:
                continue
            if reference := source.get("ref", ""):
                source.set("ref", found.sqref(reference) or reference)
            root.set("refreshOnLoad", "1")
            changed[relation.target] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
    return changed
