"""Last month's result as it lies beside the workbook: what was paid, against what comes out now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from xlpay.base.findings import Finding, UnusableFile, find
from xlpay.base.grid import CellValue, Grid
from xlpay.base.money import FEN, yuan_text
from xlpay.base.months import month_text
from xlpay.jobs.outputs import Destination
from xlpay.pay.month import GROSS, MonthPayroll
from xlpay.results.common import PAYROLL
from xlpay.workbook.file.reading import read_book

_NAMED: Final = 5  # people whose names are told
_MARK: Final = 12  # digits of a fingerprint that are told
_IDENTITY: Final = "身份证号"


class Paid(msgspec.Struct, frozen=True):
    """A month's result: the file with its fingerprint, everybody's 应发合计 in fen by identity."""

    name: str
    mark: str
    gross: Mapping[str, int]


def paid_before(where: Destination, month: int) -> Paid | None:
    """The result of a month that lies beside the workbook or where outputs go; None: none."""
    target = where.path(month_text(month))
    for path in dict.fromkeys((target, where.book.parent / target.name)):
        if not path.is_file():
            continue
        try:
            book = read_book(path, {PAYROLL})
        except UnusableFile:
            continue  # whatever it is, it is no result of ours
        grid = book.grids.get(PAYROLL)
        gross = _gross(grid) if grid is not None else {}
        if gross:
            return Paid(path.name, book.sha256[:_MARK], gross)
    return None


def _gross(grid: Grid) -> dict[str, int]:
    """应发合计 by identity number; empty where the sheet is none of ours."""
    for at, row in enumerate(grid.rows):
        if _IDENTITY in row and GROSS in row:
            who, sums = row.index(_IDENTITY), row.index(GROSS)
            below = [(line[who], fen_of(line[sums])) for line in grid.rows[at + 1 :]]
            return {str(key): fen for key, fen in below if key and fen is not None}
    return {}


def fen_of(value: CellValue) -> int | None:
    """A sum in a cell of a result as fen; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int((Decimal(format(value, ".15g")) * FEN).to_integral_value())


def redone(paid: Paid, run: MonthPayroll) -> list[Finding]:
    """The people whose sums of the month are now others than those of its result, as one notice.

    Who stands in only one of the two differs by the whole sum.
    """
    roster = run.unit.roster
    now = {roster.identities[i]: int(run.gross[i]) for i in run.people.tolist()}
    names = dict(zip(roster.identities, roster.names, strict=True))
    differing = {
        key: now.get(key, 0) - paid.gross.get(key, 0)
        for key in (*now, *(key for key in paid.gross if key not in now))
        if now.get(key, 0) != paid.gross.get(key, 0)
    }
    if not differing:
        return []
    people = [names.get(key, "（花名册里已没有）") for key in differing]
    more = f"等{len(people)}人" if len(people) > _NAMED else ""
    words = {
        "month": month_text(run.month),
        "count": len(differing),
        "name": Path(paid.name).name,
        "mark": paid.mark,
        "total": yuan_text(sum(differing.values())),
        "people": "、".join(people[:_NAMED]) + more,
    }
    return [find("P-REDONE", PAYROLL, **words)]
