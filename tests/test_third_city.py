"""Two schemes that are files only, worked by hand: one like Jinan, one like Harbin."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.months import changes
from tests.support.third_city import agrees, bonus_rows, given, pay, policy, run_of, unit_of
from tests.support.units import person
from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.policy.validate.lint import lints
from xlpay.yearly.quota import quota_findings

JINAN, HARBIN = policy("jinan-manner"), policy("harbin-manner")


@pytest.mark.parametrize("document", [JINAN, HARBIN], ids=lambda d: d.id)
def test_only_later_values_lack_a_citation(document: object) -> None:
    found = lints(document, "x.toml")  # type: ignore[arg-type]
    assert all("起的数没有写出处" in lint.message for lint in found)


# ── in the manner of Jinan


def test_grades_by_years_diploma_and_degree() -> None:
    """附表1, 第十二条: both +1 / +2 / +3 within the post, one of the two 1 / 3 / 5 years."""
    people = [
        person("大专", 进入社区日期="2019-01-01", 街道="山下街道"),
        person("两样本科", 进入社区日期="2019-01-01", 学历="本科", 学位="学士", 街道="山下街道"),
        person("只有学历", 进入社区日期="2019-01-01", 学历="本科", 街道="山下街道"),
        person("硕士学士", 进入社区日期="2019-01-01", 学历="硕士", 学位="学士", 街道="山下街道"),
        person("只有学位", 进入社区日期="2019-01-01", 学位="学士", 街道="山下街道"),
        person("老博士", 进入社区日期="2003-01-01", 学历="博士", 学位="博士学位", 街道="山下街道"),
    ]
    unit, _ = unit_of([JINAN], "2024-01", people)
    got = pay(run_of(unit))
    # 2019—2023 unrated before 2024 count as 合格: 5 years -> band from 4 years, grade 3
    agrees(got["大专"], 工作年限=5, 等级=3, 系数="0.89", 薪酬标准="4272.00")  # 4800×0.89
    agrees(got["两样本科"], 等级=4, 薪酬标准="4512.00")  # 3+1 -> 4800×0.94
    agrees(got["只有学历"], 等级=3)  # 5+1=6 years: still below 7
    agrees(got["硕士学士"], 等级=4)  # both count at the lower, 本科: 3+1, and no years on top
    agrees(got["只有学位"], 等级=3)  # a degree alone: 5+1 years
    agrees(got["老博士"], 工作年限=21, 等级=8)  # band 8 is the post's last: +3 is lost


def test_degree_obtained_later_changes_the_rule_from_the_month_after() -> None:
    """Only the diploma: 3.5+3 years -> grade 3; with the degree: grade 2 + 2 = 4."""
    people = [person("甲", 进入社区日期="2020-07-01", 学历="硕士", 街道="山下街道")]
    unit, _ = unit_of(
        [JINAN], "2024-06", people, credentials=[("甲", "学位", "硕士学位", "2024-05-06")]
    )
    agrees(pay(run_of(unit, "2024-05"))["甲"], 工作年限="3.5", 等级=3, 基本薪酬="2990.40")
    run = run_of(unit, "2024-06")
    agrees(pay(run)["甲"], 等级=4, 基本薪酬="3158.40")  # 0.7×4800×0.94
    assert [(c.cause, c.amount) for c in changes(run)] == [("学历学位", 168_00)]


def test_base_by_street_dated_and_missing() -> None:
    """附表2: 5200 / 4800, from 2025-01 5350 / 4950; a street in no group is told."""
    people = [
        person("泉", 街道="泉边街道"),
        person("山", 街道="山下街道"),
        person("错", 街道="东街道"),
    ]
    unit, _ = unit_of(
        [JINAN], "2025-01", people, ratings=[(n, 2024, "合格") for n in ("泉", "山", "错")]
    )
    before, now = run_of(unit, "2024-12"), run_of(unit, "2025-01")
    agrees(pay(before)["泉"], 街道基数="5200.00", 等级=2, 薪酬标准="4368.00")  # 3 years; ×0.84
    agrees(pay(now)["泉"], 街道基数="5350.00", 等级=3, 薪酬标准="4761.50")  # 4 years; ×0.89
    # 基本薪酬 0.7×4368=3057.60 -> by years 0.7×5200×0.89=3239.60 -> by the base 3333.05
    mine = [(c.cause, c.amount) for c in changes(now) if c.person == 0]
    assert mine == [("年限晋级", 182_00), ("标准调整", 93_45)]
    lines = [f.line() for f in now.findings if f.code == "P-NOPLACE"]
    assert len(lines) == 1
    assert "街道“东街道”不在“街道薪酬基数”的任何一组里" in lines[0]


def test_seventy_thirty_with_performance_by_month_quarter_and_year() -> None:
    """第十一条, 第十四条: 4272 = 2990.40 + 1281.60; of that 512.64, 384.48 and 384.48."""
    people = [
        person("甲", 进入社区日期="2019-01-01", 街道="山下街道"),
        person(
            "乙",
            进入社区日期="2019-01-01",
            街道="山下街道",
            离职日期="2024-02-29",
            离职原因="合同期满",
        ),
        person("丙", 进入社区日期="2019-01-01", 街道="山下街道"),
    ]
    unit, _ = unit_of(
        [JINAN],
        "2024-03",
        people,
        duties=[("丙", "中断", "2024-03-01", "2024-04-30")],
        scores=[("甲", "2024-03", 90)],
        ratings=[(n, 2024, "合格") for n in ("甲", "乙", "丙")],
    )
    january = pay(run_of(unit, "2024-01"))["甲"]
    agrees(january, 基本薪酬="2990.40", 月度绩效="512.64", 季度绩效计提="384.48", 季度绩效="0.00")
    # who leaves is paid the quarter so far in the last month; 2 × 384.48
    february = pay(run_of(unit, "2024-02"))
    agrees(february["乙"], 季度绩效="768.96")
    agrees(february["丙"], 季度绩效="0.00")  # interrupted only from March
    march = pay(run_of(unit, "2024-03"))
    agrees(march["甲"], 月度绩效="461.38", 季度绩效="1153.44")  # 512.64×0.9; 3 × 384.48
    assert set(march) == {"甲"}
    june = pay(run_of(unit, "2024-06"))
    agrees(june["甲"], 季度绩效="1153.44")
    agrees(june["丙"], 季度绩效="768.96")  # May and June
    year = bonus_rows(unit, JINAN, 2024)
    agrees(year["甲", ""], 标准="4613.76", 金额="4613.76")  # 12 × 384.48
    agrees(year["乙", ""], 月数=2, 金额="768.96")
    agrees(year["丙", ""], 月数=10, 金额="3844.80")


def test_who_is_interrupted_is_paid_the_quarter_in_the_month_in_which_it_begins() -> None:
    people = [person("丙", 进入社区日期="2019-01-01", 街道="山下街道")]
    unit, _ = unit_of(
        [JINAN], "2024-02", people, duties=[("丙", "中断", "2024-02-16", "2024-05-31")]
    )
    # January 384.48; of February's 21 weekdays 10 are out: 384.48 − 384.48×10/21.75 = 207.71
    agrees(pay(run_of(unit, "2024-02"))["丙"], 季度绩效="592.19")


def test_ratings_count_whole_half_or_not_at_all() -> None:
    """第十条: 优秀 and 合格 a year, 基本合格 half of it, 不合格 nothing."""
    people = [person(n, 进入社区日期="2024-01-01", 街道="山下街道") for n in "甲乙丙"]
    ratings = [("甲", 2024, "优秀"), ("乙", 2024, "基本合格"), ("丙", 2024, "不合格")]
    unit, _ = unit_of([JINAN], "2025-01", people, ratings=ratings)
    got = pay(run_of(unit))
    assert [got[n]["工作年限"] for n in "甲乙丙"] == [1, 0.5, 0]


def test_two_top_years_raise_a_grade_at_most_twice_and_within_the_post() -> None:
    """第十三条: 2024—2029 all 优秀 would be three rises; the limit is two."""
    people = [
        person("新", 进入社区日期="2024-01-01", 街道="山下街道"),
        person("老", 进入社区日期="2000-01-01", 街道="山下街道"),
    ]
    ratings = [(n, y, "优秀") for n in ("新", "老") for y in range(2024, 2030)]
    unit, _ = unit_of([JINAN], "2030-01", people, ratings=ratings)
    agrees(pay(run_of(unit, "2025-01"))["新"], 工作年限=1, 等级=1)
    agrees(pay(run_of(unit, "2026-01"))["新"], 工作年限=2, 等级=3)  # band 2, and 1 for the run
    agrees(pay(run_of(unit, "2030-01"))["新"], 工作年限=6, 等级=5)  # band 3 and 2
    agrees(pay(run_of(unit, "2030-01"))["老"], 等级=8)  # the post's last


def test_probation_is_eighty_percent_without_performance() -> None:
    """第十八条: 4800×0.80=3840, ×0.8=3072; 70% of it 2150.40."""
    people = [person("甲", 进入社区日期="2024-02-01", 试用期截止日期="2024-04-30", 街道="山下街道")]
    unit, _ = unit_of([JINAN], "2024-05", people)
    agrees(
        pay(run_of(unit, "2024-04"))["甲"], 薪酬标准="3072.00", 基本薪酬="2150.40", 月度绩效="0.00"
    )
    run = run_of(unit, "2024-05")
    agrees(pay(run)["甲"], 薪酬标准="3840.00", 基本薪酬="2688.00", 月度绩效="460.80")
    assert [(c.cause, c.amount) for c in changes(run)] == [("试用期满", 537_60)]


def test_a_double_post_is_money_that_the_office_sets_within_a_range() -> None:
    people = [person("甲", 进入社区日期="2019-01-01", 街道="泉边街道")]
    duties = [("甲", "党组织书记", "2024-01-10"), ("甲", "居委会主任", "2024-02-10")]
    unit, _ = unit_of([JINAN], "2024-03", people, {"兼任补贴标准": 450}, duties=duties)
    run = run_of(unit)
    agrees(pay(run)["甲"], 岗位="正职", 等级=7, 薪酬标准="5720.00", 兼任补贴="450.00")  # 5200×1.10
    assert [(c.cause, c.amount) for c in changes(run)] == [("兼任", 450_00)]


def test_a_year_of_much_absence_is_halved() -> None:
    """第二十四条: 病假 and 事假 together 61 calendar days: half of 4613.76."""
    people = [person("甲", 进入社区日期="2019-01-01", 街道="山下街道")]
    absences = [
        ("甲", "病假", "2024-03-01", "2024-04-29", 60),
        ("甲", "事假", "2024-05-06", "2024-05-06", 1),
    ]
    unit, _ = unit_of([JINAN], "2024-12", people, ratings=[("甲", 2024, "合格")], absences=absences)
    row = bonus_rows(unit, JINAN, 2024)["甲", ""]
    # one day of 事假 takes 384.48×1/21.75 = 17.68 off May's accrual: 4596.08; half of it
    agrees(row, 标准="4596.08", 金额="2298.04", 备注="病事假合计超过60天，扣一半")


# ── in the manner of Harbin


def test_basic_pay_by_district_post_seniority_and_allowances() -> None:
    """第四至九条: 3500 / 3000, 200, a year 20 (from 2025-01 25, at most 500), tables, 80."""
    people = [
        person("书记", 进入社区日期="2003-06-10", 学历="本科"),
        person("新人", 进入社区日期="2024-06-11", 学历="高中"),
    ]
    sheets: dict[str, Any] = {
        "duties": [("书记", "党组织书记", "2003-06-10")],
        "credentials": [("书记", "职业资格", "中级", "2010-01-01")],
    }
    for region, base in (("道里区", 3500), ("方正县", 3000)):
        unit, _ = unit_of(
            [HARBIN], "2024-06", people, {"地区": region, "通讯补贴标准": 80}, **sheets
        )
        got = pay(run_of(unit))
        # 21 years on 10 June: 21×20=420
        agrees(
            got["书记"],
            基本工资=base,
            岗位工资=200,
            工龄=21,
            年功工资=420,
            资格津贴=200,
            学历津贴=100,
        )
        agrees(got["新人"], 工龄=0, 年功工资=0, 学历津贴=0, 通讯补贴=80)
    now = run_of(unit, "2025-01")
    agrees(pay(now)["书记"], 年功工资=500)  # 21×25=525, at most 500
    assert [(c.cause, c.amount) for c in changes(now)] == [("标准调整", 80_00)]
    assert pay(run_of(unit, "2025-06"))["新人"]["年功工资"] == 25


def test_the_allowance_that_the_office_sets_is_within_the_lawful_range() -> None:
    _, found = unit_of([HARBIN], "2024-06", ["甲"], {"通讯补贴标准": 200})
    assert any("P-RANGE" in line for line in found)


def test_what_is_paid_once_a_year_or_half_year() -> None:
    """第十条: 采暖补贴 in October; 劳动保护费 300 a half-year × months in service / 6."""
    people = [
        person("甲", 进入社区日期="2024-02-15"),
        person("乙", 进入社区日期="2020-01-01", 离职日期="2024-08-20", 离职原因="调出"),
        person("丙", 进入社区日期="2024-11-05"),
    ]
    unit, _ = unit_of([HARBIN], "2024-12", people, {"通讯补贴标准": 80})
    june, august = pay(run_of(unit, "2024-06")), pay(run_of(unit, "2024-08"))
    agrees(june["甲"], 劳动保护费=250, 采暖补贴=0)  # February-June: 300×5/6
    agrees(june["乙"], 劳动保护费=300)
    agrees(august["乙"], 劳动保护费=100)  # July and August, in the last month
    agrees(august["甲"], 劳动保护费=0)
    agrees(pay(run_of(unit, "2024-10"))["甲"], 采暖补贴=1500)
    december = pay(run_of(unit, "2024-12"))
    agrees(december["丙"], 劳动保护费=100, 采暖补贴=0)  # November and December


def test_two_rules_of_a_year_stand_in_one_table() -> None:
    """第十二条: 6000 / 5000 / 2500 / 0 by months; a month's basic pay for a whole year only."""
    people = [
        person("优", 进入社区日期="2020-01-01"),
        person("病", 进入社区日期="2020-01-01"),
        person("差", 进入社区日期="2020-01-01"),
        person("新", 进入社区日期="2024-04-20"),
        person("退", 进入社区日期="2020-01-01", 离职日期="2024-09-30", 离职原因="退休"),
        person("辞", 进入社区日期="2020-01-01", 离职日期="2024-09-30", 离职原因="辞职"),
    ]
    ratings = [("优", 2024, "优秀"), ("病", 2024, "称职"), ("差", 2024, "基本合格")]
    absences = [("病", "病假", "2024-03-01", "2024-05-04", 65)]
    unit, _ = unit_of(
        [HARBIN], "2024-12", people, {"通讯补贴标准": 80}, ratings=ratings, absences=absences
    )
    got = bonus_rows(unit, HARBIN, 2024)
    first, second = "岗位绩效", "年终一次性工资"
    agrees(got["优", first], 等次="优秀", 月数=12, 标准=6000, 金额=6000)
    agrees(got["优", second], 标准=3500, 金额=3500)
    agrees(
        got["病", first], 金额="4166.67", 备注="病假超过30天，每30天少发一个月"
    )  # 65 days: 10/12
    agrees(got["差", first], 等次="基本称职", 金额=2500)
    agrees(got["差", second], 金额=1750)
    agrees(got["新", first], 等次="称职", 月数=9, 金额=3750)  # 5000×9/12
    agrees(got["新", second], 金额=0, 备注="当年在岗9个月，不满12个月")
    agrees(got["退", first], 月数=9, 金额=3750)
    agrees(got["退", second], 金额=0, 备注="年底前离职（2024-09-30）")
    agrees(got["辞", first], 金额=0, 备注="辞职（2024-09-30）")


def test_one_off_awards_by_level_with_the_difference_honours_and_ratings() -> None:
    people = [person("甲", 进入社区日期="2020-01-01"), person("乙", 进入社区日期="2020-01-01")]
    credentials = [
        ("甲", "职业资格", "初级", "2023-05-04"),
        ("甲", "职业资格", "高级", "2024-05-04"),
        ("乙", "职业资格", "中级", "2022-05-04"),  # before the scheme
        ("乙", "荣誉", "省级表彰", "2024-05-20"),
        ("乙", "荣誉", "省级表彰", "2025-05-20"),
    ]
    ratings = [("乙", y, "优秀") for y in (2023, 2024, 2025)]
    unit, found = unit_of(
        [HARBIN], "2024-06", people, {"通讯补贴标准": 80}, credentials=credentials, ratings=ratings
    )
    assert not [line for line in found if " V-SAME " in line]
    assert given(run_of(unit, "2023-06")) == [("甲", "取得资格一次性奖励", 500)]
    june = given(run_of(unit, "2024-06"))
    assert june == [("甲", "取得资格一次性奖励", 1500), ("乙", "表彰奖励", 2000)]  # 2000−500
    assert given(run_of(unit, "2025-06")) == [("乙", "表彰奖励", 2000)]
    assert given(run_of(unit, "2026-01")) == [("乙", "连续三年优秀奖励", 3000)]


def test_the_quota_is_thirty_percent_of_a_street() -> None:
    """第十一条: of 9 people 2 (2.7 rounded down) may be 优秀."""
    people = [person(f"甲{i}", 进入社区日期="2020-01-01", 街道="一街道") for i in range(9)]
    for top, told in ((2, 0), (3, 1)):
        ratings = [(f"甲{i}", 2024, "优秀" if i < top else "称职") for i in range(9)]
        unit, _ = unit_of([HARBIN], "2024-12", people, {"通讯补贴标准": 80}, ratings=ratings)
        scheme = unit.scheme(unit.month)
        assert scheme is not None
        assert len(quota_findings(unit, scheme, [2024], Severity.ERROR)) == told


def test_women_retire_as_managers_without_being_asked() -> None:
    """第十六条: born 1973-06: at 50 she would be due, at 55 she is not; and nothing is asked."""
    people = [person("甲", born="1973-06-01"), person("乙", born="1968-01-01")]
    unit, _ = unit_of([HARBIN], "2024-12", people, {"通讯补贴标准": 80})
    codes = [
        (f.code, f.person) for f in checks.findings(run_of(unit)) if f.code.startswith("M-RETIRE")
    ]
    assert codes == [("M-RETIRE", "乙")]
