"""Honours that raise the grade or give an allowance, from the month after; by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.months import changes
from tests.support.small_scheme import Raw, added, alone, changed, problems
from tests.support.third_city import agrees, pay, run_of
from tests.support.units import Row, person
from xlpay.explain.figures import explain


def honours(**keys: object) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        raw["honour"] = [{"word": w, "source": "十七"} for w in ("区级表彰", "市级表彰")]
        effect = {"honour": ["市级表彰"], "grades": 1, "source": "十七", **keys}
        raw["grade"]["honours"] = [effect]
        raw["cause"].insert(0, {"name": "表彰", "takes": "honour", "source": "十七"})
        added(raw, "荣誉津贴", "fixed", amount=30, when={"honour": ["区级表彰", "市级表彰"]})

    return change


GIVEN: list[Row] = [
    ("甲", "荣誉", "市级表彰", "2024-02-10"),
    ("甲", "荣誉", "市级表彰", "2024-03-10"),
    ("乙", "荣誉", "区级表彰", "2024-02-10"),
]


def test_an_honour_counts_from_the_month_after() -> None:
    people = [person(n, 进入社区日期="2024-01-01") for n in "甲乙"]
    unit = alone(changed(honours()), "2024-04", *people, credentials=GIVEN)
    agrees(pay(run_of(unit, "2024-02"))["甲"], 等级=1, 荣誉津贴=0)
    march = run_of(unit, "2024-03")
    agrees(pay(march)["甲"], 等级=2, 荣誉津贴=30)
    agrees(pay(march)["乙"], 等级=1, 荣誉津贴=30)
    rows = [(c.person, c.cause, c.amount, c.before, c.after) for c in changes(march)]
    assert rows[0] == (0, "表彰", 430_00, "无，1级，4100.00元", "市级表彰1次，2级，4530.00元")
    run = run_of(unit)
    agrees(pay(run)["甲"], 等级=3, 荣誉津贴=30)
    assert "市级表彰加2级" in {e.item: e for e in explain(run, 0)}["基本工资"].basis


def test_honours_count_so_often_at_most() -> None:
    unit = alone(changed(honours(most=1)), "2024-04", credentials=GIVEN[:2])
    agrees(pay(run_of(unit))["甲"], 等级=2)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"honour": ["市级"]}, "“市级”不是荣誉（最接近的是“市级表彰”）"),
        ({"honour": []}, "没有写哪些荣誉"),
        ({"grads": 1}, "最接近的是“grades”"),
    ],
)
def test_mistakes_in_honours(keys: Raw, wanted: str) -> None:
    lines = problems(honours(**keys))
    assert any(wanted in line and "grade.honours[1]" in line for line in lines), lines
