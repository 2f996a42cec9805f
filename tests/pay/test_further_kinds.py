"""Kinds that schemes of further cities asked for, each by itself and worked by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.months import awards, changes
from tests.support.places import ROOT
from tests.support.small_scheme import Raw, added, alone, changed, component, paid, problems
from tests.support.third_city import agrees, pay, rows, run_of, unit_of
from tests.support.units import person
from xlpay import checks
from xlpay.explain.figures import year_lines
from xlpay.policy.files import skeleton
from xlpay.policy.validate.lint import lints
from xlpay.results import month as month_results

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
INDEX: Raw = {
    "name": "社平工资",
    "kind": "index",
    "per": "year",
    "source": "六",
    "years": [{"year": 2022, "source": "公报", "figures": {"本市": 98765}}],
    "multiple": Decimal("0.32"),
}


# ── a base by itself


@pytest.mark.parametrize(
    ("keys", "wanted", "formula"),
    [
        ({}, "2633.73", "ROUND(98765*0.32/12,2)"),  # 98765×0.32/12 = 2633.7333…
        (
            {"unit": "yuan", "least": 2200, "most": 2600},
            "2600.00",
            "MIN(MAX(ROUND(98765*0.32/12,0),2200),2600)",
        ),
        ({"unit": "ten", "rounds": "up"}, "2640.00", "ROUNDUP(98765*0.32/12,-1)"),
    ],
)
def test_a_base_by_itself_whatever_the_grade(keys: Raw, wanted: str, formula: str) -> None:
    def change(raw: Raw) -> None:
        raw["base"].append(INDEX | keys)
        added(raw, "基础工资", "base", base="社平工资")

    run = run_of(alone(changed(change), "2024-02"))
    agrees(pay(run)["甲"], 基础工资=wanted, 基本工资="4000.00")
    told = [row["算式"] for row in rows(month_results.basis(run)) if row["项目"] == "基础工资"]
    assert told == [formula]


def test_a_base_by_itself_times_a_factor_of_the_place() -> None:
    """98765×0.32/12×1.15 = 3028.79333…, rounded once."""

    def change(raw: Raw) -> None:
        raw["base"].append(INDEX)
        rows = [{"street": "东街", "value": Decimal("1.15")}]
        raw["factor"] = [
            {"name": "地区系数", "keys": ["street"], "rows": rows, "otherwise": 1, "source": "六"}
        ]
        added(raw, "基础工资", "base", base="社平工资", factors=["地区系数"])

    people = [person("甲", 街道="东街"), person("乙", 街道="西街")]
    got = paid(changed(change), "2024-02", *people)
    agrees(got["甲"], 基础工资="3028.79")
    agrees(got["乙"], 基础工资="2633.73")


def test_a_new_figure_of_a_base_by_itself_is_named_in_the_approval_table() -> None:
    def change(raw: Raw) -> None:
        later = {"year": 2023, "source": "公报", "figures": {"本市": 102345}}
        raw["base"].append(INDEX | {"years": [*INDEX["years"], later], "unit": "yuan"})
        added(raw, "基础工资", "base", base="社平工资")
        raw["pays_from"] = "2023-01"

    unit = alone(changed(change), "2024-01", person("甲", 进入社区日期="2023-03-01"))
    # 98765×0.32/12 = 2633.73 -> 2634; 102345×0.32/12 = 2729.20 -> 2729
    told = [(c.cause, c.amount, c.before) for c in changes(run_of(unit)) if c.cause == "标准调整"]
    assert told == [("标准调整", 95_00, "社平工资2634.00元，6734.00元")]


def test_a_base_by_itself_needs_its_base() -> None:
    lines = problems(lambda raw: added(raw, "基础工资", "base", base="社平"))
    assert any("component[4].base" in line and "社平" in line for line in lines), lines


# ── rounding


@pytest.mark.parametrize(
    ("unit", "rounds", "wanted"),
    [
        ("fen", "down", "4441.27"),
        ("jiao", "up", "4441.30"),
        ("yuan", "down", "4441.00"),
        ("ten", "nearest", "4440.00"),
        ("ten", "up", "4450.00"),
    ],
)
def test_rounding_up_down_and_to_ten(unit: str, rounds: str, wanted: str) -> None:
    """4001.15×1.11 = 4441.2765."""

    def change(raw: Raw) -> None:
        raw["base"][0]["amount"] = Decimal("4001.15")
        raw["grade"]["steps"][0]["coefficient"] = Decimal("1.11")
        raw["grade"]["steps"][1]["coefficient"] = Decimal("1.2")
        component(raw, "基本工资").update(rounding=unit, rounds=rounds)

    agrees(paid(changed(change), "2024-02")["甲"], 基本工资=wanted)


def test_a_sum_that_is_already_round_is_not_rounded_up() -> None:
    def change(raw: Raw) -> None:
        component(raw, "基本工资").update(rounding="ten", rounds="up")

    agrees(paid(changed(change), "2024-02")["甲"], 基本工资="4000.00")


# ── conditions


def test_an_allowance_for_women_by_the_identity_number() -> None:
    def change(raw: Raw) -> None:
        added(raw, "卫生费", "fixed", amount=30, when={"sex": "女"})
        added(raw, "劳保费", "fixed", amount=20, unless={"sex": "女"})

    run = run_of(alone(changed(change), "2024-02", person("甲"), person("乙", male=True)))
    agrees(pay(run)["甲"], 卫生费=30, 劳保费=0)
    agrees(pay(run)["乙"], 卫生费=0, 劳保费=20)
    told = {(r["姓名"], r["项目"]): r["依据"] for r in rows(month_results.basis(run))}
    assert "不发：只给女的" in told["乙", "卫生费"]
    assert "不发：女的不发" in told["甲", "劳保费"]


# ── words


def test_the_functions_give_the_parts_of_a_sum_by_grade(tmp_path: Path) -> None:
    """4000 + 2300 at grade 3: 5670 and 630."""
    text = skeleton.text("mycity-2024").partition("# ════")[0]
    head, _, rest = text.partition("steps = [")
    text = head + rest.partition("]\n")[2]
    text = text.replace('  { header = "系数", shows = "coefficient" },\n', "")
    text = text.replace('kind = "coefficient" # 系数×基数', 'kind = "base"\npay = "memo"')
    text += """
[[component]]
name = "薪级工资"
kind = "table"
keys = ["grade"]
pay = "memo"
source = "一"
rows = [
  { grade = 1, amount = 2100 }, { grade = 2, amount = 2200 },
  { grade = 3, amount = 2300 }, { grade = 4, amount = 2400 },
]

[[component]]
name = "标准"
kind = "sum"
parts = ["基本工资", "薪级工资"]
pay = "memo"
source = "一"

[[component]]
name = "基本薪酬"
kind = "share"
of = "标准"
share = 0.9
rounding = "yuan"
source = "一"

[[component]]
name = "绩效计提"
kind = "rest"
of = "标准"
less = ["基本薪酬"]
pay = "accrual"
source = "一"
"""
    (tmp_path / "mycity-2024.toml").write_text(text, "utf-8")

    def told(*arguments: str) -> str:
        """Each in a process of its own: policies are chosen before the first function."""
        code = "import sys; from xlpay.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code, "fn", *arguments, "--policy", "mycity-2024.toml"]
        done = subprocess.run(
            command, check=False, cwd=tmp_path, capture_output=True, env=ENVIRONMENT
        )
        return (done.stdout + done.stderr).decode("utf-8")

    assert told("CWBASE", "3", "4000").strip() == "5670"
    assert told("CWPERF", "3", "4000").strip() == "630"
    assert "应为 1—4 的整数" in told("CWBASE", "5", "4000")
    assert "mycity-2024没有等级系数" in told("CWCOEF", "3")
    assert "mycity-2024没有学历工资" in told("CWEDU", "本科")


def test_probation_that_changes_a_component_wants_a_cause() -> None:
    def change(raw: Raw) -> None:
        raw["probation"] = {
            "mode": "amount", "ratio": Decimal("0.8"), "components": ["基本工资"], "source": "三"
        }  # fmt: skip

    told = [problem.message for problem in lints(changed(change), "small.toml")]
    assert "“基本工资”随试用期变动，没有对应的变动原因" in told


def test_a_change_of_rules_that_changes_the_grade_says_so() -> None:
    def change(raw: Raw) -> None:
        raw["id"], raw["pays_from"] = "revised", "2024-07"
        for ladder in raw["grade"]["ladders"]:
            ladder["bands"] = [{"years": y, "grade": g} for y, g in ((0, 3), (9, 4))]

    old, new = changed(lambda raw: raw.update(successor="revised")), changed(change)
    unit = unit_of([old, new], "2024-07", [person("甲", 进入社区日期="2024-01-01")])[0]
    [told] = changes(run_of(unit))
    assert (told.cause, told.amount) == ("标准调整", 1000_00)  # 4000×1.25 - 4000×1
    assert told.before.startswith("1级，") and told.after.startswith("3级，")


def test_a_degree_that_changes_the_grade_is_named() -> None:
    def change(raw: Raw) -> None:
        raw["degree"] = [{"word": "学士", "equals": "本科", "source": "四"}]
        raw["grade"]["education"] = [
            {
                "effect": "grades",
                "needs": "both",
                "values": [{"level": "本科", "value": 1}],
                "source": "四",
            }
        ]
        raw["cause"].insert(0, {"name": "学历学位", "takes": "education", "source": "四"})

    unit = alone(
        changed(change),
        "2024-03",
        person("甲", 进入社区日期="2024-01-01", 学历="本科"),
        credentials=[("甲", "学位", "学士", "2024-02-10")],
    )
    [told] = changes(run_of(unit))
    assert (told.before, told.after) == ("本科，1级，4100.00元", "本科、学士，2级，4500.00元")


# ── years since the first job


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"basis": "calendar"}, 170),  # 2008 to 2024: 17 years
        ({"basis": "anniversary"}, 150),  # 2008-03-20 to 2024-02-29: 15
        ({"basis": "service", "present": "before"}, "159.17"),  # March 2008 to January 2024
    ],
)
def test_years_since_the_first_job(keys: Raw, wanted: str | int) -> None:
    """10 yuan a year; months 2008-03 … 2024-01 are 191: 10×191/12 = 159.1666…"""

    def change(raw: Raw) -> None:
        raw["count"].append({"name": "工龄", "start": "first_job", "source": "五", **keys})
        added(raw, "工龄工资", "years", of="工龄", rate=10)

    staff = person("甲", 进入社区日期="2020-01-01", 参加工作日期="2008-03-20")
    # 工作年限 keeps to the day of entry
    run = run_of(alone(changed(change), "2024-02", staff))
    agrees(pay(run)["甲"], 工龄工资=wanted)
    assert year_lines(run, run.scheme.document.count[1], 0)[0].startswith(
        "从 2008-03-20 参加工作起"
    )


def test_who_has_no_first_job_is_told_and_counts_from_entry() -> None:
    def change(raw: Raw) -> None:
        keys = {"basis": "calendar", "start": "first_job"}
        raw["count"].append({"name": "工龄", "source": "五", **keys})
        added(raw, "工龄工资", "years", of="工龄", rate=10)

    late = person("乙", 进入社区日期="2022-01-01", 参加工作日期="2023-01-01")
    run = run_of(alone(changed(change), "2024-02", person("甲", 进入社区日期="2022-01-01"), late))
    agrees(pay(run)["甲"], 工龄工资=30)  # 2022, 2023, 2024
    agrees(pay(run)["乙"], 工龄工资=30)
    told = [f.message for f in checks.findings(run) if f.code == "R-NOFIRSTJOB"]
    assert told == ["没有填参加工作日期，“工龄”从进入社区日期起算"]


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"basis": "rating", "ratings": ["合格"], "uncounted": ["优秀"]}, "start"),
        ({"basis": "calendar", "opening": "期初合格年数"}, "opening"),
        ({"basis": "post"}, "start"),
    ],
)
def test_years_since_the_first_job_know_no_ratings_and_no_opening(keys: Raw, path: str) -> None:
    def change(raw: Raw) -> None:
        raw["count"].append({"name": "工龄", "start": "first_job", "source": "五", **keys})

    told = ("参加工作", f"用 {path}。")  # of a kind that can, or by a kind that has no such key
    own = [line for line in problems(change) if f"count[2].{path}" in line]
    assert any(word in line for line in own for word in told)


# ── probation


def test_probation_with_a_ratio_of_its_own_for_a_component() -> None:
    """80% of 4000, 90% of 1000; the allowance of 100 is paid whole."""

    def change(raw: Raw) -> None:
        added(raw, "绩效", "fixed", amount=1000)
        raw["probation"] = {
            "mode": "amount",
            "ratio": Decimal("0.8"),
            "components": ["基本工资"],
            "ratios": [{"component": "绩效", "ratio": Decimal("0.9")}],
            "source": "三",
        }

    staff = person("甲", 进入社区日期="2024-01-01", 试用期截止日期="2024-03-31")
    got = paid(changed(change), "2024-02", staff)["甲"]
    agrees(got, 基本工资=3200, 绩效=900, 通讯补贴=100, 应发合计=4200)


def probation_of_months(raw: Raw) -> None:
    raw["setting"].append(
        {"name": "试用期月数", "kind": "count", "min": 1, "max": 6, "default": 3, "source": "三"}
    )
    raw["probation"] = {
        "mode": "amount",
        "ratio": Decimal("0.8"),
        "components": ["基本工资"],
        "months": {"setting": "试用期月数"},
        "source": "三",
    }


@pytest.mark.parametrize(
    ("month", "months", "wanted"),
    [
        ("2024-02", None, 3200),
        ("2024-04", None, 3200),  # from 15 January: until 14 April, through April
        ("2024-05", None, 4000),
        ("2024-03", 2, 3200),
        ("2024-04", 2, 4000),
    ],
)
def test_probation_of_so_many_months_from_entry(
    month: str, months: int | None, wanted: int
) -> None:
    settings = {} if months is None else {"试用期月数": months}
    staff = [
        person("甲", 进入社区日期="2024-01-15"),
        person("乙", 进入社区日期="2024-01-15", 试用期截止日期="2024-01-14"),  # has none
    ]
    document = changed(probation_of_months)
    unit = unit_of([document], month, staff, settings=settings)[0]
    got = pay(run_of(unit))
    agrees(got["甲"], 基本工资=wanted)
    agrees(got["乙"], 基本工资=4000)


def test_a_day_before_entry_says_that_there_is_no_probation() -> None:
    staff = person("乙", 进入社区日期="2024-02-15", 试用期截止日期="2024-02-14")
    unit, told = unit_of([changed(probation_of_months)], "2024-02", [staff])
    agrees(pay(run_of(unit))["乙"], 基本工资=4000)
    assert not [line for line in told if "R-PROBATION" in line]


def test_mistakes_in_probation_are_told() -> None:
    def twice(raw: Raw) -> None:
        probation_of_months(raw)
        raw["probation"]["ratios"] = [{"component": "基本工资", "ratio": 1}]

    def elsewhere(raw: Raw) -> None:
        probation_of_months(raw)
        raw["probation"].update(mode="full", ratios=[{"component": "基本工资", "ratio": 1}])

    def nobody(raw: Raw) -> None:
        probation_of_months(raw)
        del raw["probation"]["months"]
        raw["probation"]["category"] = ["聘用"]

    assert any("“基本工资”写了两次" in line for line in problems(twice))
    assert any("只有 mode = amount 用 ratios" in line for line in problems(elsewhere))
    told = problems(nobody)
    assert any("没有写 months" in line for line in told)
    assert any("probation.category" in line and "聘用制" in line for line in told)


def test_a_column_of_bases_has_no_total() -> None:
    def change(raw: Raw) -> None:
        shown = {"header": "基数", "shows": "base", "of": "薪酬基数"}
        raw["payroll"]["columns"].append(shown)

    run = run_of(alone(changed(change), "2024-02", person("甲"), person("乙")))
    columns = {column.header: column for column in month_results.payroll(run).columns}
    assert columns["基本工资"].summed and not columns["基数"].summed


def test_anniversaries_before_the_award_are_one_notice_a_person() -> None:
    """Ten and five years had been full before 2024: both in one line, the newer first."""

    def change(raw: Raw) -> None:
        since = date(2024, 1, 1)
        raw["event"] = [
            {"name": f"满{y}年奖", "kind": "service", "years": y, "amount": 1000, "since": since}
            | {"source": "八"}
            for y in (5, 10)
        ]

    run = run_of(alone(changed(change), "2024-02", person("甲", 进入社区日期="2010-03-01")))
    told = [finding.message for finding in awards(run)[1]]
    assert told == ["2020-03-01 已满10年、2015-03-01 已满5年，在办法施行以前，没有列入"]
