"""The user's own cells and rows of a result sheet, carried to their new places.

A formula of the user's follows what it looks at.  Its cached value goes when it looks into a sheet
that was filled: a wrong figure is worse than one that is computed on opening.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from lxml import etree

from xlpay.base.grid import Position, cell_name
from xlpay.results.references import split_cell
from xlpay.workbook.file.markup import MAIN, Element, child, children, local
from xlpay.workbook.file.strings import SharedStrings, cell_text
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.formulas import translated
from xlpay.workbook.fill.markers import ROW
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.resultsheet import ResultSheet
from xlpay.workbook.fill.rowfinder import RowFinder


class Orphan(msgspec.Struct, frozen=True):
    """A value or comment of the user's whose person has no row any more."""

    sheet: str
    header: str
    id: str
    value: str


class Carrier:
    """Moves the user's part of one sheet."""

    def __init__(
        self,
        sheet: ResultSheet,
        moves: Moves,
        all_moves: Mapping[str, Moves],
        strings: SharedStrings,
    ) -> None:
        self._sheet = sheet
        self._moves = moves
        self._all = all_moves
        self._strings = strings
        self._shared = _shared_formulas(sheet)
        self.stuck: list[Stuck] = []  # known once cells and rows were carried

    def cells(self) -> tuple[dict[int, str], list[Orphan]]:
        """The user's cells by their new row, written; and those that found none."""
        written: dict[int, list[tuple[int, str]]] = {}
        orphans: list[Orphan] = []
        rows = RowFinder(self._moves.new) if self._sheet.user_cells else None
        for user in self._sheet.user_cells:
            row = rows.find(user.place) if rows else None
            if row is not None:
                column = self._moves.cell_column(user.column)
                old, personal = (user.place.row, user.column), user.place.marker == ROW
                self._carry(user.element, old, (row, column), personal)
                written.setdefault(row, []).append((column, self._markup(user.element)))
            elif (value := cell_text(user.element, self._strings)) and not _formula(user.element):
                header = self._sheet.headers.get(user.column, "")
                orphans.append(Orphan(self._sheet.ref.name, header, user.place.key, value))
        return {
            row: "".join(text for _, text in sorted(own)) for row, own in written.items()
        }, orphans

    def rows(self) -> list[tuple[int, Element]]:
        """The user's rows under the header with their new numbers, in order."""
        moved = []
        for number, row in self._sheet.user_rows:
            new = self._moves.row_beyond(number)
            row.set("r", str(new))
            row.attrib.pop("spans", "")
            last = 0
            for element in children(row, "c"):
                at = split_cell(element.get("r", ""))
                last = at[1] if at else last + 1
                self._carry(element, (number, last), (new, self._moves.cell_column(last)))
            moved.append((new, row))
        return sorted(moved, key=lambda pair: pair[0])

    def _carry(
        self, element: Element, old: tuple[int, int], new: tuple[int, int], personal: bool = False
    ) -> None:
        """Give a cell its new reference and its formula the new references."""
        element.set("r", cell_name(*new))
        formula = child(element, "f")
        if formula is None:
            return
        text = self._own_text(formula, old, new)
        if text is None:  # a data table: its value stays, as a value
            element.remove(formula)
            return
        own_row = (old[0], new[0]) if personal else None
        moved = rewritten(text, self._moves.sheet, self._all, own_row)
        formula.text = moved.text
        sheet = self._moves.sheet
        self.stuck += [Stuck(sheet, told, Position(*new)) for told in moved.told]
        if moved.looks:
            for value in children(element, "v"):
                element.remove(value)

    def _own_text(self, formula: Element, at: tuple[int, int], new: tuple[int, int]) -> str | None:
        """The text of a formula standing for itself, no longer shared; None for a data table."""
        kind = formula.get("t", "normal")
        if kind == "dataTable":
            return None
        text = formula.text or ""
        if kind == "shared":
            base = self._shared.get(formula.get("si", ""))
            if not text and base is None:
                return None
            if not text and base is not None:
                text = translated(base[0], at[0] - base[1], at[1] - base[2])
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, "")
        elif kind == "array":
            own = formula.get("ref", "")
            alone = own.partition(":")[0] == own
            formula.set("ref", cell_name(*new) if alone else self._moves.sqref(own))
        return text

    def _markup(self, element: Element) -> str:
        """The cell as text without the namespace declaration that its row's root has."""
        etree.cleanup_namespaces(element)
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        prefix = f":{self._sheet.prefix[:-1]}" if self._sheet.prefix else ""
        return text.replace(f' xmlns{prefix}="{MAIN}"', "", 1)


def _shared_formulas(sheet: ResultSheet) -> dict[str, tuple[str, int, int]]:
    found: dict[str, tuple[str, int, int]] = {}
    cells = [(user.place.row, user.column, user.element) for user in sheet.user_cells]
    for number, row in sheet.user_rows:
        for element in children(row, "c"):
            at = split_cell(element.get("r", ""))
            cells.append((number, at[1] if at else 1, element))
    for at_row, at_column, element in cells:
        formula = child(element, "f")
        if formula is not None and formula.get("t") == "shared" and formula.text:
            found.setdefault(formula.get("si", ""), (formula.text, at_row, at_column))
    return found


def _formula(element: Element) -> bool:
    return any(local(one) == "f" for one in element)
