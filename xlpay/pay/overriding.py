"""代扣调整: what the collecting office demands of a person, in place of the figure computed."""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.money import Bools, Ints
from xlpay.deductions.contributions import BASES
from xlpay.pay.building import MonthBuilder
from xlpay.rules.expr import InputCell, fen
from xlpay.rules.lines import Line
from xlpay.unit.inputs import Unit

OVERRIDES, COVER = "代扣调整", "参保记录"
_FIXED: Final = f"{OVERRIDES}（核定）"


def is_typed(run: MonthBuilder, name: str) -> bool:
    """Whether the month's figure of someone paid is fixed by hand."""
    return bool(_who(run, name)[0].any())


def overridden(run: MonthBuilder, line: Line) -> Line:
    """A line with the figures that are fixed by hand; what is fixed is known."""
    who, amounts = _who(run, line.name)
    if not who.any():
        return line
    if line.name in run.blank:
        run.blank[line.name] = run.blank[line.name] & ~who
    return line.instead(who, fen(amounts, InputCell(OVERRIDES, line.name)), _FIXED)


def _who(run: MonthBuilder, name: str) -> tuple[Bools, Ints]:
    """Who has a fixed figure of the line (n,), and what it is."""
    rows, people = run.unit.net.overrides, len(run.paid)
    who, amounts = np.zeros(people, dtype=np.bool_), np.zeros(people, dtype=np.int64)
    for i in np.flatnonzero((rows.month == run.month) & run.paid[rows.person]).tolist():
        if rows.item[i] == name:
            who[rows.person[i]], amounts[rows.person[i]] = True, rows.fen[i]
    return who, amounts


def unread(unit: Unit, *sheets: str) -> Bools:
    """Of whom a row of one of the sheets could not be used (n,)."""
    found = np.zeros(len(unit.roster), dtype=np.bool_)
    known = [person for sheet, person in unit.unknown.rows if sheet in sheets and person >= 0]
    found[known] = True
    return found


def unread_contributions(run: MonthBuilder) -> Bools:
    """Whose contributions can't be known for a row that could not be used (n,)."""
    return run.paid & unread(run.unit, BASES, COVER, OVERRIDES)
