"""A part month: what more days out take never falls, and the formula says the amount."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.third_city import value_of
from xlpay.rules.expr import Expr, Plain, Shown, fen, number
from xlpay.rules.formulas import formula_texts
from xlpay.rules.partmonth import left, reduction
from xlpay.rules.service import PartMonth

HALVES = 2 * 23
DAYS = st.sampled_from([number(2175, Plain(), 100), number(21, Plain()), None])


def month(halves: int) -> tuple[PartMonth, int]:
    """All ways to be out of a month of so many half days, and how many there are."""
    out = np.arange(halves + 1, dtype=np.int64)
    return PartMonth(out, halves - out), len(out)


@given(st.integers(0, 2_000_000), st.integers(1, HALVES), DAYS)
def test_half_a_day_more_out_never_leaves_more(whole: int, halves: int, days: Expr | None) -> None:
    part, people = month(halves)
    amount = fen(np.full(people, whole, dtype=np.int64), Shown("基本工资"))
    taken = reduction(amount, part, days)
    assert (np.diff(taken.in_fen) >= 0).all()
    assert taken.in_fen[0] == 0 and taken.in_fen[-1] == whole
    rest = left(amount, taken, part, days)
    assert (rest.values == whole - taken.values).all()
    for found in (taken, rest):
        for person, text in enumerate(formula_texts(found, np.arange(people))):
            assert value_of(text) * 100 == int(found.values[person]), text


@pytest.mark.parametrize(
    ("out", "text"),
    [
        (23, "ROUND(2400*11.5/21.75,2)"),
        (24, "MAX(2400-ROUND(2400*11/21.75,2),ROUND(2400*11.5/21.75,2))"),
        (26, "MAX(2400-ROUND(2400*10/21.75,2),ROUND(2400*11.5/21.75,2))"),
        (46, "2400"),
    ],
)
def test_the_formula_says_which_rule_cut(out: int, text: str) -> None:
    part, people = month(HALVES)
    amount = fen(np.full(people, 240_000, dtype=np.int64), Shown("基本工资"))
    taken = reduction(amount, part, number(2175, Plain(), 100))
    assert formula_texts(taken, np.asarray([out])) == [text]
