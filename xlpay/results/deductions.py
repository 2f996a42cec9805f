"""What lies between gross and net: 社保公积金明细, 单位缴费汇总, 应收个人.

Each is made only where contributions of the month are computed, or somebody owes something.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec
import numpy as np

from xlpay.base.money import BLANK, Bools, Ints, ints
from xlpay.base.months import month_text
from xlpay.deductions.advances import ARREARS
from xlpay.deductions.bases import SOURCES
from xlpay.deductions.contributions import Contributed, bill_of
from xlpay.pay.month import MonthPayroll
from xlpay.policy.contributions.kinds import PERSON, UNIT
from xlpay.results.common import (
    CONTRIBUTIONS,
    OWING,
    SUMS_WIDTH,
    UNIT_CONTRIBUTIONS,
    by_community,
    counts,
    money,
    month_note,
    named,
    people_columns,
    texts,
    title_of,
    unconfirmed,
)
from xlpay.results.printing import paper_of
from xlpay.results.tables import Column, Table

LATE_FEE: Final = "滞纳金"
_WIDTH: Final = 10.0


def deduction_tables(run: MonthPayroll, present: Collection[str] = ()) -> list[Table]:
    """The sheets of the month's deductions that have something to say.

    One that is `present` in the workbook is there in any case, so that it tells of no other month.
    """
    computed = bool(run.contributed)
    sheets = (
        (CONTRIBUTIONS, computed, contributions),
        (UNIT_CONTRIBUTIONS, computed, unit_contributions),
        (OWING, bool(run.owing), owing),
    )
    return [table(run) for sheet, said, table in sheets if said or sheet in present]


def _shown(amounts: Ints, unknown: Bools, people: Ints) -> Ints:
    """People's amounts, BLANK where they are not known."""
    found: Ints = np.where(unknown, BLANK, amounts)[people]
    return found


def contributions(run: MonthPayroll) -> Table:
    """社保公积金明细: a row a person; by kind the base, its source, what each side pays."""
    people, groups = by_community(run.unit, run.people if run.contributed else run.people[:0])
    columns = people_columns(run.unit, people)
    for own in run.contributed:
        columns += _of_kind(own, people)
    for side in (PERSON, UNIT):
        sums = [_shown(own.amount(side), own.unknown(side), people) for own in run.contributed]
        whole = _sum(sums) if sums else np.zeros(len(people), dtype=np.int64)
        columns.append(money(f"{side}合计", whole, _WIDTH))
    title = title_of(run.unit, run.scheme.document, CONTRIBUTIONS) + unconfirmed(run)
    return Table(
        CONTRIBUTIONS,
        "contributions",
        title,
        month_note(run),
        tuple(columns),
        groups,
        "总计",
        paper=paper_of(columns),
    )


def _of_kind(own: Contributed, people: Ints) -> list[Column]:
    """Base, its source and both sides of a kind; blank for who isn't insured."""
    kind, known = own.kind, own.cover.insured & own.base.known
    words = zip(known[people].tolist(), own.base.source[people].tolist(), strict=True)
    base = np.where(known, own.base.used, BLANK)[people]
    columns = [
        money(f"{kind.word}基数", base, _WIDTH, summed=False),
        texts(f"{kind.word}来源", [SOURCES[code] if on else None for on, code in words], 6.0),
    ]
    for side in own.lines:
        amounts = _shown(own.amount(side), own.unknown(side), people)
        columns.append(money(f"{kind.word}{side}", amounts, _WIDTH))
    return columns


def _sum(parts: list[Ints]) -> Ints:
    """Sums by row; BLANK where a part is."""
    whole = np.stack(parts)
    found: Ints = np.where(
        (whole == BLANK).any(axis=0), BLANK, np.where(whole == BLANK, 0, whole).sum(axis=0)
    )
    return found


class _UnitRow(msgspec.Struct):
    """A row of 单位缴费汇总; fen, BLANK where there is nothing to say."""

    word: str
    people: int = BLANK
    bases: int = BLANK
    own: int = BLANK
    unit: int = BLANK
    billed: tuple[int, int, int, int] = (BLANK, BLANK, BLANK, BLANK)
    difference: int = BLANK


def unit_contributions(run: MonthPayroll) -> Table:
    """单位缴费汇总: a row a kind, beside what the collecting office demands (核定应缴)."""
    rows = [*(_kind_row(run, own) for own in run.contributed), *_arrears_rows(run)]
    paid = [ints([row.own, row.unit]) for row in rows]
    columns = (
        texts("险种", [row.word for row in rows], 12.0),
        counts("人数", ints([row.people for row in rows]), 8.0),
        money("基数合计", ints([row.bases for row in rows]), SUMS_WIDTH, summed=False),
        money(PERSON, ints([row.own for row in rows]), SUMS_WIDTH),
        money(UNIT, ints([row.unit for row in rows]), SUMS_WIDTH),
        money("合计", ints([int(p[p != BLANK].sum()) for p in paid]), SUMS_WIDTH),
        counts("核定人数", ints([row.billed[0] for row in rows]), 8.0),
        money("核定基数", ints([row.billed[1] for row in rows]), SUMS_WIDTH, summed=False),
        _billed("核定个人", [row.billed[2] for row in rows]),
        _billed("核定单位", [row.billed[3] for row in rows]),
        _billed("核定差额", [row.difference for row in rows]),
    )
    title = f"{run.unit.settings.unit}{UNIT_CONTRIBUTIONS}{unconfirmed(run)}"
    note = month_note(run)
    return Table(UNIT_CONTRIBUTIONS, "unit_contributions", title, note, columns, (), "合计")


def _billed(header: str, values: list[int]) -> Column:
    """A column of the bill, without a sum where it says nothing."""
    said = ints(values)
    return money(header, said, SUMS_WIDTH, summed=bool((said != BLANK).any()))


def _kind_row(run: MonthPayroll, own: Contributed) -> _UnitRow:
    """A kind's sums of those who have a row, and the bill."""
    who = own.contributing()[run.people]
    bill = bill_of(run.unit.net.bills, own, run.month)
    return _UnitRow(
        own.kind.word,
        int(who.sum()),
        int(own.base.used[run.people][who].sum()),
        int(own.amount(PERSON)[run.people].sum()) if own.kind.column else BLANK,
        int(own.amount(UNIT)[run.people].sum()),
        *((bill.demanded, bill.difference) if bill is not None else ()),
    )


def _arrears_rows(run: MonthPayroll) -> list[_UnitRow]:
    """What is paid this month for earlier ones, and the late fee, which is the unit's alone."""
    rows = run.unit.net.arrears
    here = (rows.paid == run.month) & run.has_row()[rows.person]
    if not here.any():
        return []
    own = int(run.lines[ARREARS].amount.sum()) if ARREARS in run.lines else BLANK
    unit, fee = (int(c[here & (c != BLANK)].sum()) for c in (rows.unit, rows.late_fee))
    found = [_UnitRow(ARREARS, len(np.unique(rows.person[here])), BLANK, own, unit)]
    return [*found, _UnitRow(LATE_FEE, unit=fee)] if fee else found


def owing(run: MonthPayroll) -> Table:
    """应收个人: what the unit has advanced and what waits, to be entered in 期初代垫 next month."""
    rows = [(i, own) for own in run.owing for i in np.flatnonzero(own.amount).tolist()]
    rows.sort(key=lambda row: row[0])  # people in the order of 花名册
    people = [i for i, _ in rows]
    roster = run.unit.roster
    names, numbers = [roster.names[i] for i in people], [roster.identities[i] for i in people]
    columns = (
        *named(run.unit, names, numbers, 10.0),
        texts("种类", [own.kind for _, own in rows], 12.0),
        money("余额", ints([int(own.amount[i]) for i, own in rows]), SUMS_WIDTH),
        texts("截至月份", [month_text(run.month)] * len(rows), 10.0),
        texts("说明", ["单位代垫" if own.advanced else "结转下月" for _, own in rows], 14.0),
    )
    title = f"{run.unit.settings.unit}{OWING}"
    return Table(OWING, "owing", title, month_note(run), columns, (), "合计")


def unit_part(run: MonthPayroll) -> Ints:
    """What the unit pays for each person (n,) beside gross: all kinds and arrears, fen."""
    found = np.zeros(len(run.scale), dtype=np.int64)
    for own in run.contributed:
        found += own.amount(UNIT)
    rows = run.unit.net.arrears
    here = (rows.paid == run.month) & run.has_row()[rows.person] & (rows.unit != BLANK)
    np.add.at(found, rows.person[here], rows.unit[here])
    return found
