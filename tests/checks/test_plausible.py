"""Values that don't look right, and those beside them that do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.test_earlier import book, told
from tests.support.units import CHIFENG, Findings, Person, checked, people, person
from xlpay.base.codes import Severity
from xlpay.base.findings import in_order
from xlpay.jobs.books import run_month

E, W = Severity.ERROR, Severity.WARNING
MONTH = "2022-03"


def chifeng(*staff: Person | str, **more: Any) -> Findings:
    return checked(CHIFENG, MONTH, staff or ("王伟",), **more)


@pytest.mark.parametrize("income", [381950, 3819.5, 4076, 19097.49, 76390.01])
def test_an_income_one_digit_off_is_an_error(income: float) -> None:
    """红山区 2019: 38195."""
    found = chifeng(settings={"上年度人均可支配收入": income}).one("Q-INCOME")
    assert found.severity is E
    assert found.sheet == "参数"
    assert "38195.00" in found.message


@pytest.mark.parametrize("income", [38195, 48915, 19097.5, 76390])
def test_an_income_that_may_be_is_none(income: float) -> None:
    assert not chifeng(settings={"上年度人均可支配收入": income}).of("Q-INCOME")


def test_a_figure_before_is_known_too_and_one_long_unused_is_not_told() -> None:
    late = {"上年度人均可支配收入": 70000, "收入标准执行月份": "2022-02"}
    assert chifeng(settings={**late, "调整前收入标准": 4076}).of("Q-INCOME")
    early = {"上年度人均可支配收入": 70000, "收入标准执行月份": "2020-06"}
    assert not chifeng(settings={**early, "调整前收入标准": 4076}).of("Q-INCOME")
    assert chifeng(settings={**late, "调整前收入标准": 34000}).of("Q-INCOME")
    assert not chifeng(settings={**late, "调整前收入标准": 36000}).of("Q-INCOME")


def paid_back(kind: str, amount: float, *staff: Person | str) -> Findings:
    return chifeng(*staff, adjustments=[("王伟", MONTH, kind, amount)])


@pytest.mark.parametrize(
    ("kind", "amount", "code"),
    [
        ("补发", 12345, "Q-ADJUSTMENT"),
        ("补发", 40000, "Q-ADJUSTMENT"),
        ("补扣", 6000, "Q-GROSS"),
        ("其他扣款", 5000, "Q-NET"),
    ],
)
def test_a_sum_that_is_far_too_large(kind: str, amount: float, code: str) -> None:
    found = paid_back(kind, amount).one(code)
    assert found.severity is (W if code == "Q-ADJUSTMENT" else E)
    assert (found.sheet, found.person) == ("补扣发明细", "王伟")


@pytest.mark.parametrize(("kind", "amount"), [("补发", 123.45), ("补扣", 2000), ("其他扣款", 500)])
def test_a_sum_that_may_be(kind: str, amount: float) -> None:
    found = paid_back(kind, amount)
    assert not {"Q-ADJUSTMENT", "Q-GROSS", "Q-NET"} & found.codes(E, W)


@pytest.mark.parametrize(("pay", "odd"), [(24000, True), (240, True), (2400, False)])
def test_a_stated_pay_far_from_the_units_median(pay: int, odd: bool) -> None:
    grid = person("赵敏", 人员类别="专职网格员", 网格员月报酬=pay)
    assert bool(chifeng(grid, *people(3)).of("Q-REPORTED")) is odd


def test_what_does_not_look_right_comes_first_of_its_level() -> None:
    found = in_order(paid_back("补发", 40000, "王伟", "李芳"))
    assert len({f.code for f in found if f.severity is W}) > 1
    assert next(f.code for f in found if f.severity is W) == "Q-ADJUSTMENT"


def test_a_leap_since_last_months_result(tmp_path: Path) -> None:
    first = book(tmp_path)
    assert run_month(first).output is not None
    again = book(tmp_path, "2022-03", 基本工资占比=1)
    assert not told(run_month(again).findings, "Q-LEAP")  # 2273.40 and 2841.75
    low = book(tmp_path, "2022-02", 基本工资占比=Decimal("0.2"))
    assert run_month(low).output is not None
    assert len(told(run_month(book(tmp_path, "2022-03")).findings, "Q-LEAP")) == 2
