"""What a result workbook says was paid: its people with their amounts, and the sums."""

from __future__ import annotations

from pathlib import Path

import msgspec

from xlpay.base.findings import UnusableFile
from xlpay.base.grid import Grid, Position
from xlpay.jobs.earlier import fen_of
from xlpay.pay.month import GROSS, NET, REDUCTION
from xlpay.results.common import PAYROLL
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.fill.markers import HEAD, ID_HEADER, ROW

_NAME = "姓名"


class Paid(msgspec.Struct, frozen=True):
    """One person's row of 工资发放表."""

    identity: str
    name: str
    at: Position
    gross_fen: int
    only_back_pay: bool  # nothing for the month itself


class Payroll(msgspec.Struct, frozen=True):
    """工资发放表 of a result."""

    people: tuple[Paid, ...]
    net_fen: int
    content: str = ""  # the fingerprint of the file that it was read from

    @property
    def headcount(self) -> int:
        """Who is paid for the month."""
        return sum(not one.only_back_pay for one in self.people)

    @property
    def gross_fen(self) -> int:
        return sum(one.gross_fen for one in self.people)


def paid_in(path: Path) -> Payroll | None:
    """The payroll in a result; None where the file is none."""
    try:
        book = read_book(path, {PAYROLL})
    except UnusableFile:
        return None
    grid = book.grids.get(PAYROLL)
    return None if grid is None else _payroll(grid, book.sha256)


def _payroll(grid: Grid, content: str) -> Payroll | None:
    rows = range(grid.first_row, grid.first_row + len(grid.rows))
    head = next((row for row in rows if grid.at(row, 1) == HEAD), None)
    if head is None:
        return None
    columns = range(2, grid.first_col + max(map(len, grid.rows), default=0))
    at = {str(grid.at(head, column)): column for column in reversed(columns)}
    if not {ID_HEADER, _NAME, GROSS} <= at.keys():
        return None
    own = [row for row in rows if row > head and grid.at(row, 1) == ROW]
    people = tuple(
        Paid(
            str(grid.at(row, at[ID_HEADER]) or ""),
            str(grid.at(row, at[_NAME]) or ""),
            Position(row, at[ID_HEADER]),
            fen_of(grid.at(row, at[GROSS])) or 0,
            REDUCTION in at and grid.at(row, at[REDUCTION]) is None,
        )
        for row in own
    )
    net = sum(fen_of(grid.at(row, at[NET])) or 0 for row in own) if NET in at else 0
    return Payroll(people, net, content)
