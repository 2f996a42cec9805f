"""A workbook read: the values of its sheets as grids, and what the workbook says of itself.

Values are the cached ones, as they were saved; an error, or a formula that was never calculated,
is a value of its own and never a blank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import field

from xlpay.base.grid import CellValue, Grid
from xlpay.workbook.file.heads import heads
from xlpay.workbook.file.markup import children, local, parse, root_tag, utf8
from xlpay.workbook.file.numberformats import Shows
from xlpay.workbook.file.oddities import OddCell, oddities_of
from xlpay.workbook.file.package import Package, open_package
from xlpay.workbook.file.parts import SheetRef, Workbook, open_workbook, relations
from xlpay.workbook.file.scanning import SheetText, check_extent, without_blanks
from xlpay.workbook.file.values import PlainValue, UsedBlock, blocks, shown_in

_TOGETHER: Final = 16 << 20  # bytes of XML read at once, if it is more than one sheet


class Book(msgspec.Struct, frozen=True):
    """A workbook: all its sheet names, and the grids of the sheets that were asked for."""

    path: Path
    sheets: tuple[str, ...]
    grids: Mapping[str, Grid]
    properties: Mapping[str, str]  # custom properties by name
    date1904: bool
    sha256: str
    heads: Mapping[str, Grid] = field(default_factory=dict)  # of sheets not asked for


def read_book(
    source: Path | Package,
    only: Collection[str] | None = None,
    known: Collection[str] | None = None,
) -> Book:
    """The workbook at a path, or in a package; `only` names the sheets (None: every worksheet).

    With `known`, of sheets that are neither read nor known the first rows are given too.
    """
    package = open_package(source)
    workbook = open_workbook(package)
    wanted = [
        sheet
        for sheet in workbook.sheets
        if sheet.kind == "worksheet" and (only is None or sheet.name in only)
    ]
    others = [
        sheet
        for sheet in workbook.sheets
        if sheet.kind == "worksheet" and sheet not in wanted and sheet.name not in (known or ())
    ]
    return Book(
        path=package.path,
        sheets=tuple(sheet.name for sheet in workbook.sheets),
        grids=_grids(workbook, wanted),
        properties=_custom_properties(package),
        date1904=workbook.date1904,
        sha256=package.sha256(),
        heads=heads(workbook, others) if known is not None else {},
    )


def _grids(workbook: Workbook, wanted: list[SheetRef]) -> dict[str, Grid]:
    """The sheets' grids; large sheets one by one, so that the XML of few is held at a time."""
    grids: dict[str, Grid] = {}
    for group in _groups(workbook.package, wanted):
        grids |= _read_together(workbook, group)
    return {sheet.name: grids[sheet.name] for sheet in wanted}


def _groups(package: Package, wanted: list[SheetRef]) -> Iterator[list[SheetRef]]:
    """Sheets to read at once, the largest first: then the others' values do not fill memory yet."""
    sizes = {sheet.part: entry.size for sheet in wanted if (entry := package.find(sheet.part))}
    group: list[SheetRef] = []
    held = 0
    for sheet in sorted(wanted, key=lambda sheet: -sizes.get(sheet.part, 0)):
        size = sizes.get(sheet.part, 0)
        if group and held + size > _TOGETHER:
            yield group
            group, held = [], 0
        group.append(sheet)
        held += size
    if group:
        yield group


def _read_together(workbook: Workbook, wanted: list[SheetRef]) -> dict[str, Grid]:
    texts = [_sheet_text(workbook.package, sheet) for sheet in wanted]
    shown = shown_in(workbook)
    dated = {str(style) for style, shows in enumerate(shown) if shows is not Shows.NUMBER}
    oddities = [oddities_of(text, check_extent(text), dated) for text in texts]
    found = blocks(workbook, [odd.sheet for odd in oddities], shown) if texts else []
    grids = {}
    for sheet, block, odd in zip(wanted, found, oddities, strict=True):
        first_row, first_col, rows = _overlaid(block, odd.cells)
        grids[sheet.name] = Grid(
            sheet.name,
            rows,
            first_row,
            first_col,
            sheet.hidden,
            block.merged,
            odd.hidden_rows,
            workbook.date1904,
        )
    return grids


def _sheet_text(package: Package, sheet: SheetRef) -> SheetText:
    data = utf8(package.name, sheet.part, package.read(sheet.part))
    root_tag(package.name, sheet.part, data)
    return without_blanks(SheetText(package.name, sheet.name, sheet.part, data))


def _overlaid(block: UsedBlock, odd: tuple[OddCell, ...]) -> tuple[int, int, list[list[CellValue]]]:
    """The block with odd cells put in, grown where they stand outside it."""
    rows: list[list[CellValue]] = [list[CellValue](row) for row in block.rows] if odd else []
    if not odd:
        return block.first_row, block.first_col, _as_cells(block.rows)
    top, left = block.first_row, block.first_col
    if not rows:
        top, left = min(c.row for c in odd), min(c.column for c in odd)
    height, width = len(rows), len(rows[0]) if rows else 0
    above = max(0, top - min(c.row for c in odd))
    before = max(0, left - min(c.column for c in odd))
    below = max(0, max(c.row for c in odd) - (top + height - 1))
    after = max(0, max(c.column for c in odd) - (left + width - 1))
    if before or after:
        rows = [[None] * before + row + [None] * after for row in rows]
    width += before + after
    blank: list[CellValue] = [None] * width
    rows = [[*blank] for _ in range(above)] + rows + [[*blank] for _ in range(below)]
    top, left = top - above, left - before
    for cell in odd:
        rows[cell.row - top][cell.column - left] = cell.value
    return top, left, rows


def _as_cells(rows: list[list[PlainValue]]) -> list[list[CellValue]]:
    return rows  # type: ignore[return-value]  # every plain value is a cell value; no copy is made


def _custom_properties(package: Package) -> dict[str, str]:
    """The custom document properties by name, as text."""
    part = next(
        (r.target for r in relations(package, "").values() if r.kind == "custom-properties"), None
    )
    if part is None or part not in package:
        return {}
    root = parse(package.name, part, package.read(part))
    return {
        element.get("name", ""): "".join(str(text) for text in element.itertext())
        for element in children(root, "property")
        if local(element)
    }
