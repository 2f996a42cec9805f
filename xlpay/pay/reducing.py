"""What a part month takes off a sum, with the formula for it; pay on leave in part on top.

The money of days on leave is what the part-month rule would take for them: the reduction with
those days out, less the reduction without them.  A share of it is lost, so that a whole month on
leave at nine tenths pays nine tenths, whatever the paid days a month are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from xlpay.base.money import RATIO, Bools, Ints, half_up_product
from xlpay.pay.building import MonthBuilder
from xlpay.pay.leave_pay import Bands
from xlpay.policy.text.values import DAY
from xlpay.rules.lines import Case, Line, Operand, fen, number, ratio
from xlpay.rules.service import PartMonth, reduction


@dataclass(frozen=True, slots=True)
class Whole:
    """A sum (n,), fen, and its formula: a template that can be multiplied, with its operands."""

    amount: Ints
    template: str
    operands: tuple[Operand, ...]


def taken(run: MonthBuilder, whole: Whole, part: PartMonth) -> tuple[Ints, tuple[Case, ...]]:
    """What the days of a month take off a sum, and the formula of each way it comes about."""
    amount = reduction(whole.amount, part, run.paid_days)
    days = number(run.paid_days, DAY)
    out, kept = (number(part.out * 5, 10), days), (number(part.paid * 5, 10), days)
    few, some = part.out <= part.paid, (amount > 0) & (part.out > 0)
    own, text = whole.operands, whole.template
    few_text, many_text = f"ROUND({text}*{{}}/{{}},2)", f"{text}-ROUND({text}*{{}}/{{}},2)"
    cases = [
        Case(some & few, few_text, (*own, *out)),
        Case(some & ~few, many_text, (*own, *own, *kept)),
    ]
    if part.lost is not None:
        by_day, lost = f"ROUND({text}*{{}},2)", (*own, ratio(part.lost))
        shared = (part.lost > 0) & (amount > 0)
        cases += [
            Case(shared & (part.out == 0), by_day, lost),
            Case(shared & some & few, f"{by_day}+{few_text}", (*lost, *own, *out)),
            Case(shared & some & ~few, f"{by_day}+{many_text}", (*lost, *own, *own, *kept)),
        ]
    cases.append(Case((amount > 0) & (amount == whole.amount), text, own))
    return amount, tuple(cases)


def reduced(run: MonthBuilder, line: Line) -> Line:
    """A line less its own part-month reduction."""
    taken_off, _ = taken(run, Whole(line.amount, "", ()), run.part)
    cases = list(line.cases)
    for case in line.cases:
        cases += [replace(own, source=case.source) for own in _left(run, line, case)]
    return Line(line.name, line.amount - taken_off, tuple(cases), line.source)


def _left(run: MonthBuilder, line: Line, case: Case) -> list[Case]:
    """The formulas of what is left of a case in a part month."""
    whole = Whole(line.amount, f"({case.template})", case.operands)
    amount, ways = taken(run, whole, run.part)
    simple = run.part.lost is None or not run.part.lost.any()
    kept = (number(run.part.paid * 5, 10), number(run.paid_days, DAY))
    found = []
    for position, way in enumerate(ways):
        here = case.where & way.where
        if position == 1 and simple:  # more days out than in: what the others earn
            text = f"ROUND(({case.template})*{{}}/{{}},2)"
            found.append(Case(here, text, (*case.operands, *kept)))
        else:
            text = way.template if position == 0 else f"({way.template})"
            found.append(Case(here, f"({case.template})-{text}", (*case.operands, *way.operands)))
    found.append(Case(case.where & (amount == line.amount), "0"))
    return found


# ── pay on leave in part


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave paid in part: its days by share, and the sum that they reduce."""

    bands: tuple[Bands, ...]
    whole: Whole
    source: str


def on_leave(
    run: MonthBuilder, base: tuple[Ints, tuple[Case, ...]], whole: Whole, parts: Sequence[Leave]
) -> tuple[Ints, tuple[Case, ...]]:
    """What a month takes off the monthly standard, with what leave paid in part takes."""
    amount, cases = base
    total, terms = amount.copy(), list[_Term]()
    for leave in parts:
        terms += _terms(run, leave)
    for term in terms:
        total = total + term.amount
    on = np.zeros(len(amount), dtype=np.bool_)
    for term in terms:
        on |= term.way >= 0
    found = list(cases)
    keys = np.stack([_way(cases, len(amount)), *(term.way for term in terms)], axis=1)
    for key in np.unique(keys[on], axis=0).tolist() if on.any() else ():
        here = on & (keys == np.asarray(key)).all(axis=1)
        shown = [cases[key[0]]] if key[0] >= 0 else []
        shown += [t.cases[way] for t, way in zip(terms, key[1:], strict=True) if way >= 0]
        template = "+".join(case.template for case in shown)
        operands = tuple(operand for case in shown for operand in case.operands)
        cited = dict.fromkeys(case.source for case in shown if case.source)
        rule = run.scheme.document.part_month.source
        found.append(Case(here, template, operands, "、".join([rule, *cited])))
    over = on & (total >= whole.amount)
    found.append(Case(over, whole.template, whole.operands))
    return np.minimum(total, whole.amount), tuple(found)


@dataclass(frozen=True, slots=True)
class _Term:
    """What some days of leave take off (n,), and the formula by way (-1: none)."""

    amount: Ints
    way: Ints
    cases: tuple[Case, ...]


def _way(cases: Sequence[Case], people: int) -> Ints:
    """By person, the case that holds; -1 for none."""
    way = np.full(people, -1, dtype=np.int64)
    for index, case in enumerate(cases):
        way[case.where] = index
    return way


def _terms(run: MonthBuilder, leave: Leave) -> list[_Term]:
    """Each share's days: the reduction with them, less that without, × the share lost."""
    part, found = run.part, list[_Term]()
    before, ways = taken(run, leave.whole, part)
    for band in leave.bands:
        here = (band.halves > 0) & (band.lost > 0)
        part = PartMonth(part.out + band.halves, part.paid - band.halves, part.lost)
        after, then = taken(run, leave.whole, part)
        amount = np.where(here, half_up_product(after - before, band.lost, RATIO), 0)
        own, previous = _way(then, len(amount)), _way(ways, len(amount))
        cases, way = list[Case](), np.full(len(amount), -1, dtype=np.int64)
        pairs = np.stack([own, previous], axis=1)
        for key in np.unique(pairs[here], axis=0).tolist() if here.any() else ():
            mine = here & (pairs == np.asarray(key)).all(axis=1)
            way[mine] = len(cases)
            cases.append(_difference(then, ways, key, band.lost, leave.source))
        found.append(_Term(amount, way, tuple(cases)))
        before, ways = after, then
    return found


def _difference(
    then: Sequence[Case], ways: Sequence[Case], key: list[int], lost: Ints, source: str
) -> Case:
    """(reduction with the days - reduction without them) × the share lost, as a formula."""
    where = np.empty(0, dtype=np.bool_)
    if key[0] < 0:
        return Case(where, "0", source=source)
    text, operands = f"({then[key[0]].template})", then[key[0]].operands
    if key[1] >= 0:
        text = f"({text}-({ways[key[1]].template}))"
        operands = (*operands, *ways[key[1]].operands)
    return Case(where, f"ROUND({text}*{{}},2)", (*operands, ratio(lost)), source)


def sum_of(run: MonthBuilder, names: Sequence[str], mask: Bools) -> Whole:
    """The sum of lines for the people of a mask."""
    total = np.zeros(len(mask), dtype=np.int64)
    for name in names:
        total = total + run.lines[name].amount
    operands = tuple(fen(run.lines[name].amount) for name in names)
    template = "(" + "+".join("{}" for _ in names) + ")"
    return Whole(np.where(mask, total, 0), template, operands)
