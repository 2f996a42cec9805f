"""A divided pool in 计算依据: every number of a member's 算式 stands in a row of its own."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.small_scheme import Raw, added, alone, changed
from tests.support.third_city import rows, run_of, value_of
from tests.support.units import Person, person
from xlpay.pay.month import MonthPayroll
from xlpay.results import month as month_results

NAME = "绩效分配额"
SCORED = {"甲": 90, "乙": 80, "丙": 100}


def divided(people: list[Person], scores: dict[str, int]) -> MonthPayroll:
    """500 yuan a person, divided by scores in the whole unit."""

    def change(raw: Raw) -> None:
        added(raw, NAME, "pool", amount=500, group="unit")

    given = [(name, "2024-03", score) for name, score in scores.items()]
    return run_of(alone(changed(change), "2024-03", *people, scores=given))


def staff(*names: str) -> list[Person]:
    return [person(name, 进入社区日期="2023-01-01") for name in names]


def test_the_pool_the_weights_and_the_left_over_fen() -> None:
    """1500 by 90:80:100 is 500, 444.444…, 555.555…; the fen left over goes to the last."""
    run = divided(staff(*SCORED), SCORED)
    basis = rows(month_results.basis(run))
    own = {row["姓名"]: row for row in basis if row["项目"] == NAME}
    assert [row["算式"] for row in own.values()] == [
        "ROUNDDOWN(1500*90*500/135000,2)",
        "ROUNDDOWN(1500*80*500/135000,2)",
        "ROUNDDOWN(1500*100*500/135000,2)+0.01",
    ]
    assert own["丙"]["依据"].endswith("；最大余数分得0.01")
    assert "最大余数" not in own["甲"]["依据"] + own["乙"]["依据"]
    pool, weights = basis[-2:]
    assert (pool["姓名"], pool["项目"], pool["金额"]) == ("全单位", f"{NAME}总额", 1500)
    assert (pool["算式"], pool["身份证号"]) == ("500+500+500", None)
    assert (weights["项目"], weights["金额"]) == (f"{NAME}权重合计", None)
    assert weights["算式"] == "90*500+80*500+100*500"
    assert weights["依据"].endswith("3人的得分×份额合计135000")


def test_a_sum_of_very_many_terms_is_told_as_its_number() -> None:
    names = [f"员{chr(0x4E00 + i)}" for i in range(41)]
    pool, weights = rows(month_results.basis(divided(staff(*names), dict.fromkeys(names, 90))))[-2:]
    assert (pool["算式"], weights["算式"]) == ("20500", "1845000")


@pytest.mark.parametrize("scores", [{}, {"甲": 0, "乙": 0, "丙": 0}])
def test_a_pool_that_is_not_divided_has_no_rows(scores: dict[str, int]) -> None:
    run = divided(staff(*SCORED), scores)
    assert not run.pools
    line = run.lines[NAME]
    assert [value_of(text) for text in line.formulas(np.arange(3))] == [500, 500, 500]
