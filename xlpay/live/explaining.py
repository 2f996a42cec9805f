"""解释: one person's month on a sheet of its own, each figure with its clause."""

from __future__ import annotations

from typing import Final

import numpy as np

from xlpay.base.grid import Grid
from xlpay.base.money import BLANK, yuan_text
from xlpay.base.months import month_text
from xlpay.explain.figures import explain, heading, year_lines
from xlpay.live.host import Obstacle, Selection
from xlpay.pay.month import MonthPayroll
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.tables import Column, Kind, Table
from xlpay.run.monthly import Calculated
from xlpay.unit.inputs import Unit
from xlpay.workbook.fill.markers import HEAD, ID_HEADER, ROW

SHEET: Final = "解释"


def chosen_in_payroll(grid: Grid, selection: Selection) -> str:
    """The identity number of the selected row of 工资发放表; Obstacle where it is no person's."""
    head = next((r for r in range(1, selection.row) if grid.at(r, FIRST_COLUMN - 1) == HEAD), 0)
    last = grid.first_col + (len(grid.rows[0]) if grid.rows else 0)
    at = next((c for c in range(FIRST_COLUMN, last) if grid.at(head, c) == ID_HEADER), 0)
    number = grid.at(selection.row, at) if head and at else None
    if grid.at(selection.row, FIRST_COLUMN - 1) != ROW or not isinstance(number, str):
        raise Obstacle("L-NO-PERSON")
    return number


def chosen_in_roster(unit: Unit, selection: Selection) -> str:
    """The identity number of the selected row of 花名册."""
    for person, row in enumerate(unit.roster.rows.tolist()):
        if row == selection.row and unit.roster.identities[person]:
            return unit.roster.identities[person]
    raise Obstacle("L-NO-PERSON")


def table(done: Calculated, person: int) -> Table:
    """The sheet 解释 of a person."""
    run = done.run
    assert run is not None
    rows = [*_years(run, person), *_figures(run, person), *_rises(done, person)]
    items, amounts, formulas, reasons = zip(*rows, strict=True)
    columns = (
        Column("项目", Kind.TEXT, list(items), width=18.0),
        Column("金额", Kind.MONEY, np.asarray(amounts, dtype=np.int64), width=12.0),
        Column("算式", Kind.WIDE, list(formulas), width=52.0),
        Column("依据", Kind.WIDE, list(reasons), width=60.0),
    )
    title = f"{run.unit.roster.names[person]} {month_text(run.month)} 工资的算法和依据"
    return Table(SHEET, "explain", title, heading(run, person), columns)


Line = tuple[str, int, str, str | None]


def _years(run: MonthPayroll, person: int) -> list[Line]:
    """How the years came about; only those on the scale have any."""
    if not run.on_scale[person]:
        return []
    return [
        (count.name, BLANK, line, None)
        for count in run.scheme.document.count
        for line in year_lines(run, count, person)
    ]


def _figures(run: MonthPayroll, person: int) -> list[Line]:
    return [(e.item, e.amount, e.formula, e.basis) for e in explain(run, person)]


def _rises(done: Calculated, person: int) -> list[Line]:
    found: list[Line] = []
    for change in (one for one in done.changes if one.person == person):
        back = f"，补发建议 {yuan_text(change.back_pay)} 元" if change.back_pay else ""
        since = f"{change.before} → {change.after}，{month_text(change.since)} 起{back}"
        found.append((f"变动：{change.cause}", change.amount, since, change.source))
    return found
