"""What must hold of every month's deductions: the identity, order, parts, a person alone."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.deductions import Place, Worker
from tests.support.deductions import owing
from tests.support.random_deductions import computed, place_of, worker
from tests.support.third_city import value_of
from xlpay.pay.month import ADVANCED, DEDUCTED, GROSS, NET, RECOVERED, MonthPayroll
from xlpay.policy.contributions.kinds import PERSON, UNIT
from xlpay.results.deductions import deduction_tables
from xlpay.results.month import basis, payroll
from xlpay.results.summary import summary

SEEDS = st.integers(0, 100_000)
FEW = settings(max_examples=20 if settings().derandomize else settings().max_examples)


def drawn(seed: int, most: int = 8) -> tuple[random.Random, Place, list[Worker]]:
    draw = random.Random(seed)
    return draw, place_of(draw), [worker(draw) for _ in range(draw.randint(1, most))]


def told(run: MonthPayroll, i: int) -> dict[str, Any]:
    """Everything that comes out for a person; a line that nobody has is 0."""
    found: dict[str, Any] = {name: int(run.shown(name)[i]) for name in run.lines}
    for own in run.contributed:
        for side in (PERSON, UNIT):
            found[f"{own.kind.word}{side}"] = (int(own.amount(side)[i]), bool(own.unknown(side)[i]))
    return {**{k: v for k, v in found.items() if v}, "欠": dict(owing(run, i))}


def amounts(run: MonthPayroll, name: str) -> Any:
    none = np.zeros(len(run.scale), dtype=np.int64)
    return run.lines[name].amount if name in run.lines else none


@FEW
@given(SEEDS)
def test_the_identity_holds_of_each_row_and_of_the_unit(seed: int) -> None:
    _, place, people = drawn(seed)
    run = computed(place, people)
    settled = ~run.provisional
    unit: Any = sum((own.amount(UNIT) for own in run.contributed), np.zeros_like(run.gross))
    own: Any = sum((amounts(run, name) for name in run.deductions), np.zeros_like(run.gross))
    right = amounts(run, NET) + own + unit - amounts(run, ADVANCED) + amounts(run, RECOVERED)
    assert (run.gross + unit)[settled].tolist() == right[settled].tolist()
    assert amounts(run, DEDUCTED).tolist() == own.tolist()
    assert int((run.gross + unit)[settled].sum()) == int(right[settled].sum())
    if place.computed:
        assert (amounts(run, NET)[settled] >= 0).all()


@FEW
@given(SEEDS)
def test_every_formula_gives_its_amount(seed: int) -> None:
    _, place, people = drawn(seed, 4)
    run = computed(place, people)
    lines = [*run.lines.values(), *(line for own in run.contributed for line in own.lines.values())]
    for line in lines:
        for i, text in enumerate(line.formulas(run.people)):
            person = int(run.people[i])
            assert value_of(text) * 100 == Fraction(int(line.amount[person])), (line.name, text)


@FEW
@given(SEEDS)
def test_the_order_of_people_and_of_rows_does_not_matter(seed: int) -> None:
    draw, place, people = drawn(seed)
    run = computed(place, people)
    order = list(range(len(people)))
    draw.shuffle(order)
    for own in people:
        for rows in (own.bases, own.covered, own.arrears, own.standing):
            draw.shuffle(rows)
    turned = Place(place.rules[::-1], place.region, place.computed, place.unfilled)
    again = computed(turned, [people[i] for i in order])
    for at, i in enumerate(order):
        assert told(again, at) == told(run, i)


@FEW
@given(SEEDS)
def test_a_person_alone_gets_what_the_person_gets_among_others(seed: int) -> None:
    draw, place, people = drawn(seed)
    run = computed(place, people)
    i = draw.randrange(len(people))
    assert told(computed(place, [people[i]]), 0) == told(run, i)


@FEW
@given(SEEDS)
def test_a_unit_in_two_parts_comes_to_the_same(seed: int) -> None:
    draw, place, people = drawn(seed)
    cut = draw.randrange(len(people) + 1)
    whole = computed(place, people)
    parts = [computed(place, own) for own in (people[:cut], people[cut:]) if own]
    for name in (GROSS, DEDUCTED, NET, ADVANCED):
        assert sum(int(amounts(run, name).sum()) for run in parts) == amounts(whole, name).sum()


@FEW
@given(SEEDS)
def test_the_sheets_sum_to_the_same(seed: int) -> None:
    _, place, people = drawn(seed)
    run = computed(place, people)
    sheets = {table.sheet: table for table in deduction_tables(run)}
    pay, brief = payroll(run), summary(run, None)[0]
    sums = [
        {c.header: c.total() for c in table.columns if not c.is_text}
        for table in (pay, brief, *sheets.values())
    ]
    for header in (GROSS, DEDUCTED, NET):
        assert sums[0][header] == sums[1][header]
    if run.contributed:
        for own in run.contributed:
            column = f"{own.kind.word}{UNIT}"
            assert sums[2][column] == int(own.amount(UNIT).sum())
        assert sums[3][UNIT] == sum(sums[2][f"{own.kind.word}{UNIT}"] for own in run.contributed)
    assert len(basis(run)) > 0
