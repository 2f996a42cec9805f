"""The statutory retirement month, at the law's own examples and over every month of birth."""

from __future__ import annotations

import numpy as np
import pytest

from xlpay.base.forms import RETIREMENT_WORDS
from xlpay.base.money import ints
from xlpay.base.months import month_of, month_text
from xlpay.policy.national.retirement import retirement_ages, retirement_law
from xlpay.rules.retirement import delay_months, retirement_months

ANCHORS = [
    ("1964-12", "男60", 0, "2024-12"),
    ("1965-01", "男60", 1, "2025-02"),
    ("1965-04", "男60", 1, "2025-05"),
    ("1965-05", "男60", 2, "2025-07"),
    ("1970-07", "男60", 17, "2031-12"),
    ("1976-08", "男60", 35, "2039-07"),
    ("1976-09", "男60", 36, "2039-09"),
    ("1990-03", "男60", 36, "2053-03"),
    ("1969-12", "女55", 0, "2024-12"),
    ("1970-01", "女55", 1, "2025-02"),
    ("1971-04", "女55", 4, "2026-08"),
    ("1981-09", "女55", 36, "2039-09"),
    ("1974-12", "女50", 0, "2024-12"),
    ("1975-01", "女50", 1, "2025-02"),
    ("1975-03", "女50", 2, "2025-05"),
    ("1980-06", "女50", 33, "2033-03"),
    ("1984-10", "女50", 59, "2039-09"),
    ("1984-11", "女50", 60, "2039-11"),
]


def month(text: str) -> int:
    year, number = text.split("-")
    return month_of(int(year), int(number))


@pytest.mark.parametrize(("born", "category", "delay", "due"), ANCHORS)
def test_examples(born: str, category: str, delay: int, due: str) -> None:
    age, months = retirement_ages()[category], ints([month(born)])
    assert delay_months(months, age).tolist() == [delay]
    assert [month_text(m) for m in retirement_months(months, age).tolist()] == [due]


@pytest.mark.parametrize("category", RETIREMENT_WORDS)
def test_later_born_never_retire_earlier_and_never_beyond_the_limit(category: str) -> None:
    age = retirement_ages()[category]
    born = np.arange(month("1940-01"), month("2010-12"))
    due, delay = retirement_months(born, age), delay_months(born, age)
    assert (np.diff(due) >= 0).all()
    assert set(np.diff(delay).tolist()) == {0, 1}
    assert (due[delay == 0] < month("2025-01")).all()  # delayed from 2025 on, and only from then
    assert (due[delay > 0] >= month("2025-01")).all()
    assert delay.max() == (60 if age.years == 50 else 36)


def test_every_word_has_an_age_and_each_sex_one_default() -> None:
    ages = retirement_ages()
    assert tuple(ages) == RETIREMENT_WORDS
    assert sorted((a.word, a.male) for a in ages.values() if a.default) == [
        ("女55", False),
        ("男60", True),
    ]
    assert all(category.source for category in retirement_law().category)
