"""The user's formulas on sheets that are no results: they follow the rows that they look at.

A cached value that comes from a result goes, for a wrong figure is worse than one that is computed
on opening; on input sheets it stays, for the run computed with it.  Only sheets on which a formula
looks at a result, or at a cell that does, are written anew, and of them only those formulas.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import Final

import msgspec
from lxml import etree
from msgspec import field

from xlpay.base.grid import Position
from xlpay.results.references import MAX_COLUMNS, MAX_ROWS
from xlpay.workbook.file.markup import child, children, parse, utf8
from xlpay.workbook.file.parts import SheetRef, Workbook
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.formulacells import (
    At,
    FormulaCell,
    NewFormula,
    formula_cells,
    with_formulas,
    with_rules,
    without_values,
)
from xlpay.workbook.fill.formulas import Reference, references
from xlpay.workbook.fill.moves import Moves

_RULE: Final = "您的条件格式或数据验证"
_WORD: Final = re.compile(r"[^\W\d][\w.]*")


class _Sheet(msgspec.Struct):
    """A sheet of the user's with its formulas."""

    ref: SheetRef
    data: bytes
    cells: list[FormulaCell]
    moved: dict[At, str] = field(default_factory=dict)  # the text that a formula must have now
    stale: set[At] = field(default_factory=set)  # cells whose values come from a result


def moved_formulas(
    workbook: Workbook,
    moves: Mapping[str, Moves],
    inputs: Collection[str],
    typed: Mapping[str, set[At]] = {},  # only read
) -> tuple[dict[str, bytes], list[Stuck]]:
    """The sheets of the user's that change, by part, and the references that don't follow.

    `inputs` are the sheets that the run read; `typed` cells whose values change too.
    """
    names = _names_of_results(workbook, moves)
    sheets: list[_Sheet] = []
    stuck: list[Stuck] = []
    changed: dict[str, bytes] = {}
    for ref in workbook.sheets:
        if ref.kind != "worksheet" or ref.name in moves:
            continue
        sheet = _read(workbook, ref)
        data, told = _with_rules(sheet.data, ref.name, moves)
        stuck += told
        if data != sheet.data:
            changed[ref.part] = sheet.data = data
        if sheet.cells:  # of the others nothing is held
            sheets.append(sheet)
    for sheet in sheets:
        for cell in sheet.cells:
            found = rewritten(cell.text, sheet.ref.name, moves)
            sheet.moved[cell.at] = found.text
            if found.looks or found.told or _speaks_of(cell.text, names):
                sheet.stale.update(cell.filled())
            stuck += [Stuck(sheet.ref.name, told, Position(*cell.at)) for told in found.told]
    _spread([sheet for sheet in sheets if sheet.ref.name not in inputs], typed)
    for sheet in sheets:
        data = _written(sheet, sheet.ref.name in inputs)
        if data != sheet.data:
            changed[sheet.ref.part] = data
    return changed, stuck


def _read(workbook: Workbook, ref: SheetRef) -> _Sheet:
    package = workbook.package
    data = utf8(package.name, ref.part, package.read(ref.part))
    if b"<!" in data:  # comments and CDATA, which programs don't write, would hide formulas
        data = etree.tostring(parse(package.name, ref.part, data), encoding="UTF-8")
    return _Sheet(ref, data, list(formula_cells(data)))


def _with_rules(data: bytes, sheet: str, moves: Mapping[str, Moves]) -> tuple[bytes, list[Stuck]]:
    """The part with its conditional formats, validations and the like following."""
    stuck: list[Stuck] = []

    def follow(text: str) -> str:
        found = rewritten(text, sheet, moves)
        stuck.extend(Stuck(sheet, told, whose=_RULE) for told in found.told)
        return found.text

    return with_rules(data, follow), stuck


def _names_of_results(workbook: Workbook, moves: Mapping[str, Moves]) -> frozenset[str]:
    """The defined names that point at rows of a result."""
    holder = child(workbook.root, "definedNames")
    return frozenset(
        element.get("name", "").casefold()
        for element in ([] if holder is None else children(holder, "definedName"))
        if rewritten(element.text or "", None, moves).looks
    )


def _speaks_of(formula: str, names: Collection[str]) -> bool:
    return bool(names) and any(word.casefold() in names for word in _WORD.findall(formula))


# ── which values come from a result


def _spread(sheets: list[_Sheet], typed: Mapping[str, set[At]]) -> None:
    """Mark cells whose formulas look at cells that are marked, until there are no more."""
    looked = {
        (sheet.ref.name, cell.at): references(cell.text)
        for sheet in (sheets if typed or any(sheet.stale for sheet in sheets) else [])
        for cell in sheet.cells
    }
    while looked:
        marked = {sheet.ref.name: _by_column(sheet.stale) for sheet in sheets}
        marked |= {sheet: _by_column(cells) for sheet, cells in typed.items()}
        before = sum(len(sheet.stale) for sheet in sheets)
        for sheet in sheets:
            for cell in sheet.cells:
                own = sheet.ref.name
                if cell.at not in sheet.stale and any(
                    _meets(one, marked.get(own if one.sheet is None else one.sheet, {}))
                    for one in looked[own, cell.at]
                ):
                    sheet.stale.update(cell.filled())
        if sum(len(sheet.stale) for sheet in sheets) == before:
            return


def _by_column(cells: Collection[At]) -> dict[int, list[int]]:
    """The rows of the cells by their columns, in order."""
    found: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        found.setdefault(column, []).append(row)
    return found


def _meets(reference: Reference, marked: Mapping[int, list[int]]) -> bool:
    """Whether a reference takes in one of the cells."""
    first, last = reference.first, reference.last
    top, bottom = sorted((first.row, last.row)) if first.row else (1, MAX_ROWS)
    left, right = sorted((first.column, last.column)) if first.column else (1, MAX_COLUMNS)
    for column, rows in marked.items():
        if left <= column <= right:
            at = bisect_left(rows, top)
            if at < len(rows) and rows[at] <= bottom:
                return True
    return False


# ── writing


def _written(sheet: _Sheet, is_input: bool) -> bytes:
    """The part as it must stand now."""
    texts = {cell.at: sheet.moved.get(cell.at, cell.text) for cell in sheet.cells}
    changed = {cell.at for cell in sheet.cells if texts[cell.at] != cell.text}
    torn = {cell.group for cell in sheet.cells if cell.group and cell.at in changed}
    stale: set[At] = set() if is_input else sheet.stale
    new = {
        cell.at: NewFormula(
            texts[cell.at] if cell.at in changed or cell.group in torn else None,
            cell.at not in stale,
        )
        for cell in sheet.cells
        if cell.at in changed or cell.at in stale or cell.group in torn
    }
    data = with_formulas(sheet.data, new) if new else sheet.data
    spread = stale - new.keys()
    return without_values(data, spread) if spread else data
