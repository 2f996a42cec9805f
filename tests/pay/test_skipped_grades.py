"""Ladders that pass over grades, and grades that give a sum and no coefficient."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.support.small_scheme import Raw, added, alone, changed, component, paid, problems
from tests.support.third_city import agrees, run_of
from tests.support.units import person
from xlpay.explain.figures import explain
from xlpay.policy.validate.lint import lints


def skipping(raw: Raw) -> None:
    """工作人员 1, 3, 4 by 0, 5, 10 years: nobody is ever in grade 2 of them."""
    bands = [{"years": 0, "grade": 1}, {"years": 5, "grade": 3}, {"years": 10, "grade": 4}]
    raw["grade"]["ladders"] = [
        {"post": "正职", "source": "一", "bands": [{"years": 0, "grade": 3}]},
        {"post": "工作人员", "source": "一", "bands": bands, "skips": True},
    ]
    del raw["grade"]["steps"][1]


def test_a_ladder_may_pass_over_a_grade() -> None:
    document = changed(skipping)
    assert not [lint.line() for lint in lints(document, "t") if "级" in lint.message]
    people = [
        person("甲", 进入社区日期="2018-01-01"),
        person("乙", 进入社区日期="2020-01-01"),
        person("丙", 进入社区日期="2013-01-01"),
    ]
    ratings = [(n, y, "合格") for n in "甲乙丙" for y in range(2013, 2024)]
    got = paid(document, "2024-01", *people, ratings=ratings)
    agrees(got["甲"], 等级=3, 系数="1.25", 基本工资=5000)  # 6 years
    agrees(got["乙"], 等级=1, 基本工资=4000)  # 4
    agrees(got["丙"], 等级=4, 基本工资=5600)  # 11


@pytest.mark.parametrize(
    ("rule", "grade"),
    [
        ({"effect": "floor", "values": [{"level": "本科", "value": 2}]}, 2),
        ({"effect": "grades", "values": [{"level": "本科", "value": 1}]}, 2),
        ({"effect": "limit", "without": 2, "values": [{"level": "本科", "value": 4}]}, 2),
    ],
)
def test_a_grade_between_needs_a_coefficient_where_something_leads_to_it(
    rule: Raw, grade: int
) -> None:
    def change(raw: Raw) -> None:
        skipping(raw)
        raw["grade"]["education"] = [{**rule, "source": "二"}]

    assert any(f"工作人员{grade}级没有系数" in line for line in problems(change))


@pytest.mark.parametrize("grades", [(1, 3, 3), (1, 3, 2)])
def test_grades_that_repeat_or_fall_are_refused(grades: tuple[int, ...]) -> None:
    def change(raw: Raw) -> None:
        raw["grade"]["ladders"][1]["bands"] = [
            {"years": 5 * i, "grade": grade} for i, grade in enumerate(grades)
        ]

    (line,) = [line for line in problems(change) if "bands" in line]
    assert line.startswith("small.toml grade.ladders[2].bands：等级要一级一级往上")
    assert "级之前有空档或重复" in line


def test_a_grade_is_passed_over_only_on_purpose() -> None:
    def forgotten(raw: Raw) -> None:
        skipping(raw)
        del raw["grade"]["ladders"][1]["skips"]

    def needless(raw: Raw) -> None:
        raw["grade"]["ladders"][1]["skips"] = True

    (line,) = problems(forgotten)
    assert "grade.ladders[2].bands：等级要一级一级往上，3级之前有空档或重复" in line
    assert "skips = true" in line
    assert "没有跳级" in problems(needless)[0]


def sums(raw: Raw) -> None:
    """A sum by grade, no coefficient anywhere."""
    skipping(raw)
    del raw["grade"]["steps"]
    rows = [{"grade": g, "amount": a} for g, a in ((1, 3200), (3, 3700), (4, 3900))]
    component(raw, "基本工资").update(kind="table", keys=["grade"], rows=rows)
    del raw["base"], component(raw, "基本工资")["base"]


def without_column(change: Callable[[Raw], None]) -> Callable[[Raw], None]:
    def both(raw: Raw) -> None:
        change(raw)
        raw["payroll"]["columns"] = [
            c for c in raw["payroll"]["columns"] if c["shows"] != "coefficient"
        ]

    return both


def test_sums_by_grade_show_no_coefficient() -> None:
    assert not problems(sums)  # a column of coefficients stays empty, told by policy check
    staff = person("甲", 进入社区日期="2018-01-01")
    ratings = [("甲", y, "合格") for y in range(2018, 2024)]
    run = run_of(alone(changed(without_column(sums)), "2024-01", staff, ratings=ratings))
    told = {e.item: e for e in explain(run, 0)}["基本工资"]
    assert (told.amount, told.formula) == (3700_00, "3700")
    assert "工作人员，工作年限6年，按年限定3级" in told.basis
    assert "系数" not in told.basis


def test_a_row_is_needed_only_for_grades_that_somebody_has() -> None:
    def change(raw: Raw) -> None:
        without_column(sums)(raw)
        del component(raw, "基本工资")["rows"][1]

    (line,) = problems(change)
    assert "缺少“3”这一行" in line


def test_a_coefficient_added_to_nothing_shows_none() -> None:
    """No steps, a coefficient by post alone: 0.9×4000."""

    def change(raw: Raw) -> None:
        without_column(lambda raw: raw["grade"].pop("steps"))(raw)
        rows = [{"post": p, "value": Decimal(v)} for p, v in (("正职", "1.2"), ("工作人员", "0.9"))]
        raw["factor"] = [{"name": "岗位系数", "source": "三", "keys": ["post"], "rows": rows}]
        component(raw, "基本工资")["plus"] = ["岗位系数"]
        added(raw, "岗位津贴", "fixed", amount=0)

    run = run_of(alone(changed(change), "2024-02"))
    told = {e.item: e for e in explain(run, 0)}["基本工资"]
    assert (told.amount, told.formula) == (3600_00, "ROUND(0.9*4000,2)")
    assert "系数0" not in told.basis
