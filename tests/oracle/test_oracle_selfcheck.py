"""The oracle agrees with figures worked out by hand, and its generated units are valid."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from . import chifeng, cities, common, jiayuguan
from .common import month_before
from .compare import compare
from .generate import SHEETS, check_digit, random_unit, write_workbook
from .model import (
    CHIFENG,
    JIAYUGUAN,
    Absence,
    Credential,
    Duty,
    Month,
    Person,
    Rating,
    Score,
    Unit,
)

ME = "11010519491231002X"
INCOME = Fraction(34101)
YUAN = Fraction


def unit_of(policy: str, entry: date, education: str = "大专", **settings: str) -> Unit:
    """A unit of one person."""
    person = Person("甲", ME, "一社区", "聘用制", entry, education)
    base = {"政策": policy, "地区": "赤峰市" if policy == CHIFENG else "嘉峪关市"}
    return Unit(settings={**base, **settings}, persons=[person])


def rated(unit: Unit, first: int, grades: str) -> Unit:
    """Ratings from a year on: 优, 合, 基, 不 or - for none."""
    names = {"优": "优秀", "合": "合格", "基": "基本合格", "不": "不合格"}
    for year, letter in enumerate(grades, first):
        if letter != "-":
            unit.ratings.append(Rating(ME, year, names[letter]))
    return unit


def cell(unit: Unit, month: str, header: str) -> common.Value:
    """One figure of 工资发放表."""
    return cities.pay_rows(unit, Month.parse(month))[ME][header]


# ---------------------------------------------------------------- Chifeng, scale


@pytest.mark.parametrize(
    ("post", "years", "education", "dual", "grade", "total", "base", "accrual"),
    [
        ("工作人员", "0", "大专", False, 1, "2841.75", "2273.40", "568.35"),
        ("工作人员", "0", "本科", False, 2, "2983.84", "2387.07", "596.77"),
        ("工作人员", "0", "博士", False, 4, "3268.01", "2614.41", "653.60"),
        ("工作人员", "3", "大专", False, 1, "2841.75", "2273.40", "568.35"),
        ("工作人员", "3.5", "大专", False, 1, "2841.75", "2273.40", "568.35"),
        ("工作人员", "4", "大专", False, 2, "2983.84", "2387.07", "596.77"),
        ("工作人员", "6", "本科", False, 2, "2983.84", "2387.07", "596.77"),
        ("工作人员", "7", "本科", False, 3, "3125.93", "2500.74", "625.19"),
        ("副职", "0", "博士", False, 4, "3268.01", "2614.41", "653.60"),
        ("副职", "12", "本科", False, 7, "3694.28", "2955.42", "738.86"),
        ("副职", "34", "大专", False, 15, "4830.98", "3864.78", "966.20"),
        ("正职", "0", "本科", False, 7, "3694.28", "2955.42", "738.86"),
        ("正职", "5", "本科", True, 10, "4120.54", "3296.43", "824.11"),
        ("正职", "31", "本科", True, 18, "5257.24", "4205.79", "1051.45"),
        ("正职", "34", "本科", True, 18, "5257.24", "4205.79", "1051.45"),
        ("正职", "34", "本科", False, 18, "5257.24", "4205.79", "1051.45"),
        ("工作人员", "40", "大专", False, 12, "4404.71", "3523.77", "880.94"),
    ],
)
def test_grades(
    post: str,
    years: str,
    education: str,
    dual: bool,
    grade: int,
    total: str,
    base: str,
    accrual: str,
) -> None:
    """Grades and amounts at 34101."""
    floor = chifeng.EDUCATION_FLOOR.get(education, 1)
    found = chifeng.grade(Fraction(years), post, dual, floor)
    assert found == grade
    got = chifeng.total_and_base(
        chifeng.own_coefficient(found), INCOME, Fraction(8, 10), "月薪酬总额"
    )
    assert got == (YUAN(total), YUAN(base))
    assert got[0] - got[1] == YUAN(accrual)


def test_shifted_grade() -> None:
    """平移: 4 years and 本科 is 3; 保底 gives 2."""
    assert chifeng.grade(Fraction(4), "工作人员", False, 2, shift=True) == 3
    assert chifeng.grade(Fraction(4), "工作人员", False, 2) == 2


def test_annex_totals() -> None:
    """Every total printed in annex 1."""
    printed = """
        2841.75 2983.84 3125.93 3268.01 3410.10 3552.19 3694.28 3836.36 3978.45 4120.54
        4262.63 4404.71 4546.80 4688.89 4830.98 4973.06 5115.15 5257.24
    """
    for grade, total in enumerate(printed.split(), 1):
        assert common.half_up(chifeng.own_coefficient(grade) * INCOME / 12) == YUAN(total)
    assert common.half_up(Fraction(9, 10) * INCOME / 12) == YUAN("2557.58")


@pytest.mark.parametrize(
    ("entry", "first", "grades", "month", "years", "grade"),
    [
        (date(2020, 1, 1), 2020, "合合合", "2023-01", "3", 1),
        (date(2020, 1, 1), 2020, "优优优", "2023-01", "9/2", 2),
        (date(2020, 1, 1), 2020, "优优合", "2023-01", "4", 2),
        (date(2020, 1, 1), 2020, "合基合合合", "2025-01", "4", 2),
        (date(2017, 7, 1), 2017, "合合合合", "2021-01", "7/2", 1),
        (date(2017, 7, 1), 2020, "合", "2021-01", "7/2", 1),
    ],
)
def test_credited_years(
    entry: date, first: int, grades: str, month: str, years: str, grade: int
) -> None:
    """Credited years; unrated years before 2020 count as 合格."""
    unit = rated(unit_of(CHIFENG, entry), first, grades)
    assert cell(unit, month, "折算年限") == Fraction(years)
    assert cell(unit, month, "等级") == grade


@pytest.mark.parametrize(
    ("mode", "total", "base"),
    [
        ("按定级100%", "2983.84", "2387.07"),
        ("附件1系数0.90", "2557.58", "2046.06"),
        ("本级×0.90", "2685.45", "2148.36"),
    ],
)
def test_probation(mode: str, total: str, base: str) -> None:
    """Probation lasts through the month of its last day."""
    unit = unit_of(CHIFENG, date(2021, 3, 1), "本科", 试用期口径=mode)
    unit.persons[0].probation_end = date(2021, 4, 1)
    assert cell(unit, "2021-04", "月薪酬总额") == YUAN(total)
    assert cell(unit, "2021-04", "基本工资") == YUAN(base)
    assert cell(unit, "2021-05", "月薪酬总额") == YUAN("2983.84")


def test_coefficient_is_base_pay() -> None:
    """系数口径 基本工资: base 2841.75, accrual 8525.25 / 12 a month."""
    total, base = chifeng.total_and_base(Fraction(1), INCOME, Fraction(8, 10), "基本工资")
    assert base == YUAN("2841.75")
    assert common.half_up((total - base) * 12) == YUAN("8525.28")
    assert total == YUAN("3552.19")


# ---------------------------------------------------------------- time


def test_duty_starts_next_month_and_ends_with_its_month() -> None:
    """A start counts from the next month, an end through its own."""
    unit = unit_of(CHIFENG, date(2020, 1, 1))
    unit.duties = [Duty(ME, "居委会副主任", date(2021, 3, 1), date(2021, 6, 1))]
    posts = [cell(unit, month, "岗位") for month in ("2021-03", "2021-04", "2021-06", "2021-07")]
    assert posts == ["工作人员", "副职", "副职", "工作人员"]


def test_handover_leaves_no_gap() -> None:
    """An end on the last day with a start the next day counts through the next month."""
    unit = unit_of(CHIFENG, date(2020, 1, 1))
    unit.duties = [
        Duty(ME, "党组织书记", date(2020, 1, 1), date(2021, 6, 30)),
        Duty(ME, "居委会副主任", date(2021, 7, 1)),
    ]
    posts = [cell(unit, month, "岗位") for month in ("2021-06", "2021-07", "2021-08")]
    assert posts == ["正职", "正职", "副职"]
    unit.duties[1].start = date(2021, 7, 2)
    assert cell(unit, "2021-07", "岗位") == "工作人员"


def test_duty_from_entry_and_from_resuming() -> None:
    """A start on entry or on the day service resumes counts at once."""
    unit = unit_of(CHIFENG, date(2021, 3, 10))
    unit.duties = [
        Duty(ME, "居委会副主任", date(2021, 3, 10), date(2021, 4, 5)),
        Duty(ME, "中断", date(2021, 5, 3), date(2021, 6, 9)),
        Duty(ME, "党组织书记", date(2021, 6, 10)),
    ]
    posts = [cell(unit, month, "岗位") for month in ("2021-03", "2021-05", "2021-06")]
    assert posts == ["副职", "工作人员", "正职"]


def test_reset_drops_what_was_before_the_break() -> None:
    """清零重计: months after the break count from the month service resumes."""
    unit = rated(unit_of(CHIFENG, date(2020, 1, 1), 中断口径="清零重计"), 2020, "合优合")
    unit.duties = [Duty(ME, "中断", date(2021, 3, 15), date(2021, 6, 20))]
    assert cell(unit, "2021-03", "折算年限") == 1
    assert cell(unit, "2021-06", "折算年限") == 0
    assert cell(unit, "2022-01", "折算年限") == Fraction(7, 12) + Fraction(1, 2)
    unit.settings["中断口径"] = "扣除中断期"
    assert cell(unit, "2022-01", "折算年限") == 1 + Fraction(10, 12) + Fraction(1, 2)


def test_late_approval() -> None:
    """The run of the month of 批准日期 lists the rise from January, with back pay."""
    unit = rated(unit_of(CHIFENG, date(2020, 1, 1)), 2020, "合合合")
    unit.ratings.append(Rating(ME, 2023, "合格", date(2024, 4, 2)))
    assert cell(unit, "2024-03", "等级") == 1
    (row,) = chifeng.promotion_rows(unit, Month(2024, 4))
    change = YUAN("2387.07") - YUAN("2273.40")
    assert row == common.Promotion(ME, "年限晋级", change, Month(2024, 1), 3 * change)
    unit.ratings[-1].approved = date(2024, 1, 31)
    (row,) = chifeng.promotion_rows(unit, Month(2024, 1))
    assert (row.effective, row.backpay) == (Month(2024, 1), YUAN(0))


def test_opening_figures() -> None:
    """Opening years stand for everything up to their year."""
    unit = rated(unit_of(CHIFENG, date(2015, 1, 1)), 2019, "优合")
    unit.persons[0].opening_year = 2019
    unit.persons[0].opening_years = Decimal("3.58")
    assert cell(unit, "2021-02", "折算年限") == Fraction(43, 12) + 1
    assert cell(unit, "2020-06", "折算年限") == Fraction(43, 12)


# ---------------------------------------------------------------- causes


def test_causes_add_up() -> None:
    """Rows in order, each to what the ones before it left."""
    unit = rated(unit_of(CHIFENG, date(2020, 1, 1), "大专", 网格补贴标准="150"), 2020, "合合合合")
    unit.duties = [
        Duty(ME, "党组织书记", date(2023, 12, 5)),
        Duty(ME, "居委会主任", date(2023, 12, 5)),
        Duty(ME, "网格长", date(2023, 12, 31)),
    ]
    unit.credentials = [
        Credential(ME, "职业资格", "社会工作师", date(2023, 6, 1), date(2023, 12, 1)),
        Credential(ME, "学历", "本科", date(2023, 12, 1)),
    ]
    rows = {row.cause: row.change for row in chifeng.promotion_rows(unit, Month(2024, 1))}
    assert rows == {
        "年限晋级": YUAN("2387.07") - YUAN("2273.40"),
        "岗位变动": YUAN("3069.09") - YUAN("2387.07"),
        "一肩挑": YUAN("3296.43") - YUAN("3069.09"),
        "职业资格": YUAN(300),
        "网格补贴": YUAN(150),
    }


def test_income_change() -> None:
    """收入标准执行月份 and 调整前收入标准."""
    settings = {
        "上年度人均可支配收入": "38195",
        "收入标准执行月份": "2021-07",
        "调整前收入标准": "36000",
    }
    unit = unit_of(CHIFENG, date(2021, 1, 1), **settings)
    (row,) = chifeng.promotion_rows(unit, Month(2021, 7))
    assert (row.cause, row.change) == ("标准调整", YUAN("2546.34") - YUAN("2400.00"))
    del unit.settings["调整前收入标准"]
    assert cell(unit, "2021-06", "基本工资") == YUAN("2273.40")


# ---------------------------------------------------------------- part months


def test_part_month_reduction() -> None:
    """3250 with three days: 448.28, not 448.29."""
    unit = unit_of(CHIFENG, date(2021, 1, 1))
    assert common.reduction(unit, YUAN(3250), Fraction(3), Fraction(18)) == YUAN("448.28")
    assert common.reduction(unit, YUAN(3250), Fraction(22), Fraction(0)) == YUAN(3250)
    late = common.reduction(unit, YUAN(3250), Fraction(20), Fraction(2))
    assert late == 3250 - YUAN("298.85")
    just_over_half = common.reduction(unit, YUAN(3250), Fraction(12), Fraction(11))
    assert just_over_half == YUAN("1718.39")  # 11.5 days; 12 by the others would be 1606.32
    unit.settings["非整月计薪"] = "按当月工作日"
    assert common.reduction(unit, YUAN(3250), Fraction(2), Fraction(20)) == YUAN("295.45")


def test_part_month_switches() -> None:
    """发整月 keeps entry and leave whole; absences and 中断 still deduct."""
    unit = unit_of(JIAYUGUAN, date(2024, 1, 1))
    unit.persons[0].leave, unit.persons[0].leave_reason = date(2024, 3, 8), "辞职"
    unit.absences = [Absence(ME, "事假", date(2024, 3, 4), date(2024, 3, 4), Decimal("0.5"))]
    assert common.days_out_and_in(unit, unit.persons[0], Month(2024, 3)) == (
        Fraction(31, 2),
        Fraction(11, 2),
    )
    unit.settings["事假扣款"] = "不扣"
    assert common.days_out_and_in(unit, unit.persons[0], Month(2024, 3)) == (YUAN(15), YUAN(6))
    unit.persons[0].leave_reason = "退休"
    assert common.days_out_and_in(unit, unit.persons[0], Month(2024, 3)) == (YUAN(0), YUAN(21))
    unit.persons[0].leave_reason = "辞职"
    unit.settings["非整月计薪"] = "发整月"
    assert common.days_out_and_in(unit, unit.persons[0], Month(2024, 3)) == (YUAN(0), YUAN(21))


# ---------------------------------------------------------------- Jiayuguan


@pytest.mark.parametrize(
    ("education", "level", "count", "rises", "total"),
    [
        ("高中", None, 0, 0, 2600),
        ("大专", "助理社会工作师", 1, 0, 2850),
        ("本科", "社会工作师", 5, 0, 3250),
        ("本科", "社会工作师", 6, 1, 3400),
        ("硕士", "高级社会工作师", 10, 2, 4100),
        ("本科", None, 20, 0, 3800),
    ],
)
def test_jiayuguan_pay(
    education: str, level: str | None, count: int, rises: int, total: int
) -> None:
    """The monthly pay by its parts."""
    unit = unit_of(JIAYUGUAN, date(2000, 1, 1), education)
    person = unit.persons[0]
    person.opening_year, person.opening_count, person.opening_rises = 2022, count, rises
    if level:
        unit.credentials = [Credential(ME, "职业资格", level, date(2022, 1, 1))]
    assert cell(unit, "2023-03", "应发合计") == total


@pytest.mark.parametrize(("mode", "base"), [("每满三年", 2200), ("滚动", 2400), ("仅一次", 2100)])
def test_rises(mode: str, base: int) -> None:
    """Six 优秀 years 2021-2026, in January 2027."""
    unit = rated(unit_of(JIAYUGUAN, date(2021, 1, 1), 连优上调口径=mode), 2021, "优优优优优优")
    assert cell(unit, "2027-01", "基本工资") == base


def test_opening_run() -> None:
    """The run is taken as entered, and dropped if 连优起算年度 is later."""
    unit = rated(unit_of(JIAYUGUAN, date(2018, 1, 1)), 2021, "优")
    person = unit.persons[0]
    person.opening_year, person.opening_count, person.opening_run = 2020, 3, 2
    assert cell(unit, "2022-01", "基本工资") == 2100
    (first, second) = jiayuguan.promotion_rows(unit, Month(2022, 1))
    assert (first.cause, first.change) == ("考核工资", YUAN(50))
    assert (second.cause, second.change) == ("连续三年优秀上调", YUAN(100))
    unit.settings["连优起算年度"] = "2022"
    assert cell(unit, "2022-01", "基本工资") == 2000


@pytest.mark.parametrize(
    ("rating", "months", "amount"),
    [
        ("优秀", 12, 1500),
        ("优秀", 7, 875),
        ("合格", 12, 1200),
        ("合格", 5, 500),
        ("合格", 1, 100),
        ("基本合格", 12, 0),
        ("不定等次", 12, 1200),
    ],
)
def test_year_end_bonus(rating: str, months: int, amount: int) -> None:
    """The bonus by rating and months."""
    unit = unit_of(JIAYUGUAN, date(2022, 13 - months, 1))
    unit.ratings = [Rating(ME, 2022, rating)]
    assert jiayuguan.bonus_of(unit, unit.persons[0], 2022, months).amount == amount


def test_bonus_exclusions() -> None:
    """Leavers by reason, long 病假, much 事假."""
    unit = rated(unit_of(JIAYUGUAN, date(2020, 1, 1)), 2022, "合")
    person = unit.persons[0]
    person.leave, person.leave_reason = date(2022, 7, 15), "辞职"
    assert jiayuguan.bonus(unit, 2022)[0].amount == 0
    person.leave_reason = "调出"
    assert jiayuguan.bonus(unit, 2022)[0].amount == 700
    person.leave = None
    unit.absences = [Absence(ME, "病假", date(2022, 1, 1), date(2022, 7, 1), Decimal(182))]
    assert jiayuguan.bonus(unit, 2022)[0].amount == 0
    unit.absences[0].end = date(2022, 6, 30)
    assert jiayuguan.bonus(unit, 2022)[0].amount == 1200
    unit.absences.append(Absence(ME, "病假", date(2022, 7, 1), date(2022, 7, 1), Decimal(1)))
    assert jiayuguan.bonus(unit, 2022)[0].amount == 0
    unit.absences[1] = Absence(ME, "病假", date(2022, 7, 3), date(2022, 7, 3), Decimal(1))
    assert jiayuguan.bonus(unit, 2022)[0].amount == 0
    del unit.absences[1]
    unit.absences[0].end = date(2022, 6, 29)
    assert jiayuguan.bonus(unit, 2022)[0].amount == 1200
    unit.absences[0].start = date(2021, 12, 1)
    assert jiayuguan.bonus(unit, 2022)[0].amount == 1200


def test_excellent_places() -> None:
    """⌊20%⌋."""
    places = {n: jiayuguan.excellent_places(n) for n in (4, 5, 9, 14, 16, 79, 80, 83)}
    assert places == {4: 0, 5: 1, 9: 1, 14: 2, 16: 3, 79: 15, 80: 16, 83: 16}


def test_performance_pool() -> None:
    """Three at 500 with 95 / 88 / 80, by largest remainder."""
    unit = unit_of(JIAYUGUAN, date(2020, 1, 1))
    for number in ("2", "3"):
        unit.persons.append(Person(number, number, "一社区", "聘用制", date(2020, 1, 1), "大专"))
    points = zip((ME, "2", "3"), (95, 88, 80), strict=True)
    unit.scores = [Score(i, Month(2022, 5), Decimal(p)) for i, p in points]
    shares = jiayuguan.performance_pay(unit, Month(2022, 5))
    assert list(shares.values()) == [YUAN("541.83"), YUAN("501.90"), YUAN("456.27")]


def test_awards() -> None:
    """20 years of unbroken service; a certificate in the month after."""
    unit = unit_of(JIAYUGUAN, date(2004, 2, 29))
    assert [a.amount for a in jiayuguan.awards(unit, Month(2024, 2))] == [5000]
    assert [a.amount for a in jiayuguan.awards(unit, Month(2034, 2))] == [10000]
    unit.credentials = [
        Credential(ME, "职业资格", "社会工作师", date(2021, 5, 26)),
        Credential(ME, "职业资格", "高级社会工作师", date(2021, 5, 27)),
    ]
    assert [a.amount for a in jiayuguan.awards(unit, Month(2021, 6))] == [1000]
    unit.duties = [Duty(ME, "中断", date(2010, 1, 1), date(2010, 1, 31))]
    assert jiayuguan.awards(unit, Month(2024, 2)) == []
    assert [a.amount for a in jiayuguan.awards(unit, Month(2030, 2))] == [5000]


# ---------------------------------------------------------------- yearly pay, Chifeng


def test_chifeng_yearly_pool() -> None:
    """The year's accruals (from 2020-05) go round by accrual × weight."""
    unit = rated(
        unit_of(CHIFENG, date(2019, 1, 1), 绩效系数_优秀="1.2", 绩效系数_合格="1"), 2020, "优"
    )
    unit.persons.append(Person("乙", "2", "一社区", "聘用制", date(2019, 1, 1), "大专"))
    unit.ratings.append(Rating("2", 2020, "合格"))
    rows = chifeng.bonus(unit, 2020)
    pool = 2 * 8 * YUAN("568.35")
    assert [row.amount for row in rows] == [
        common.half_up(pool * 12 / 22),
        common.half_up(pool * 10 / 22),
    ]
    assert sum(row.amount for row in rows) == pool


def test_largest_remainder_ties_go_to_the_earlier() -> None:
    """Left-over fen."""
    thirds = common.largest_remainder(YUAN("0.02"), [Fraction(1)] * 3)
    assert thirds == [YUAN("0.01"), YUAN("0.01"), 0]


# ---------------------------------------------------------------- generator and comparison


def test_check_digit() -> None:
    """GB 11643."""
    assert check_digit(ME[:17]) == "X"


@pytest.mark.parametrize("policy", ["chifeng", "jiayuguan"])
@pytest.mark.parametrize("seed", range(12))
def test_generated_units_are_valid(seed: int, policy: str) -> None:
    """What the readings call an error does not occur."""
    unit, month = random_unit(seed, policy)
    assert common.first_month(unit) <= month
    people = {person.id_number: person for person in unit.persons}
    assert len(people) == len(unit.persons)
    assert all(check_digit(number[:17]) == number[17] for number in people)
    for row in unit.absences:
        days = [row.start + timedelta(n) for n in range((row.end - row.start).days + 1)]
        person = people[row.id_number]
        assert all(common.in_service(unit, person, day) for day in days)
        if row.kind in ("事假", "旷工"):
            assert row.days <= sum(map(common.is_workday, days))
            assert Month.of(row.start) == Month.of(row.end)
    for pay in cities.pay_rows(unit, month).values():
        assert isinstance(pay["应发合计"], Fraction) and pay["应发合计"] >= 0


@pytest.mark.parametrize("policy", ["chifeng", "jiayuguan"])
@pytest.mark.parametrize("seed", range(12))
def test_promotions_add_up(seed: int, policy: str) -> None:
    """A person's rows are the change of the monthly standard."""
    unit, month = random_unit(seed, policy)
    parts = ["基本工资", "职业津贴", "网格补贴", "学历工资", "技术等级工资", "考核工资"]
    unit.persons = [p for p in unit.persons if p.opening_year != month.plus(-1).year]
    rows = cities.promotion_rows(unit, month)
    now = cities.pay_rows(unit, month)
    people = {person.id_number: person for person in unit.persons}
    for number in {row.id_number for row in rows}:
        earlier = month_before(unit, people[number], month)
        assert earlier is not None
        before = cities.pay_rows(unit, earlier)
        standards = [
            sum(Fraction(pay[number].get(part) or 0) for part in parts) for pay in (before, now)
        ]
        changes = sum(row.change for row in rows if row.id_number == number)
        assert changes == standards[1] - standards[0]


def test_written_workbook(tmp_path: Path) -> None:
    """Sheets, headers in row 1, identity numbers as text."""
    unit, month = random_unit(1, "chifeng")
    write_workbook(unit, month, tmp_path / "book.xlsx")
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == list(SHEETS)
    roster = list(book["花名册"].iter_rows(values_only=True))
    assert [row[1] for row in roster[1:]] == [person.id_number for person in unit.persons]


@pytest.mark.parametrize("policy", ["chifeng", "jiayuguan"])
def test_comparison_finds_a_changed_cell(tmp_path: Path, policy: str) -> None:
    """A result that holds the oracle's own figures is clean; one fen off is told."""
    unit, month = random_unit(3, policy)
    book, path = result_book(unit, month), tmp_path / "result.xlsx"
    book.save(path)
    assert compare(path, unit, month) == []
    sheet = book["工资发放表"]
    headers = [c.value for c in sheet[3]]
    target = sheet.cell(4, headers.index("缺勤及不足月扣款") + 1)
    target.value = float(target.value) + 0.01
    book.save(path)
    (difference,) = compare(path, unit, month)
    assert "缺勤及不足月扣款" in difference


def result_book(unit: Unit, month: Month) -> Any:
    """A result workbook made of the oracle's own figures."""
    openpyxl: Any = importlib.import_module("openpyxl")
    names = {person.id_number: person.name for person in unit.persons}
    book = openpyxl.Workbook()
    pay = book.create_sheet("工资发放表")
    pay.append(["工资发放表"])
    pay.append(["单位"])
    for number, row in enumerate(cities.pay_rows(unit, month).values()):
        other = Fraction(row["其他扣款"] or 0)
        cells = {**row, "扣款合计": other, "实发合计": Fraction(row["应发合计"] or 0) - other}
        if number == 0:
            pay.append(list(cells))
        pay.append([float(v) if isinstance(v, Fraction) else v for v in cells.values()])
    promotions = book.create_sheet("晋级审批表")
    promotions.append(["姓名", "身份证号", "变动类型", "月增资额", "执行月份", "补发建议"])
    for change in cities.promotion_rows(unit, month):
        figures = [float(change.change), str(change.effective), float(change.backpay)]
        who = [names[change.id_number], change.id_number]
        promotions.append([*who, change.cause, *figures])
    awards = book.create_sheet("一次性奖励")
    awards.append(["姓名", "身份证号", "项目", "金额", "依据"])
    for award in cities.awards(unit, month):
        awards.append([names[award.id_number], award.id_number, award.item, float(award.amount)])
    return book
