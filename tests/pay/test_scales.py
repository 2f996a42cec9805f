"""A second scale of qualifications: its own words and sums, both or the higher only; by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.months import changes
from tests.support.small_scheme import Raw, added, alone, changed, component, paid, problems
from tests.support.third_city import agrees, given, pay, run_of
from tests.support.units import Row, person
from xlpay.explain.figures import explain

HELD: list[Row] = [
    ("甲", "职业资格", "社会工作师", "2024-01-10"),
    ("甲", "职业资格", "心理咨询师二级", "2024-02-10"),
    ("乙", "职业资格", "心理咨询师三级", "2024-01-10"),
    ("丙", "职业资格", "助理社会工作师", "2024-01-10"),
    ("丙", "职业资格", "心理咨询师二级", "2024-01-10"),
]
PEOPLE = [person(n, 进入社区日期="2023-01-01") for n in "甲乙丙丁"]


def two(raw: Raw) -> None:
    """心理咨询师三级 and 二级 beside the scale of 社会工作师."""
    raw["qualification"] += [
        {"word": f"心理咨询师{x}", "scale": "心理咨询师", "source": "九"} for x in ("三级", "二级")
    ]


def together(several: str) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        two(raw)
        rows = [
            {"qualification": f"心理咨询师{x}", "amount": a}
            for x, a in (("三级", 80), ("二级", 160))
        ]
        table = component(raw, "职业津贴")
        table["rows"] += rows
        table["several"] = several

    return change


@pytest.mark.parametrize(
    ("several", "wanted"),
    [("highest", [200, 80, 160, 0]), ("sum", [360, 80, 260, 0])],
)
def test_one_table_of_two_scales(several: str, wanted: list[int]) -> None:
    unit = alone(changed(together(several)), "2024-03", *PEOPLE, credentials=HELD)
    run = run_of(unit)
    got = pay(run)
    assert [got[n]["职业津贴"] for n in "甲乙丙丁"] == wanted
    told = {e.item: e for e in explain(run, 0)}["职业津贴"]
    assert told.formula == ("200" if several == "highest" else "200+160")
    assert "社会工作师、心理咨询师二级" in told.basis


def test_the_second_certificate_is_a_change_of_its_own() -> None:
    unit = alone(changed(together("sum")), "2024-03", *PEOPLE, credentials=HELD)
    (row,) = changes(run_of(unit))
    assert (row.cause, row.amount) == ("职业资格", 160_00)
    assert row.before.startswith("社会工作师，")
    assert row.after.startswith("社会工作师、心理咨询师二级，")


def test_a_component_a_scale_and_a_column_each() -> None:
    def change(raw: Raw) -> None:
        two(raw)
        rows = [
            {"qualification": f"心理咨询师{x}", "amount": a}
            for x, a in (("三级", 80), ("二级", 160))
        ]
        added(raw, "心理津贴", "table", keys=["qualification"], rows=rows, otherwise=0)
        added(raw, "双证奖", "fixed", amount=30, when={"qualification": ["心理咨询师二级"]})
        raw["payroll"]["columns"] += [
            {"header": "资格", "shows": "qualification"},
            {"header": "心理资格", "shows": "qualification", "of": "心理咨询师"},
        ]

    got = paid(changed(change), "2024-03", *PEOPLE, credentials=HELD)
    agrees(got["甲"], 职业津贴=200, 心理津贴=160, 双证奖=30, 心理资格="心理咨询师二级")
    agrees(got["甲"], 资格="社会工作师、心理咨询师二级")
    agrees(got["乙"], 职业津贴=0, 心理津贴=80, 双证奖=0, 资格="心理咨询师三级")
    agrees(got["丁"], 心理资格=None)


def test_each_scale_raises_the_grade_and_is_awarded_by_itself() -> None:
    def change(raw: Raw) -> None:
        together("sum")(raw)
        raw["grade"]["qualification"] = [
            {"effect": "grades", "source": "九", "values": [{"level": level, "value": 1}]}
            for level in ("社会工作师", "心理咨询师二级")
        ]
        since: Any = raw["issued"]
        common = {"kind": "certificate", "since": since, "source": "九"}
        raw["event"] = [
            {"name": "社工奖", "at_least": "社会工作师", "amount": 1000, **common},
            {"name": "心理奖", "at_least": "心理咨询师三级", "amount": 500, **common},
        ]

    unit = alone(changed(change), "2024-03", *PEOPLE, credentials=HELD)
    got = pay(run_of(unit))
    assert [got[n]["等级"] for n in "甲乙丙丁"] == [3, 1, 2, 1]
    assert given(run_of(unit, "2024-02")) == [
        ("甲", "社工奖", 1000),
        ("乙", "心理奖", 500),
        ("丙", "心理奖", 500),
    ]
    assert given(run_of(unit)) == [("甲", "心理奖", 500)]


@pytest.mark.parametrize(("several", "wanted"), [("highest", [200, 200]), ("sum", [300, 200])])
def test_a_table_by_duty_for_who_holds_two(several: str, wanted: list[int]) -> None:
    def change(raw: Raw) -> None:
        raw["duty"] += [
            {"word": w, "kind": "extra", "source": "十"} for w in ("网格长", "妇联主席")
        ]
        rows = [{"duty": "网格长", "amount": 200}, {"duty": "妇联主席", "amount": 100}]
        table = {"keys": ["duty"], "rows": rows, "otherwise": 0, "several": several}
        added(raw, "兼职补贴", "table", **table)

    duties = [("甲", "网格长", "2023-01-01"), ("甲", "妇联主席", "2023-01-01")]
    duties += [("乙", "网格长", "2023-01-01")]
    got = paid(changed(change), "2024-03", *PEOPLE, duties=duties)
    assert [got[n]["兼职补贴"] for n in "甲乙"] == wanted


def in_factor(raw: Raw) -> None:
    two(raw)
    rows = [{"qualification": w, "value": 1} for w in ("社会工作师", "心理咨询师三级")]
    raw["factor"] = [
        {
            "name": "资格系数",
            "keys": ["qualification"],
            "rows": rows,
            "otherwise": 0,
            "source": "九",
        }
    ]
    component(raw, "基本工资")["plus"] = ["资格系数"]


def in_one_rule(raw: Raw) -> None:
    two(raw)
    values = [{"level": w, "value": 1} for w in ("社会工作师", "心理咨询师三级")]
    raw["grade"]["qualification"] = [{"effect": "grades", "source": "九", "values": values}]


def first(raw: Raw) -> None:
    two(raw)
    raw["qualification"].insert(0, raw["qualification"].pop())


def third_column(raw: Raw) -> None:
    two(raw)
    column = {"header": "丙", "shows": "qualification", "of": "心理咨询"}
    raw["payroll"]["columns"].append(column)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (together(""), "component[2].several：行里有几套资格"),
        (together("both"), "不在 （空）、highest、sum 之中"),
        (lambda raw: component(raw, "职业津贴").update(several="sum"), "用不着 several"),
        (in_factor, "factor[1].rows：这里的行只能用一套资格"),
        (in_one_rule, "grade.qualification[1].values：一条规则只能用一套资格"),
        (lambda raw: raw["education"][0].update(scale="甲"), "scale 只用于职业资格"),
        (first, "没有写 scale 的资格是主要的一套"),
        (
            third_column,
            "最接近的是“心理咨询师”",
        ),
    ],
)
def test_mistakes_in_scales(change: Callable[[Raw], object], wanted: str) -> None:
    lines = problems(change)
    assert any(wanted in line for line in lines), lines
