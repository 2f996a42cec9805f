"""What is worth telling between gross and net: what pay doesn't cover, bills, who leaves owing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from xlpay.base.findings import Finding, find
from xlpay.base.grid import Position
from xlpay.base.money import BLANK, Ints, yuan_text
from xlpay.base.months import month_text
from xlpay.checks.view import View
from xlpay.deductions.advances import opening, standing
from xlpay.deductions.contributions import bill_of
from xlpay.pay.month import ADVANCED, DEDUCTED, NET, OTHER
from xlpay.pay.net import ARREARS_SHEET, OPENING_SHEET
from xlpay.pay.overriding import OVERRIDES

BILLS: Final = "核定应缴"
_LARGE: Final = 40  # hundredths of gross: more is told
_COMPENSATION: Final = 20  # hundredths of gross, 工资支付暂行规定 16条


def deduction_findings(view: View) -> Iterator[Finding]:
    """Everything about the month's deductions."""
    yield from _stale(view)
    yield from _without_pay(view)
    yield from _bills(view)
    yield from _owing(view)
    yield from _by_law(view)
    if view.run.contributed:
        yield from _large(view)


def _stale(view: View) -> Iterator[Finding]:
    """Balances that are not last month's."""
    rows = opening(view.unit.net.advanced, view.month, len(view.unit.roster)).stale
    if len(rows):
        at = Position(int(view.unit.net.advanced.row[rows[0]]), 1)
        words = {"count": len(rows), "month": month_text(view.month - 1)}
        yield find("D-STALE", OPENING_SHEET, at, **words)


def _without_pay(view: View) -> Iterator[Finding]:
    """Rows of the month of someone who has no row."""
    paid, net = view.run.has_row(), view.unit.net
    for sheet, month, rows in (
        (OVERRIDES, net.overrides.month, net.overrides),
        (ARREARS_SHEET, net.arrears.paid, net.arrears),
    ):
        for i in np.flatnonzero((month == view.month) & ~paid[rows.person]).tolist():
            person = int(rows.person[i])
            who = (view.unit.roster.names[person], view.unit.roster.identities[person])
            yield find("D-NOROW", sheet, Position(int(rows.row[i]), 1), *who, sheet=sheet)


def _bills(view: View) -> Iterator[Finding]:
    """What an office demands and the people's contributions don't add up to."""
    for own in view.run.contributed:
        bill = bill_of(view.unit.net.bills, own, view.month)
        if bill is not None and bill.difference not in (0, BLANK):
            words = {
                "kind": own.kind.word,
                "billed": yuan_text(bill.ours + bill.difference),
                "ours": yuan_text(bill.ours),
                "difference": yuan_text(bill.difference),
            }
            yield find("X-BILL", BILLS, Position(bill.row, 1), **words)


def _owing(view: View) -> Iterator[Finding]:
    """Advances of the month, what waits, and who leaves with something open."""
    run = view.run
    names = [name for name in run.deductions if name != OTHER]
    if ADVANCED in run.lines:
        lent, due = run.lines[ADVANCED].amount, np.zeros(len(run.scale), dtype=np.int64)
        for name in names:
            due = due + run.lines[name].amount
        for i in np.flatnonzero(lent > 0).tolist():
            sums = {"gross": run.gross[i], "due": due[i], "advanced": lent[i]}
            yield view.at("D-NEG", i, **{k: yuan_text(int(fen)) for k, fen in sums.items()})
    left = view.unit.roster.leave <= view.frame.last
    lent_to_date: Ints = np.zeros(len(run.scale), dtype=np.int64)
    for own in run.owing:
        if own.advanced:
            lent_to_date = lent_to_date + own.amount
            continue
        for i in np.flatnonzero(own.amount > 0).tolist():
            yield view.at("D-CARRY", i, kind=own.kind, amount=yuan_text(int(own.amount[i])))
    for i in np.flatnonzero(left & (lent_to_date > 0)).tolist():
        yield view.at("D-LEFT", i, amount=yuan_text(int(lent_to_date[i])))


def _by_law(view: View) -> Iterator[Finding]:
    """Court orders, and compensation beyond what the law lets be taken a month."""
    run, unit = view.run, view.unit
    due = standing(unit.net.standing, view.month, len(unit.roster))
    nothing: Ints = np.zeros(len(unit.roster), dtype=np.int64)
    for i in np.flatnonzero(run.has_row() & (due.get("法院", nothing) > 0)).tolist():
        yield view.at("D-COURT", i, amount=yuan_text(int(due["法院"][i])))
    least = unit.contributions.minimum_wage(view.month, unit.settings.region)
    for i in np.flatnonzero(run.has_row() & (due.get("赔偿", nothing) > 0)).tolist():
        amount = int(due["赔偿"][i])
        why = []
        if 100 * amount > _COMPENSATION * int(run.gross[i]):
            why.append("超过应发的20%")
        if least is not None and int(run.lines[NET].amount[i]) < least.row.amount:
            why.append(f"扣后低于最低工资 {yuan_text(least.row.amount)} 元")
        if why:
            yield view.at("D-20", i, amount=yuan_text(amount), why="，".join(why))


def _large(view: View) -> Iterator[Finding]:
    """Deductions above a large part of pay."""
    gross, deducted = view.run.gross, view.run.lines[DEDUCTED].amount
    lent = view.run.lines[ADVANCED].amount if ADVANCED in view.run.lines else 0 * gross
    who = view.run.has_row() & (gross > 0) & (100 * deducted > _LARGE * gross) & (lent == 0)
    for i in np.flatnonzero(who).tolist():
        yield view.at("D-SHARE", i, share=f"{100 * int(deducted[i]) // int(gross[i])}")
