"""汇总: a month by community, and what its charts of grades and of changes read.

The charts' tables lie on hidden sheets; their labels say what differs, so that a line of the
policy becomes a bar without a chart of its own.
"""

from __future__ import annotations

import numpy as np

from xlpay.base.forms import Words
from xlpay.base.money import Ints
from xlpay.explain.figures import shown_lines
from xlpay.pay.month import ADJUSTMENT, DEDUCTED, GROSS, NET, REDUCTION, MonthPayroll
from xlpay.results.common import (
    CHANGE_CHART,
    GRADE_CHART,
    SUMMARY,
    SUMS_WIDTH,
    counts,
    money,
    month_note,
    texts,
    title_of,
)
from xlpay.results.deductions import unit_part
from xlpay.results.tables import Table
from xlpay.rules.lines import Line

ENTERED, LEFT = "进入", "离开"  # of the people themselves, beside the policy's lines


def summary(run: MonthPayroll, before: MonthPayroll | None) -> tuple[Table, Table, Table]:
    """汇总 by community, and what its charts of grades and of changes read."""
    community = run.unit.roster.community
    there = community[run.people]
    if before is not None:
        there = np.concatenate([there, before.unit.roster.community[before.people]])
    places = np.unique(there)
    names = [run.unit.roster.communities[place] for place in places.tolist()]

    def sums(amount: Ints) -> Ints:
        return by_place(amount[run.people], community[run.people])

    def by_place(amount: Ints, place: Ints) -> Ints:
        total = np.zeros(len(run.unit.roster.communities), dtype=np.int64)
        np.add.at(total, place, amount)
        return total[places]

    gross = sums(run.gross)
    columns = [
        texts("社区", names, 16.0),
        counts("人数", sums(run.paid.astype(np.int64)), 7.0, summed=True),
        money(GROSS, gross, SUMS_WIDTH),
        *(money(name, sums(run.lines[name].amount), SUMS_WIDTH) for name in (DEDUCTED, NET)),
    ]
    if run.contributed:
        unit = sums(unit_part(run))
        columns.append(money("单位缴费", unit, SUMS_WIDTH))
        columns.append(money("用工成本", gross + unit, SUMS_WIDTH))
    if before is not None:
        was = by_place(before.gross, before.unit.roster.community)
        columns.append(money("上月应发", was, SUMS_WIDTH))
        columns.append(money("比上月增减", gross - was, SUMS_WIDTH))
    accrued = [c.name for c in run.scheme.document.component if c.pay == "accrual"]
    columns += [money(n, sums(run.lines[n].amount), SUMS_WIDTH) for n in accrued[:4]]
    title = title_of(run.unit, run.scheme.document, "工资汇总表")
    table = Table(
        SUMMARY,
        "summary",
        title,
        month_note(run),
        tuple(columns),
        (),
        "总计",
    )
    return table, _grades(run), _changes(run, before)


def _grades(run: MonthPayroll) -> Table:
    """People by grade; without grades, by what the policy's first column of years or post shows."""
    people = np.flatnonzero(run.on_scale)
    if run.pay.grade is not None:
        grades, people_of = np.unique(run.pay.grade.grade[people], return_counts=True)
        rule = run.scheme.document.grade
        name = rule.name if rule is not None else ""
        usual = name.endswith("级")
        labels = [f"{grade}级" if usual else f"{name}{grade}" for grade in grades.tolist()]
    else:
        codes, people_of = np.unique(run.facts.education[people], return_counts=True)
        words = run.unit.vocabulary.words(Words.EDUCATION)
        labels = [words[code] if code >= 0 else "未填" for code in codes.tolist()]
    columns = (texts("等级", labels), counts("人数", people_of.astype(np.int64)))
    return Table(GRADE_CHART, "summary_grades", "人数", "", columns)


def _changes(run: MonthPayroll, before: MonthPayroll | None) -> Table:
    """Why 应发合计 differs from the month before; reductions negative."""
    labels: list[str | None] = []
    amounts: list[int] = []

    def tell(label: str, amount: int) -> None:
        if amount:
            labels.append(label)
            amounts.append(amount)

    if before is not None:
        now, was = run.paid, before.paid
        tell(ENTERED, int(run.gross[now & ~was].sum()))
        tell(LEFT, -int(before.gross[was & ~now].sum()))
        both = now & was
        for line in shown_lines(run):
            if line.name == GROSS:
                break  # what follows is no part of it
            if not _paid_monthly(run, line):
                continue
            earlier = before.lines.get(line.name)
            change = line.amount - (earlier.amount if earlier is not None else 0)
            total = int(change[both].sum())
            if line.name == ADJUSTMENT:  # with that of people who have nothing else
                total += int(run.gross[~now].sum()) - int(before.gross[~was].sum())
            tell(line.name, -total if line.name == REDUCTION else total)
    columns = (texts("原因", labels), money("金额", np.asarray(amounts, dtype=np.int64)))
    return Table(CHANGE_CHART, "summary_changes", "比上月增减", "", columns)


def _paid_monthly(run: MonthPayroll, line: Line) -> bool:
    pays = {c.name: c.pay for c in run.scheme.document.component}
    return pays.get(line.name, "monthly") == "monthly"
