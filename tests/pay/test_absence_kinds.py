"""Part months by the day of entry, what absence takes away, leave paid in part; by hand.

The skeleton pays 4000 + 100 a month; May 2024 has 23 Monday-Friday days, April 22, March 21.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.support.small_scheme import Raw, added, alone, changed, paid, problems
from tests.support.third_city import agrees, pay, run_of
from tests.support.units import person
from xlpay.explain.figures import explain
from xlpay.policy.files import show

HALF = Decimal("0.5")
AT_15 = [{"through": 15, "share": 1}, {"through": 31, "share": HALF}]
LEFT_15 = [{"through": 15, "share": HALF}, {"through": 31, "share": 1}]


def part_month(**keys: object) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        raw["part_month"].update(keys)
        if keys.get("of_month"):
            del raw["part_month"]["days"]

    return change


# ── part months


@pytest.mark.parametrize(
    ("keys", "entry", "wanted"),
    [
        ({"of_month": True}, "2024-03-11", "1171.43"),  # 6 of 21: 4100×6/21
        ({"of_month": True, "by": "calendar"}, "2024-03-11", "1322.58"),  # 4100×10/31
        ({"of_month": True}, "2024-03-25", "3123.81"),  # 16 out, 5 in: 4100-4100×5/21
        ({"entering": AT_15}, "2024-03-11", "0.00"),
        ({"entering": AT_15}, "2024-03-15", "0.00"),
        ({"entering": AT_15}, "2024-03-16", "2050.00"),
        ({"entering": [{"through": 31, "share": 0}]}, "2024-03-04", "4100.00"),
        ({"leaving": LEFT_15}, "2024-03-11", "1131.03"),  # entry by days still: 4100×6/21.75
    ],
)
def test_the_month_of_entry(keys: Raw, entry: str, wanted: str) -> None:
    got = paid(changed(part_month(**keys)), "2024-03", person("甲", 进入社区日期=entry))
    agrees(got["甲"], 缺勤及不足月扣款=wanted)


def test_the_month_of_leaving_by_its_day_and_unpaid_days_on_top() -> None:
    people = [
        person("甲", 进入社区日期="2023-01-01", 离职日期="2024-03-10", 离职原因="合同期满"),
        person("乙", 进入社区日期="2024-03-18"),
        person("丙", 进入社区日期="2024-03-04", 离职日期="2024-03-12", 离职原因="合同期满"),
        person("丁", 进入社区日期="2023-01-01"),
        person("戊", 进入社区日期="2023-01-01", 离职日期="2024-03-10", 离职原因="退休"),
    ]
    document = changed(part_month(entering=AT_15, leaving=LEFT_15))
    absences = [(n, "事假", "2024-03-18", "2024-03-19", 2) for n in "乙丁"]
    run = run_of(alone(document, "2024-03", *people, absences=absences))
    got = pay(run)
    agrees(got["甲"], 缺勤及不足月扣款="2050.00")
    agrees(got["乙"], 缺勤及不足月扣款="2427.01")  # 2050 + 4100×2/21.75
    agrees(got["丙"], 缺勤及不足月扣款="2050.00")  # entered whole, left half
    agrees(got["丁"], 缺勤及不足月扣款="377.01")
    agrees(got["戊"], 缺勤及不足月扣款="0.00")  # the rest of the month is paid
    told = {e.item: e for e in explain(run, 1)}["缺勤及不足月扣款"]
    assert "按进入、离职的日期发0.5" in told.basis
    assert got["甲"]["备注"] == "离职（至10日）；按进入、离职的日期发0.5"
    assert got["乙"]["备注"] == "新进（自18日）；不计薪2天，按进入、离职的日期发0.5"
    assert got["丁"]["备注"] == "不计薪2天"


def test_accruals_follow_the_day_of_entry_too() -> None:
    def change(raw: Raw) -> None:
        part_month(entering=AT_15)(raw)
        added(raw, "月绩效", "share", of="基本工资", share=Decimal("0.1"), standard=False)

    got = paid(changed(change), "2024-03", person("甲", 进入社区日期="2024-03-18"))
    agrees(got["甲"], 月绩效=200, 缺勤及不足月扣款=2050, 应发合计=2250)


def test_what_is_paid_whole_or_only_for_a_whole_month() -> None:
    def change(raw: Raw) -> None:
        added(raw, "交通补贴", "fixed", amount=300, in_part_month="whole")
        added(raw, "全勤奖", "fixed", amount=200, in_part_month="none")

    people = [person("甲", 进入社区日期="2024-03-11"), person("乙", 进入社区日期="2024-03-01")]
    got = paid(
        changed(change),
        "2024-03",
        *people,
        absences=[("乙", "事假", "2024-03-04", "2024-03-05", 2)],
    )
    # of 4100 alone; the two sums stand by themselves
    agrees(got["甲"], 交通补贴=300, 全勤奖=0, 缺勤及不足月扣款="1131.03", 应发合计="3268.97")
    agrees(got["乙"], 交通补贴=300, 全勤奖=200, 缺勤及不足月扣款="377.01", 应发合计="4222.99")


# ── absence


@pytest.mark.parametrize(
    ("rule", "absences", "wanted"),
    [
        ({"leave": ["事假"], "more_than": 3}, [("事假", "06", "08", 3)], 600),
        ({"leave": ["事假"], "more_than": 3}, [("事假", "06", "09", "3.5")], 0),
        ({"leave": ["事假"], "reaches": 3}, [("事假", "06", "08", 3)], 0),
        (
            {"leave": ["事假", "病假"], "more_than": 3},
            [("事假", "06", "07", 2), ("病假", "13", "14", 2)],
            0,
        ),
        (
            {"leave": ["事假"], "more_than": 1, "effect": "share", "share": HALF},
            [("事假", "06", "07", 2)],
            300,
        ),
        (  # 600 - 50×2.5
            {"leave": ["事假"], "more_than": 0, "effect": "each", "amount": 50},
            [("事假", "06", "08", "2.5")],
            475,
        ),
        (  # one day more than 2: 600 - 600×0.1
            {
                "leave": ["事假"],
                "more_than": 2,
                "effect": "each",
                "share": Decimal("0.1"),
                "beyond": True,
            },
            [("事假", "06", "08", 3)],
            540,
        ),
        (  # never below nothing
            {"leave": ["旷工"], "reaches": 1, "effect": "each", "amount": 400},
            [("旷工", "06", "07", 2)],
            0,
        ),
        (
            {"leave": ["病假"], "reaches": 2, "unit": "times"},
            [("病假", "06", "06", 1), ("病假", "13", "13", 1)],
            0,
        ),
        (  # 4-7 May: four calendar days, two of them working days
            {"leave": ["病假"], "more_than": 3, "unit": "workday"},
            [("病假", "04", "07", 4)],
            600,
        ),
        ({"leave": ["病假"], "more_than": 3}, [("病假", "04", "07", 4)], 0),
    ],
)
def test_a_component_less_what_absence_in_the_month_takes(
    rule: Raw, absences: list[tuple[str, str, str, object]], wanted: int
) -> None:
    def change(raw: Raw) -> None:
        keys = {"in_part_month": "whole", "absences": [{**rule, "source": "十五"}]}
        added(raw, "考勤奖", "fixed", amount=600, **keys)

    rows = [("甲", k, f"2024-05-{a}", f"2024-05-{b}", d) for k, a, b, d in absences]
    run = run_of(alone(changed(change), "2024-05", absences=rows))
    agrees(pay(run)["甲"], 考勤奖=wanted)
    told = {e.item: e for e in explain(run, 0)}["考勤奖"]
    assert (absences[0][0] in told.basis) == (wanted < 600)
    agrees(paid(changed(change), "2024-06", absences=rows)["甲"], 考勤奖=600)


def test_absence_counts_over_the_quarter_and_a_spell_over_two_months_by_its_dates() -> None:
    def change(raw: Raw) -> None:
        rule = {"leave": ["病假"], "more_than": 5, "source": "十五"}
        added(raw, "月绩效", "fixed", amount=500, absences=[{**rule}])
        added(raw, "计提", "fixed", amount=100, pay="accrual")
        within = [{**rule, "more_than": 9, "within": "quarter"}]
        added(raw, "季绩效", "payout", of="计提", every="quarter", absences=within)

    # 28 April - 7 May: 3 days in April, 7 in May, 10 in the quarter
    rows = [("甲", "病假", "2024-04-28", "2024-05-07", 10)]
    unit = alone(changed(change), "2024-06", absences=rows)
    agrees(pay(run_of(unit, "2024-04"))["甲"], 月绩效=500)
    agrees(pay(run_of(unit, "2024-05"))["甲"], 月绩效=0)
    agrees(pay(run_of(unit))["甲"], 月绩效=500, 季绩效=0)


# ── leave paid in part


def sick_pay(**keys: object) -> Callable[[Raw], None]:
    """Two months whole, then 90% below ten years; from the seventh month 70% and 80%."""
    tenths = Decimal("0.1")
    rows = [
        {"after": 0, "share": 1},
        {"after": 2, "share": 9 * tenths},
        {"after": 6, "share": 7 * tenths},
        {"years": 10, "after": 0, "share": 1},
        {"years": 10, "after": 6, "share": 8 * tenths},
    ]

    def change(raw: Raw) -> None:
        raw["count"].append({"name": "工龄", "basis": "anniversary", "source": "六"})
        rule = {"name": "病假工资", "leave": ["病假"], "per": "spell_months", "of": "工龄"}
        raw["leave_pay"] = [{**rule, "rows": rows, "source": "十六", **keys}]

    return change


@pytest.mark.parametrize(
    ("month", "entry", "wanted"),
    [
        ("2024-02", "2020-01-01", "0.00"),
        # from 8 March: 16 of 21 days; (4100-4100×5/21.75)×0.1 = 3157.47×0.1
        ("2024-03", "2020-01-01", "315.75"),
        ("2024-04", "2020-01-01", "410.00"),  # a whole month
        ("2024-04", "2014-01-01", "0.00"),
        # from 8 July: 18 of 23 days at 70%, 5 at 90%; of 4100×5/21.75 = 942.53 a tenth,
        # of the rest of 4100 three tenths
        ("2024-07", "2020-01-01", "1041.49"),
        ("2024-08", "2014-01-01", "820.00"),
    ],
)
def test_sick_pay_by_months_and_years_of_service(month: str, entry: str, wanted: str) -> None:
    rows = [
        ("甲", "病假", "2024-01-08", "2024-05-31", 145),
        ("甲", "病假", "2024-06-01", "2024-08-31", 92),
    ]
    staff = person("甲", 进入社区日期=entry)
    run = run_of(alone(changed(sick_pay()), month, staff, absences=rows))
    agrees(pay(run)["甲"], 缺勤及不足月扣款=wanted)
    told = {e.item: e for e in explain(run, 0)}["缺勤及不足月扣款"]
    assert "病假工资" in told.basis
    assert ("第十六条" in told.basis or "十六" in told.basis) == (wanted != "0.00")


def test_sick_pay_of_one_component_and_beside_unpaid_days() -> None:
    one = changed(sick_pay(components=["基本工资"]))
    rows = [("甲", "病假", "2024-01-08", "2024-04-30", 114)]
    agrees(paid(one, "2024-04", absences=rows)["甲"], 缺勤及不足月扣款="400.00")
    rows = [
        ("甲", "病假", "2024-01-08", "2024-04-28", 112),
        ("甲", "旷工", "2024-04-29", "2024-04-30", 2),
    ]
    # 4100×2/21.75 = 377.01, and a tenth of the remaining 3722.99
    agrees(paid(changed(sick_pay()), "2024-04", absences=rows)["甲"], 缺勤及不足月扣款="749.31")


def test_leave_by_days_of_the_year_and_half_days() -> None:
    def change(raw: Raw) -> None:
        sick_pay(
            per="year_days",
            of="",
            rows=[{"after": 0, "share": 1}, {"after": 3, "share": Decimal("0.6")}],
        )(raw)
        raw["leave"][0]["unit"] = "workday"

    rows = [
        ("甲", "病假", "2024-02-05", "2024-02-07", 3),
        ("甲", "病假", "2024-05-06", "2024-05-07", "1.5"),
    ]
    document = changed(change)
    agrees(paid(document, "2024-02", absences=rows)["甲"], 缺勤及不足月扣款="0.00")
    # the fourth day and half of the fifth: 4100×1.5/21.75×0.4 = 282.76×0.4
    agrees(paid(document, "2024-05", absences=rows)["甲"], 缺勤及不足月扣款="113.10")


# ── mistakes


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (part_month(of_month=True, days=21), None),
        (lambda raw: raw["part_month"].pop("days"), "part_month.days：要写月计薪天数 days"),
        (lambda raw: raw["part_month"].update(of_month=True), "只写一种"),
        (part_month(entering=[{"through": 15, "share": 1}]), "part_month.entering：through"),
        (part_month(entering=[{"through": 31, "share": 2}]), "entering[1].share：2 大于 1"),
        (part_month(entering=AT_15, mode="whole"), "mode = whole 不按天折算"),
        (part_month(entring=AT_15), "最接近的是“entering”"),
        (sick_pay(per="spell_month"), "最接近的是“spell_months”"),
        (sick_pay(rows=[{"after": 2, "share": 1}]), "没有写请假一开始（after = 0）多少"),
        (sick_pay(of=""), "没有写[[count]]（of）"),
        (sick_pay(leave=["事假"]), "“事假”已写了不发薪（unpaid）"),
        (sick_pay(leave=["病"]), "“病”不是请假类别（最接近的是“病假”）"),
        (sick_pay(components=["基本工资额"]), "最接近的是“基本工资”"),
        (sick_pay(rows=[{"after": 0, "share": "1"}]), "应为数"),
    ],
)
def test_mistakes_in_part_months_and_leave(
    change: Callable[[Raw], object], wanted: str | None
) -> None:
    if wanted is None:
        changed(change)
        return
    lines = problems(change)
    assert any(wanted in line and line.startswith("small.toml ") for line in lines), lines


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({}, "只写一种"),
        ({"more_than": 1, "reaches": 1}, "只写一种"),
        ({"more_than": 1, "effect": "share"}, "effect = share 要写扣几成 share"),
        ({"more_than": 1, "effect": "each"}, "effect = each 要写每天"),
        (
            {"more_than": 1, "share": HALF},
            "只有 effect = each、share 用 share。请删去，或改 effect",
        ),
        ({"more_than": 1, "beyond": True}, "只有 effect = each 用 beyond。请删去，或改 effect"),
        ({"more_than": 1, "leave": ["事"]}, "“事”不是请假类别（最接近的是“事假”）"),
        ({"more_than": 1, "within": "week"}, "不在 month、quarter、half-year、year 之中"),
        ({"more_than": 1, "unit": "day"}, "workday"),
        ({"more_than": Decimal("1.234")}, "小数位太多"),
    ],
)
def test_mistakes_in_absences(keys: Raw, wanted: str) -> None:
    def change(raw: Raw) -> None:
        rule = {"leave": ["事假"], "source": "十五", **keys}
        added(raw, "考勤奖", "fixed", amount=600, absences=[rule])

    lines = problems(change)
    assert any(wanted in line and "component[4].absences[1]" in line for line in lines), lines


def test_what_is_only_shown_loses_nothing() -> None:
    def change(raw: Raw) -> None:
        rule = {"leave": ["事假"], "source": "十五", "more_than": 1}
        added(raw, "考勤奖", "fixed", amount=600, pay="memo", absences=[rule])

    assert any("只列示的项目（memo）不发放" in line for line in problems(change))


def test_the_scheme_shows_its_rules_of_absence() -> None:
    def change(raw: Raw) -> None:
        sick_pay()(raw)
        part_month(entering=AT_15)(raw)
        rule = {"leave": ["事假"], "source": "十五", "more_than": 3}
        added(raw, "考勤奖", "fixed", amount=600, absences=[rule])

    text = "\n".join(show.lines(changed(change)))
    assert "■ 请假期间按比例发" in text
    assert "各段：起初 1，满2以后 0.9，满6以后 0.7，满10年的，起初 1，" in text
    assert "15日以前（含）1，31日以前（含）0.5" in text
    assert "超过多少天：3" in text
