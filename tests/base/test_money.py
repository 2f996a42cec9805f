"""Exact to the fen: the printed amounts, a million pairs, shares, capitals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlpay.base.money import RATIO, capitals, decimal_text, half_up, yuan_text
from xlpay.rules.rounding import Rounding
from xlpay.rules.sharing import share

# Annex 1 of Chifeng 2020, as printed.
PRINTED = {
    "1.85": "5257.24",
    "1.80": "5115.15",
    "1.75": "4973.06",
    "1.70": "4830.98",
    "1.65": "4688.89",
    "1.60": "4546.80",
    "1.55": "4404.71",
    "1.50": "4262.63",
    "1.45": "4120.54",
    "1.40": "3978.45",
    "1.35": "3836.36",
    "1.30": "3694.28",
    "1.25": "3552.19",
    "1.20": "3410.10",
    "1.15": "3268.01",
    "1.10": "3125.93",
    "1.05": "2983.84",
    "1.00": "2841.75",
    "0.90": "2557.58",
}


def exact_half_up(value: Fraction) -> int:
    """Halves away from zero, in exact fractions."""
    floor = abs(value).numerator // abs(value).denominator
    rounded = floor + (1 if abs(value) - floor >= Fraction(1, 2) else 0)
    return rounded if value >= 0 else -rounded


@pytest.mark.parametrize(("coefficient", "amount"), PRINTED.items())
def test_every_amount_printed_in_annex_1_comes_out_to_the_fen(
    coefficient: str, amount: str
) -> None:
    parts = int(Fraction(coefficient) * RATIO)
    total = half_up(parts * 3_410_100, RATIO * 12)
    assert yuan_text(int(total)) == amount


def test_a_million_pairs_of_coefficient_and_income_agree_with_exact_fractions() -> None:
    """Compared with a reading of half-up that shares nothing with the code under test."""
    coefficients = np.arange(50, 250, dtype=np.int64)  # hundredths
    incomes = np.arange(20_000_00, 45_000_00, 500, dtype=np.int64)  # fen
    total = half_up(coefficients[:, None] * (RATIO // 100) * incomes[None, :], RATIO * 12)
    assert total.size == 1_000_000
    # t is half-up(n / 1200) if and only if -600 <= n - 1200 t < 600
    numerator = coefficients[:, None] * incomes[None, :]
    off = numerator - 1200 * total
    assert bool(((off >= -600) & (off < 600)).all())
    ties = int((off == -600).sum())
    assert ties > 50_000  # the sweep is full of exact halves, and each went up
    rng = np.random.default_rng(7)
    for i, j in zip(rng.integers(0, 200, 20_000), rng.integers(0, 5000, 20_000), strict=True):
        exact = Fraction(int(coefficients[i]), 100) * int(incomes[j]) / 12
        assert int(total[i, j]) == exact_half_up(exact)


@given(st.integers(-(10**17), 10**17), st.integers(1, 10**9))
def test_half_up_is_the_exact_one(numerator: int, denominator: int) -> None:
    assert int(half_up(numerator, denominator)) == exact_half_up(Fraction(numerator, denominator))


@given(st.integers(0, 10**10), st.sampled_from([1, 10, 100]))
def test_rounding_to_jiao_and_yuan(fen: int, unit: int) -> None:
    rounded = int(Rounding(unit).of(np.asarray([fen]))[0])
    assert rounded % unit == 0
    assert abs(rounded - fen) * 2 <= unit


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**15), min_size=1, max_size=60))
def test_a_shared_pool_keeps_its_sum_and_every_part_is_within_a_fen(
    pool: int, weights: list[int]
) -> None:
    if not any(weights):
        if pool:
            with pytest.raises(ValueError, match="all 0"):
                share(pool, weights)
        return
    parts = share(pool, weights)
    assert int(parts.sum()) == pool
    for part, weight in zip(parts.tolist(), weights, strict=True):
        assert abs(Fraction(pool * weight, sum(weights)) - part) < 1


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=20))
def test_equal_remainders_go_to_the_earlier_row(weights: list[int]) -> None:
    doubled = [weights[0]] * 3
    parts = share(100, doubled)
    assert parts.tolist() == [34, 33, 33]


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角整"),
        (325000, "人民币叁仟贰佰伍拾元整"),
        (525724, "人民币伍仟贰佰伍拾柒元贰角肆分"),
        (140950, "人民币壹仟肆佰零玖元伍角整"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (1000500, "人民币壹万零伍元整"),
        (10000000, "人民币壹拾万元整"),
        (10700053, "人民币壹拾万柒仟元伍角叁分"),
        (10000000010, "人民币壹亿元壹角整"),
        (1001000100, "人民币壹仟零壹万零壹元整"),
    ],
)
def test_amounts_in_capitals(fen: int, text: str) -> None:
    assert capitals(fen) == text


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_no_capitals_outside_their_range(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        capitals(fen)


@given(st.integers(-(10**15), 10**15))
def test_decimal_text_reads_back(fen: int) -> None:
    assert Fraction(decimal_text(fen, 100)) == Fraction(fen, 100)
    assert Fraction(yuan_text(fen)) == Fraction(fen, 100)
