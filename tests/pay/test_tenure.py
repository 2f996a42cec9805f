"""Years in the present post or duty, anniversaries, and what is left of a former grade; by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.support.months import changes
from tests.support.small_scheme import Raw, added, alone, changed, component, paid, problems
from tests.support.third_city import agrees, pay, run_of
from tests.support.units import Row, person
from xlpay.base.months import month_text
from xlpay.explain.figures import explain, year_lines


def counting(**keys: object) -> Callable[[Raw], None]:
    """A count of its own, paid by a table from 0, 2 and 5 years on."""

    def change(raw: Raw) -> None:
        raw["count"].append({"name": "任现职年限", "source": "六", **keys})
        raw["cause"].insert(
            0, {"name": "任职年限", "takes": "years", "of": "任现职年限", "source": "六"}
        )
        rows = [{"years": y, "amount": a} for y, a in ((0, 0), (2, 200), (5, 500))]
        table = {"keys": ["years"], "of": "任现职年限", "rows": rows, "otherwise": 0}
        added(raw, "任职津贴", "table", **table)
        raw["payroll"]["columns"].append({"header": "任现职", "shows": "years", "of": "任现职年限"})

    return change


SPELLS: list[Row] = [  # 居委会主任 from April 2019 on, 党组织书记 from April 2021: 正职 all along
    ("甲", "居委会主任", "2019-03-10", "2021-03-31"),
    ("甲", "党组织书记", "2021-04-01"),
]


@pytest.mark.parametrize(
    ("keys", "month", "years", "amount"),
    [
        # a duty that starts in March counts from April: 24 months before April 2021
        ({"basis": "post", "present": "before"}, "2021-03", 23 / 12, 0),
        ({"basis": "post", "present": "before"}, "2021-04", 2, 200),
        ({"basis": "post", "present": "through"}, "2021-03", 2, 200),
        # through the year before: April-December 2019 and 2020
        ({"basis": "post"}, "2021-12", "1.75", 0),
        ({"basis": "post"}, "2022-01", "2.75", 200),
        # handed over at the end of March: 党组织书记 counts from May, 居委会主任 to April
        ({"basis": "duty", "duties": ["党组织书记"], "present": "before"}, "2021-04", 0, 0),
        ({"basis": "duty", "duties": ["党组织书记"], "present": "before"}, "2023-05", 2, 200),
        (
            {"basis": "duty", "duties": ["居委会主任", "党组织书记"], "present": "before"},
            "2024-04",
            5,
            500,
        ),
    ],
)
def test_years_in_the_present_post_or_duty(
    keys: Raw, month: str, years: object, amount: int
) -> None:
    def change(raw: Raw) -> None:
        counting(**keys)(raw)
        raw["pays_from"] = "2019-01"

    staff = person("甲", 进入社区日期="2015-01-01")
    run = run_of(alone(changed(change), month, staff, duties=SPELLS))
    agrees(pay(run)["甲"], 任现职=years, 任职津贴=amount)


def test_a_change_of_post_starts_again_and_the_last_post_runs_from_entry() -> None:
    people = [person(n, 进入社区日期="2020-01-01") for n in "甲乙丙"]
    duties = [
        ("甲", "党组织书记", "2023-06-15", "2024-02-10"),  # 工作人员 again from March 2024
        ("乙", "党组织书记", "2020-01-01"),
        ("丙", "中断", "2022-01-01", "2022-12-31"),
    ]
    document = changed(counting(basis="post", present="before"))
    unit = alone(document, "2024-06", *people, duties=duties)
    got = pay(run_of(unit))
    agrees(got["甲"], 任现职="0.25", 任职津贴=0)  # March to May
    agrees(got["乙"], 任现职=53 / 12, 任职津贴=200)
    agrees(got["丙"], 任现职=41 / 12, 任职津贴=200)  # a year of interruption less
    run = run_of(unit, "2024-03")
    assert year_lines(run, run.scheme.document.count[1], 0)[0] == "任工作人员，从 2024-03 起算"
    reset = changed(counting(basis="post", present="before", breaks="reset"))
    agrees(paid(reset, "2024-06", *people, duties=duties)["丙"], 任现职=17 / 12)


def test_bands_by_years_in_the_post() -> None:
    def change(raw: Raw) -> None:
        raw["count"][0] = {
            "name": "工作年限",
            "basis": "post",
            "present": "before",
            "source": "六",
        }

    duties = [("甲", "党组织书记", "2018-12-15")]
    staff = person("甲", 进入社区日期="2010-01-01")
    unit = alone(changed(change), "2024-01", staff, duties=duties)
    agrees(pay(run_of(unit))["甲"], 等级=3)  # 5 years of 正职
    agrees(pay(run_of(alone(changed(change), "2024-01", staff)))["甲"], 等级=3)  # 14: 10 years on


@pytest.mark.parametrize(
    ("keys", "month", "years"),
    [
        ({"present": "before"}, "2024-03", 3),
        ({"present": "before"}, "2024-04", 4),  # the month after 15 March
        ({}, "2024-03", 4),
        # 不合格 of 2022 takes a year off, from January 2023 on
        (
            {"present": "before", "extra": [{"rating": "不合格", "years": 1, "less": True}]},
            "2024-04",
            3,
        ),
    ],
)
def test_an_anniversary_raises_in_the_month_after_it(keys: Raw, month: str, years: int) -> None:
    document = changed(counting(basis="anniversary", **keys))
    staff = person("甲", 进入社区日期="2020-03-15")
    ratings = [("甲", 2022, "不合格")]
    run = run_of(alone(document, month, staff, ratings=ratings))
    agrees(pay(run)["甲"], 任现职=years)
    assert year_lines(run, run.scheme.document.count[1], 0)[0] == "从 2020-03-15 起，满一周年计1年"


def test_an_anniversary_goes_on_from_the_opening_figure() -> None:
    """5 years 10 months at the end of 2020: six in March 2021, nine in March 2024."""
    document = changed(counting(basis="anniversary", opening="期初折算年限"))
    staff = person("甲", 进入社区日期="2018-01-01", 期初截止年度="2020", 期初折算年限="5.83")
    unit = alone(document, "2024-03", staff)
    agrees(pay(run_of(unit, "2024-02"))["甲"], 任现职=8)
    agrees(pay(run_of(unit))["甲"], 任现职=9)


def test_the_present_year_is_told_as_far_as_it_counts() -> None:
    document = changed(counting(basis="service", present="before"))
    run = run_of(alone(document, "2024-07", person("甲", 进入社区日期="2023-01-01")))
    assert "2024年 在岗6个月 计0.5年" in year_lines(run, run.scheme.document.count[1], 0)


# ── a former grade


def posts(keeps: str, **keys: object) -> Callable[[Raw], None]:
    """正职 2, 3, 4 and 工作人员 1, 2, 3 by 0, 5, 10 years; 正职's own coefficients."""

    def change(raw: Raw) -> None:
        own = [(2, "1.2"), (3, "1.35"), (4, "1.5")]
        raw["grade"]["steps"] += [
            {"grade": g, "coefficient": Decimal(c), "post": "正职"} for g, c in own
        ]
        raw["grade"].update(keeps=keeps, keeps_source="七", **keys)

    return change


MOVED: list[Row] = [("甲", "党组织书记", "2019-01-01", "2023-12-31")]
RATED: list[Row] = [("甲", y, "合格") for y in range(2018, 2024)]


@pytest.mark.parametrize(
    ("change", "grade", "basic"),
    [
        (lambda raw: None, 2, 4400),  # 6 years as 工作人员
        (posts("grade"), 3, 5000),  # 正职 3 as of January, with 6 years; 1.25×4000
        (posts("grade", keeps_on="lower"), 3, 5000),
        (posts("grade", keeps_on="higher"), 2, 4400),
        # 1.35 as 正职 3; 工作人员 3 has 1.25 and is the last of its ladder
        (posts("nearest"), 3, 5000),
    ],
)
def test_who_moves_to_a_lower_post(change: Callable[[Raw], None], grade: int, basic: int) -> None:
    staff = person("甲", 进入社区日期="2018-01-01")
    unit = alone(changed(change), "2024-03", staff, duties=MOVED, ratings=RATED)
    run = run_of(unit)
    agrees(pay(run)["甲"], 岗位="工作人员", 等级=grade, 基本工资=basic)
    told = {e.item: e for e in explain(run, 0)}["基本工资"].basis
    assert ("按原岗位的等级" in told) == (grade > 2)


def test_who_moves_up_takes_the_nearest_grade_not_below() -> None:
    """工作人员 3 (1.25) with 11 years, then 正职: 2 (1.2) by years, the nearest is 3 (1.35)."""

    def change(raw: Raw) -> None:
        posts("nearest")(raw)
        raw["grade"]["ladders"][0]["bands"] = [
            {"years": 0, "grade": 2},
            {"years": 15, "grade": 3},
            {"years": 20, "grade": 4},
        ]

    staff = person("甲", 进入社区日期="2013-01-01")
    ratings = [("甲", y, "合格") for y in range(2013, 2024)]
    duties = [("甲", "党组织书记", "2024-02-10")]
    unit = alone(changed(change), "2024-03", staff, duties=duties, ratings=ratings)
    run = run_of(unit)
    agrees(pay(run)["甲"], 等级=3, 系数="1.35", 基本工资=5400)
    (row,) = changes(run)
    assert (row.cause, row.amount, month_text(row.since)) == ("岗位变动", 400_00, "2024-03")


def test_a_grade_kept_twice() -> None:
    """正职 4 by 10 years, 工作人员 from 2024-02, 正职 again from 2024-05, 工作人员 from 2024-08."""
    staff = person("甲", 进入社区日期="2013-01-01")
    ratings = [("甲", y, "合格") for y in range(2013, 2024)]
    duties = [
        ("甲", "党组织书记", "2013-01-01", "2024-01-20"),
        ("甲", "党组织书记", "2024-04-10", "2024-07-10"),
    ]
    unit = alone(changed(posts("grade")), "2024-09", staff, duties=duties, ratings=ratings)
    for month in ("2024-01", "2024-02", "2024-05", "2024-08", "2024-09"):
        agrees(pay(run_of(unit, month))["甲"], 等级=4)


# ── mistakes


def without_steps(raw: Raw) -> None:
    posts("nearest")(raw)
    del raw["grade"]["steps"]
    rows = [{"grade": g, "amount": 3000 + g} for g in (1, 2, 3, 4)]
    wage = component(raw, "基本工资")
    del wage["base"]
    wage.update(kind="table", keys=["grade"], rows=rows)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (counting(basis="duty"), "duty 要写哪些职务 duties"),
        (counting(basis="duty", duties=["书记"]), "“书记”不是职务（最接近的是“党组织书记”）"),
        (counting(basis="post", duties=["党组织书记"]), "只有 basis = duty 用 duties"),
        (counting(basis="service", duties=["党组织书记"]), "只有 basis = duty 用 duties"),
        (
            counting(basis="post", ratings=["合格"]),
            "只有 basis = calendar、months、rating 用 ratings",
        ),
        (counting(basis="post", opening="期初折算年限"), "post 只看任职记录，不用 opening"),
        (counting(basis="posts"), "最接近的是“post”"),
        (posts("nearst"), "最接近的是“nearest”"),
        (posts("", keeps_on="lower"), "没有写保留什么"),
        (lambda raw: raw["grade"].update(keeps="grade"), "grade.keeps_source：没有写出处"),
        (without_steps, "就近就高按等级系数比"),
    ],
)
def test_mistakes_in_tenure_and_former_grades(change: Callable[[Raw], object], wanted: str) -> None:
    lines = problems(change)
    assert any(wanted in line for line in lines), lines
