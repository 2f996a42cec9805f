"""One sentence gives the amount and its 算式: exact values, few parentheses, roundings in place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.third_city import value_of
from xlpay.base.money import YEAR
from xlpay.rules.expr import (
    NOTHING,
    Expr,
    InputCell,
    Leaf,
    Plain,
    PolicyValue,
    Shown,
    fen,
    larger,
    leaves,
    number,
    ratio,
    smaller,
    total,
    where,
    years,
)
from xlpay.rules.formulas import formula_texts
from xlpay.rules.lines import Line
from xlpay.rules.rounding import rounding

COEFFICIENT = PolicyValue("grade.steps", "二")
INCOME = InputCell("参数", "收入")
PAY = Shown("基本工资")
DOWN, UP = rounding("yuan", "down"), rounding("ten", "up")


def column(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(values, dtype=np.int64)


def one(value: int) -> Expr:
    """A number of yuan."""
    return fen(column(value * 100), PAY)


def texts(value: Expr, people: int = 1) -> list[str]:
    return formula_texts(value, np.arange(people))


def exact(value: Expr, person: int = 0) -> Fraction:
    """The value of a person."""
    top = int(np.broadcast_to(value.values, (PEOPLE,))[person])
    bottom = value.scale if isinstance(value.scale, int) else int(value.scale[person])
    return Fraction(top, bottom)


def test_a_sentence_gives_the_amount_and_the_text() -> None:
    coefficients = ratio(column(1_700_000, 1_050_000), COEFFICIENT)
    value = (coefficients * fen(column(3_410_100, 3_410_100), INCOME) / 12).round()
    assert value.in_fen.tolist() == [4830_98, 2983_84]
    assert texts(value, 2) == ["ROUND(1.7*34101/12,2)", "ROUND(1.05*34101/12,2)"]


def test_every_leaf_says_what_it_is() -> None:
    value = (ratio(1_500_000, COEFFICIENT) * fen(100, INCOME) / 12).round()
    assert [leaf.origin for leaf in leaves(value.node)] == [COEFFICIENT, INCOME, Plain()]


def test_a_tree_is_written_in_another_way_by_its_leaves() -> None:
    """Cells instead of numbers: then each term stands, whatever it is worth now."""

    def cell(leaf: Leaf, people: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
        match leaf.origin:
            case Shown(name):
                return [f"{name}!A{i + 2}" for i in people.tolist()]
            case _:
                return [str(leaf.values[0])] * len(people)

    pay, less = fen(column(100, 200), Shown("B")), fen(column(0, -100), Shown("C"))
    value = ((pay - less) * number(2) / 3).round()
    found = formula_texts(value, np.arange(2), cell)
    assert found == ["ROUND((B!A2-C!A2)*2/3,2)", "ROUND((B!A3-C!A3)*2/3,2)"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (one(1) + one(2) - one(3), "1+2-3"),
        (one(1) + (one(2) - one(3)), "1+2-3"),
        (one(1) - (one(2) + one(3)), "1-(2+3)"),
        (one(1) - (one(2) - one(3)), "1-(2-3)"),
        ((one(1) + one(2)) * one(3), "(1+2)*3"),
        (one(1) * (one(2) * one(3)), "1*2*3"),
        (one(1) * (one(2) / 3), "1*2/3"),
        (one(1) / (one(2) * one(3)), "1/(2*3)"),
        (one(1) / (one(2) / 3), "1/(2/3)"),
        (one(1) + one(2) * one(3), "1+2*3"),
        (one(5) + one(0) - one(0), "5"),
        (one(0) + one(5), "5"),
        (one(0) - one(5), "-5"),
        (one(0) + one(0), "0"),
        (one(5) + one(-3), "5-3"),
        (one(5) - one(-3), "5+3"),
        (one(5) + one(-3) * one(2), "5-3*2"),
        (one(2) * one(-3), "-2*3"),
        (one(-2) * one(-3), "2*3"),
        ((one(5) - one(0)) * one(2), "5*2"),
        (one(5) - (one(3) - one(0)), "5-3"),
        (one(5) + NOTHING - (one(-3) + one(0)), "5+3"),
        (one(20) + one(100) * one(0), "20"),
        (smaller(one(5) + one(1), one(7)), "MIN(5+1,7)"),
        (smaller(larger(one(1), one(2)), one(3)) * one(2), "MIN(MAX(1,2),3)*2"),
        (total([]), "0"),
    ],
)
def test_it_reads_as_a_person_would_write_it(value: Expr, text: str) -> None:
    assert texts(value) == [text]
    assert value_of(text) == exact(value)


@pytest.mark.parametrize(
    ("value", "text", "amount"),
    [
        (one(101) * ratio(500_000, COEFFICIENT), "ROUND(101*0.5,0)", 51),
        (one(101), "101", 101),
        (one(30) * number(column(5), PAY), "ROUND(30*5,0)", 150),
        (number(column(30), PAY) * number(column(5), PAY), "30*5", 150),
    ],
)
def test_only_what_may_have_a_rest_is_rounded(value: Expr, text: str, amount: int) -> None:
    found = value.round(rounding("yuan"))
    assert texts(found) == [text]
    assert found.in_fen.tolist() == [amount * 100]


def test_a_rounding_to_the_fen_of_fen_is_not_told() -> None:
    assert texts((one(3) * number(column(7), PAY)).round()) == ["3*7"]
    assert texts((one(3) / 7).round().round()) == ["ROUND(3/7,2)"]
    assert texts((one(-3) / 7).round(DOWN)) == ["ROUNDDOWN(-3/7,0)"]
    assert texts((one(31) / 7).round(UP)) == ["ROUNDUP(31/7,-1)"]


def test_years_are_told_as_whole_ones_twelfths_or_the_rest() -> None:
    value = (fen(30_00, PAY) * years(column(5 * YEAR, 7 * 100, 5), Shown("工龄"))).round()
    assert value.in_fen.tolist() == [150_00, 17_50, 13]  # 0.125 is a half
    assert texts(value, 3) == ["30*5", "ROUND(30*7/12,2)", "ROUND(30*5/1200,2)"]


def test_people_choose_each_their_own_way() -> None:
    mask = np.asarray([True, False, True])
    value = where(mask, fen(column(1, 2, 3), PAY), NOTHING) + one(1)
    assert value.in_fen.tolist() == [101, 100, 103]
    assert texts(value, 3) == ["0.01+1", "1", "0.03+1"]


def test_products_outgrow_64_bits() -> None:
    huge = ratio(column(10**8), COEFFICIENT)
    value = huge * huge * huge * fen(10**9, INCOME)
    assert exact(value) == Fraction(100) ** 3 * 10**7
    assert value.values.dtype == np.object_


def test_a_divisor_by_person() -> None:
    value = (fen(column(100, 100), PAY) / number(column(3, 7), PAY)).round()
    assert value.in_fen.tolist() == [33, 14]
    assert texts(value, 2) == ["ROUND(1/3,2)", "ROUND(1/7,2)"]
    large = number(np.asarray([3 * 10**30, 10**30], dtype=object), PAY)
    part = large * fen(column(5, 5), PAY) / large
    assert part.round().in_fen.tolist() == [5, 5]


def test_a_line_rounds_what_takes_its_place() -> None:
    everyone, some = np.asarray([True, True]), np.asarray([True, False])
    line = Line("补贴", fen(column(101_00, 101_00), PAY), "一", to=DOWN)
    half = line.value * ratio(500_000, COEFFICIENT)
    changed = line.instead(some, half, "二").citing(everyone, "三")
    assert changed.amount.tolist() == [50_00, 101_00]
    assert changed.formulas(np.arange(2)) == ["ROUNDDOWN(101*0.5,0)", "101"]
    assert changed.sources(np.arange(2)) == ["二、三", "一、三"]
    assert changed.citing(everyone, "三").sources(np.arange(2)) == ["二、三", "一、三"]
    assert changed.only(some).amount.tolist() == [50_00, 0]
    assert changed.formula(1) == "101"


# ── whatever the tree

PEOPLE = 4
_leaf = st.builds(
    lambda values, scale: number(np.asarray(values, dtype=np.int64), PAY, scale),
    st.one_of(
        st.lists(
            st.integers(-9, 9) | st.integers(-50_000, 50_000), min_size=PEOPLE, max_size=PEOPLE
        ),
        st.lists(st.integers(-500, 500), min_size=1, max_size=1),
    ),
    st.sampled_from([1, 10, 100, 1_000_000]),
)
_divisors = st.integers(1, 400) | st.builds(
    lambda values: number(np.asarray(values, dtype=np.int64), PAY, 100),
    st.lists(st.integers(1, 9_000), min_size=PEOPLE, max_size=PEOPLE),
)
_to = st.builds(
    rounding,
    st.sampled_from(["fen", "jiao", "yuan", "ten"]),
    st.sampled_from(["nearest", "up", "down"]),
)
_masks = st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE).map(np.asarray)


def _larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    pairs: list[Callable[[Expr, Expr], Expr]] = [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        smaller,
        larger,
    ]
    return st.one_of(
        st.builds(lambda how, a, b: how(a, b), st.sampled_from(pairs), inner, inner),
        st.builds(lambda a, by: a / by, inner, _divisors),
        st.builds(lambda a, to: a.round(to), inner, _to),
        st.builds(where, _masks, inner, inner),
    )


trees = st.recursive(_leaf, _larger, max_leaves=8)


@settings(max_examples=500)
@given(trees)
def test_the_text_evaluates_to_the_amount(value: Expr) -> None:
    for person, text in enumerate(texts(value, PEOPLE)):
        assert value_of(text) == exact(value, person), text


@given(trees)
def test_signs_never_meet(value: Expr) -> None:
    for text in texts(value, PEOPLE):
        pairs = {text[i : i + 2] for i in range(len(text))}
        assert not pairs & {"+-", "-+", "--", "++", "*-", "/-", "(("} and "-0+" not in text


@given(trees)
def test_no_pair_of_parentheses_is_too_much(value: Expr) -> None:
    """Without any of them the text would be another tree."""
    for text in texts(value, PEOPLE):
        for opened, closed in _pairs(text):
            without = text[:opened] + text[opened + 1 : closed] + text[closed + 1 :]
            assert _parsed(without) != _parsed(text), text


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where parentheses open and close that hold no arguments."""
    found, open_ones = [], []
    for place, sign in enumerate(text):
        if sign == "(":
            open_ones.append(place)
        elif sign == ")":
            start = open_ones.pop()
            if not start or not text[start - 1].isalpha():
                found.append((start, place))
    return found


def _parsed(text: str) -> object:
    """The tree of a text, in which a+(b-c) is a+b-c and a*(b/c) is a*b/c."""
    return _tree(ast.parse(text, mode="eval").body)


def _tree(node: ast.expr) -> object:
    match node:
        case ast.BinOp(left, ast.Add() | ast.Mult() as op, right):
            kind = "sum" if isinstance(op, ast.Add) else "product"
            return kind, (*_parts(left, kind), *_parts(right, kind))
        case ast.BinOp(left, ast.Sub() | ast.Div() as op, right):
            kind = "sum" if isinstance(op, ast.Sub) else "product"
            return kind, (*_parts(left, kind), ("less", _tree(right)))
        case ast.UnaryOp(_, inner):
            return "minus", _tree(inner)
        case ast.Call(func, args):
            return ast.dump(func), tuple(_tree(arg) for arg in args)
        case _:
            return ast.dump(node)


def _parts(node: ast.expr, kind: str) -> tuple[object, ...]:
    """The terms or factors of a part that is a sum or product itself."""
    match _tree(node):
        case (own, tuple() as parts) if own == kind:
            return parts
        case other:
            return (other,)
