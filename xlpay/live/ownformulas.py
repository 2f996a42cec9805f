"""The user's formulas on other sheets of the open workbook that look at rows of a result.

The program moves them with the rows that are put in or taken out, which keeps ranges and sums; a
row that now shows another person it can't know of.  So they are written once more, where they are
not already as a filled file has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby

import msgspec
from msgspec.structs import replace

from xlpay.base.grid import Position
from xlpay.live.host import Content, Formula, Host
from xlpay.live.sheetstate import from_corner
from xlpay.unit.inputs import INPUT_SHEETS
from xlpay.workbook.fill.following import Stuck, rewritten
from xlpay.workbook.fill.moves import Moves


class OwnFormula(msgspec.Struct, frozen=True):
    """A cell of the user's with its formula."""

    sheet: str
    row: int
    column: int
    text: str


class OwnFormulas(msgspec.Struct, frozen=True):
    """Those that look at results: as they read before, as they must read after; what can't."""

    before: tuple[OwnFormula, ...] = ()
    after: tuple[OwnFormula, ...] = ()
    stuck: tuple[Stuck, ...] = ()


def looking_at(host: Host, moves: Mapping[str, Moves]) -> OwnFormulas:
    """The formulas on sheets that are neither results nor inputs."""
    before: list[OwnFormula] = []
    after: list[OwnFormula] = []
    stuck: list[Stuck] = []
    for sheet in host.sheets():
        if sheet in moves or sheet in INPUT_SHEETS:
            continue
        for one in _formulas(host, sheet):
            found = rewritten(one.text, sheet, moves)
            stuck += [
                Stuck(sheet, told, Position(one.row, one.column))
                for told in found.told
                if ":" not in told.was.rpartition("!")[0]  # over several sheets: see the files
            ]
            if found.looks:
                before.append(one)
                after.append(replace(one, text=found.text))
    return OwnFormulas(tuple(before), tuple(after), tuple(stuck))


def put(host: Host, formulas: Sequence[OwnFormula]) -> list[str]:
    """Write the formulas where they read otherwise; the sheets that could not be written."""
    refused = []
    for sheet, own in groupby(formulas, key=lambda one: one.sheet):
        now = {(one.row, one.column): one.text for one in _formulas(host, sheet)}
        other = [
            one
            for one in own
            if (text := now.get((one.row, one.column))) is not None and text != one.text
        ]
        try:
            for row, column, contents in _runs(other):
                host.write(sheet, row, column, contents)
        except Exception:  # protected, or part of an array: the program's own moves stand
            refused.append(sheet)
    return refused


def fingerprints(host: Host, formulas: Iterable[OwnFormula]) -> dict[str, str]:
    """Of the sheets of those formulas."""
    return {sheet: host.fingerprint(sheet) for sheet in sorted({one.sheet for one in formulas})}


def unchanged(
    host: Host, formulas: Sequence[OwnFormula], known: Mapping[str, str]
) -> list[OwnFormula]:
    """Those on sheets of which the fingerprint still is what it was."""
    present: Collection[str] = set(host.sheets())
    same = {s for s, mark in known.items() if s in present and host.fingerprint(s) == mark}
    return [one for one in formulas if one.sheet in same]


def _formulas(host: Host, sheet: str) -> list[OwnFormula]:
    rows: list[list[Content]] = []
    with suppress(Exception):  # a sheet of a chart has no cells
        rows = from_corner(host.block(sheet))
    return [
        OwnFormula(sheet, number, column, content.text)
        for number, row in enumerate(rows, 1)
        for column, content in enumerate(row, 1)
        if isinstance(content, Formula)
    ]


def _runs(formulas: Sequence[OwnFormula]) -> Iterable[tuple[int, int, list[list[Content]]]]:
    """Formulas that stand below each other as one block."""
    ordered = sorted(formulas, key=lambda one: (one.column, one.row))
    keyed = groupby(enumerate(ordered), key=lambda pair: (pair[1].column, pair[1].row - pair[0]))
    for (column, _), pairs in keyed:
        run = [one for _, one in pairs]
        yield run[0].row, column, [[Formula(one.text)] for one in run]
