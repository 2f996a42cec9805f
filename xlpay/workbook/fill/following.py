"""The user's formulas after a result was filled again, and what of them can't simply follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

import msgspec

from xlpay.base.findings import Finding, find
from xlpay.base.grid import NOWHERE, Position
from xlpay.workbook.fill.formulas import Reference, rewrite
from xlpay.workbook.fill.moves import Moves
from xlpay.workbook.fill.rowmap import Change

_LITERAL: Final = re.compile(r'"(?:[^"]|"")*"')


class Trouble(Enum):
    """Why a formula of the user's does not simply follow what it looks at."""

    GONE = "W-REF"
    CHANGED = "W-RANGE"
    FIXED = "W-FIXED"  # over several sheets at once, or in a text: programs move neither


class Told(msgspec.Struct, frozen=True):
    """One reference that does not simply follow: as it read, as it reads now, and why."""

    trouble: Trouble
    was: str
    now: str = ""
    change: Change = Change.NONE


class Stuck(msgspec.Struct, frozen=True):
    """Where a reference stands that does not simply follow, and whose it is in no cell."""

    sheet: str
    told: Told
    at: Position = NOWHERE
    whose: str = "您的公式"  # or a name, or a chart

    def finding(self) -> Finding:
        """What is told of it."""
        told = self.told
        words = {"was": told.was, "now": told.now, "change": told.change.value}
        return find(told.trouble.value, self.sheet, self.at, whose=self.whose, **words)


class Rewritten(msgspec.Struct, frozen=True):
    """A formula after the moves, and whether it looks at a table that was filled."""

    text: str
    looks: bool
    told: tuple[Told, ...] = ()


def rewritten(
    formula: str,
    own: str | None,
    moves: Mapping[str, Moves],
    own_row: tuple[int, int] | None = None,
) -> Rewritten:
    """The formula after the moves.

    `own` is the sheet on which the formula stands; `own_row` the old and new row of a person in
    which it stands: what looks at that row looks at it wherever it goes.
    """
    looks = False
    told: list[Told] = []

    def visit(reference: Reference) -> Reference | None:
        nonlocal looks
        name = own if reference.sheet is None else reference.sheet
        if name is not None and ":" in name:
            told.append(Told(Trouble.FIXED, reference.text()))
        found = moves.get(name) if name is not None else None
        if found is None:
            return reference
        looks = looks or found.shows_table(reference)
        change = Change.NONE
        moved: Reference | None
        if own_row and name == own and reference.first.row == reference.last.row == own_row[0]:
            moved = found.in_row(reference, own_row[1])
        else:
            moved, change = found.reference(reference)
        if moved is None:
            told.append(Told(Trouble.GONE, reference.text()))
        elif change is not Change.NONE:
            told.append(Told(Trouble.CHANGED, reference.text(), moved.text(), change))
        return moved

    text = rewrite(formula, visit)
    told += _in_texts(formula, moves)
    return Rewritten(text, looks, tuple(told))


def _in_texts(formula: str, moves: Mapping[str, Moves]) -> Iterator[Told]:
    """References that a formula makes of a text, for INDIRECT and its like."""
    for literal in _LITERAL.findall(formula) if '"' in formula and "!" in formula else ():
        for name, found in moves.items():
            grown = found.new.last_row != found.old.last_row
            if grown and (f"{name}!" in literal or f"{name}'!" in literal):
                yield Told(Trouble.FIXED, literal)
