"""What a button leaves in the workbook: result sheets or 校验报告, then the marks.

Results stand before the marks are set.  What was there before is kept, so that it can be taken
back, and the payroll of before is looked at, so that its sum can be told beside the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from xlpay.base.money import FEN
from xlpay.live.host import Obstacle
from xlpay.live.marks import mark
from xlpay.live.session import Session
from xlpay.live.sheetstate import from_corner
from xlpay.live.undo import begin, drop, keep, rewriting
from xlpay.live.writing import Written, write
from xlpay.pay.month import GROSS
from xlpay.results.common import PAYROLL
from xlpay.results.tables import Table
from xlpay.run.monthly import Calculated
from xlpay.unit.cells import decimal_of
from xlpay.workbook.fill.markers import HEAD, ROW


def deliver(session: Session, done: Calculated, tables: Sequence[Table]) -> tuple[Written, int]:
    """The result sheets and the marks; what was there can be taken back."""
    session.progress("写入")
    written = write_noted(session, tables)
    keep(session.cache, session.host)
    return written, _marked(session, done)


def report_only(session: Session, done: Calculated) -> int:
    """校验报告 alone, and the marks; how many."""
    session.progress("写入")
    report = done.report()
    if report.sheet in session.host.sheets():
        with rewriting(session.cache, session.host, report.sheet):
            write_noted(session, [report])
    else:
        write_noted(session, [report])
    drop(session.cache, session.host)
    return _marked(session, done)


def write_noted(session: Session, tables: Sequence[Table]) -> Written:
    """Write, with what stood there noted first.

    Where it was brought back at once nothing stays noted; where this process ends in the middle, or
    not all could be brought back, the next press finds the note.
    """
    cache, host = session.cache, session.host
    try:
        return write(host, tables, lambda coming: begin(cache, host, coming))
    except Obstacle as obstacle:
        if obstacle.code != "L-HALF":
            drop(cache, host)
        raise


def _marked(session: Session, done: Calculated) -> int:
    """The marks; results stand already, so that a mark that can't be set is no failure."""
    with suppress(Exception), session.host.quiet():
        return mark(session.host, done.findings)
    return 0


def gross_before(written: Written) -> int | None:
    """应发合计 of what stood in 工资发放表 before, in fen; None where nothing stood there."""
    block = next((b.block for b in written.before if b.sheet == PAYROLL), None)
    rows = from_corner(block) if block is not None else []
    head = next((row for row in rows if row[:1] == [HEAD]), [])
    if GROSS not in head:
        return None
    at = head.index(GROSS)
    own = [row[at] for row in rows if row[:1] == [ROW] and len(row) > at]
    amounts = [decimal_of(cell) for cell in own if isinstance(cell, int | float)]
    found = [int(yuan * FEN) for yuan in amounts if isinstance(yuan, Decimal)]
    return sum(found) if found else None
