"""计算依据 says why: each step of a grade by its real cause, bounds in 算式, a reason for 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.support.small_scheme import Raw, added, alone, changed, component
from tests.support.third_city import pay, policy, run_of, unit_of
from tests.support.units import person
from xlpay.explain.figures import explain, year_lines
from xlpay.pay.month import MonthPayroll
from xlpay.policy.validate.lint import lints


def basis(run: MonthPayroll, item: str, who: int = 0) -> str:
    """The 依据 of a figure."""
    return next(e.basis for e in explain(run, who) if e.item == item)


def formula(run: MonthPayroll, item: str, who: int = 0) -> str:
    return next(e.formula for e in explain(run, who) if e.item == item)


def qualified(raw: Raw) -> None:
    """职业资格: a grade more within the post; 学历: years deemed served."""
    raw["grade"]["qualification"] = [
        {"effect": "grades", "source": "第七条", "values": [{"level": "社会工作师", "value": 1}]}
    ]
    raw["grade"]["education"] = [
        {"effect": "years", "source": "第八条", "values": [{"level": "本科", "value": 3}]}
    ]


def test_a_grade_is_credited_to_what_gave_it() -> None:
    people = [
        person("两样", 进入社区日期="2024-01-01", 学历="本科"),
        person("都无", 进入社区日期="2024-01-01", 学历="高中"),
    ]
    certificate = [("两样", "职业资格", "社会工作师", "2023-05-04")]
    ratings = [(p.name, y, "合格") for p in people for y in (2024, 2025)]
    unit = alone(changed(qualified), "2026-01", *people, credentials=certificate, ratings=ratings)
    text = basis(run_of(unit), "基本工资")
    assert "工作年限2年，本科学历视同3年（第八条），共5年，按年限定2级（请写条款）" in text
    assert "职业资格社会工作师加1级（第七条），系数1.25" in text
    assert "本科学历加" not in text and "本科定" not in text
    plain = basis(run_of(unit), "基本工资", 1)
    assert plain.endswith("工作人员，工作年限2年，按年限定1级（请写条款），系数1")


def test_a_floor_that_does_nothing_is_not_named_and_one_that_acts_is() -> None:
    def floor(raw: Raw) -> None:
        raw["grade"]["education"] = [
            {"effect": "floor", "source": "第八条", "values": [{"level": "本科", "value": 2}]}
        ]

    people = [
        person("新", 进入社区日期="2024-01-01", 学历="本科"),
        person("老", 进入社区日期="2024-01-01", 学历="本科", 期初截止年度=2023, 期初折算年限=10),
    ]
    run = run_of(alone(changed(floor), "2024-03", *people))
    assert "按年限定1级（请写条款），本科学历不低于2级（第八条）" in basis(run, "基本工资")
    assert "学历" not in basis(run, "基本工资", 1)


def test_runs_and_a_double_post_are_each_named_with_their_own_grades() -> None:
    def both(raw: Raw) -> None:
        raw["run"] = [
            {"name": "两年优秀", "ratings": ["优秀"], "length": 2, "source": "第九条"},
            {"name": "三年优秀", "ratings": ["优秀"], "length": 3, "source": "第九条"},
        ]
        raw["double"] = {
            "name": "一肩挑",
            "source": "第十条",
            "duties": ["党组织书记", "居委会主任"],
        }
        raw["grade"]["double_grades"] = 1
        raw["grade"]["double_source"] = "第十条第二款"
        raw["grade"]["highest"] = 5
        raw["grade"]["steps"].append({"grade": 5, "coefficient": Decimal("1.5")})
        raw["grade"]["runs"] = [
            {"run": "两年优秀", "grades": 1, "source": "第九条"},
            {"run": "三年优秀", "grades": 1, "source": "第九条第二款"},
        ]

    ratings = [("肩挑", y, "优秀") for y in (2024, 2025)]
    ratings += [("一般", y, "优秀") for y in (2024, 2025)]
    people = [
        person("肩挑", 进入社区日期="2024-01-01", 期初截止年度=2023, 期初折算年限=8),
        person("一般", 进入社区日期="2024-01-01"),
    ]
    duties = [("肩挑", d, "2024-01-01") for d in ("党组织书记", "居委会主任")]
    run = run_of(alone(changed(both), "2026-01", *people, ratings=ratings, duties=duties))
    text = basis(run, "基本工资")
    assert "定4级（请写条款），一肩挑加1级（第十条第二款），两年优秀加1级（第九条）" in text
    assert "三年优秀" not in text
    assert "最高5级（请写条款）" in text
    assert "一肩挑" not in basis(run, "基本工资", 1)


def test_deemed_years_and_what_is_lost_at_the_posts_last_grade_are_told() -> None:
    """第十二条: a diploma without the degree is deemed years; both are grades within the post."""
    people = [
        person("只有学历", 进入社区日期="2019-01-01", 学历="硕士", 街道="山下街道"),
        person("老博士", 进入社区日期="2003-01-01", 学历="博士", 学位="博士学位", 街道="山下街道"),
    ]
    run = run_of(unit_of([policy("jinan-manner")], "2024-01", people)[0])
    text = basis(run, "薪酬标准")
    assert "硕士学历、学位只有一样视同3年（第十二条第二款），共8年，按年限定4级（附表1）" in text
    text = basis(run, "薪酬标准", 1)
    assert "博士学历、学位都有加3级，本岗位最高8级（第十二条第一款）" in text


def test_a_limit_by_level_is_named() -> None:
    def limit(raw: Raw) -> None:
        raw["grade"]["qualification"] = [
            {
                "effect": "limit",
                "source": "第六条",
                "without": 2,
                "values": [{"level": "高级社会工作师", "value": 4}],
            }
        ]

    people = [person("甲", 进入社区日期="2024-01-01", 期初截止年度=2023, 期初折算年限=12)]
    text = basis(run_of(alone(changed(limit), "2024-03", *people)), "基本工资")
    assert "定3级（请写条款），没有职业资格最高2级（第六条）" in text


# ── bounds


def bounded(raw: Raw) -> None:
    added(raw, "年功工资", "years", of="工作年限", rate=20, cap=50, least=30)


def test_a_bound_stands_in_the_formula() -> None:
    people = [
        person(f"{y}年", 进入社区日期="2024-01-01", 期初截止年度=2023, 期初折算年限=y)
        for y in (1, 2, 3)
    ]
    run = run_of(alone(changed(bounded), "2024-03", *people))
    found = [formula(run, "年功工资", i) for i in range(3)]
    assert found == ["MAX(20*1,30)", "20*2", "MIN(20*3,50)"]


def test_a_bound_from_a_setting_that_is_not_filled_is_told() -> None:
    def change(raw: Raw) -> None:
        raw["setting"].append(
            {"name": "年功上限", "kind": "money", "source": "一", "required_for": ""}
        )
        added(raw, "年功工资", "years", of="工作年限", rate=20, cap={"setting": "年功上限"})

    run = run_of(alone(changed(change), "2024-03"))
    assert any(f.code == "P-MISSING" and "年功上限" in f.message for f in run.findings)


# ── nothing, and why


def test_who_a_component_is_not_for_is_told_why() -> None:
    def conditions(raw: Raw) -> None:
        added(raw, "书记补贴", "fixed", amount=300, when={"post": ["正职"]})
        added(raw, "下乡补贴", "fixed", amount=300, unless={"education": ["大专"]})
        added(raw, "高温津贴", "fixed", amount=300, when={"months": [6, 7]})
        added(raw, "老员工补贴", "fixed", amount=9, when={"years_of": "工作年限", "years_from": 5})
        added(raw, "转正补贴", "fixed", amount=9, when={"probation": True})
        added(raw, "证书补贴", "fixed", amount=9, when={"qualification": ["社会工作师"]})

    run = run_of(alone(changed(conditions), "2024-03"))
    assert basis(run, "书记补贴").endswith("不发：岗位是工作人员，只给正职")
    assert basis(run, "下乡补贴").endswith("不发：学历是大专，不给大专")
    assert basis(run, "高温津贴").endswith("不发：只在6、7月发")
    assert basis(run, "老员工补贴").endswith("不发：工作年限0年，满5年才有")
    assert basis(run, "转正补贴").endswith("不发：不在试用期")
    assert basis(run, "证书补贴").endswith("不发：没有职业资格，只给社会工作师")


def test_what_is_not_paid_on_probation_says_so() -> None:
    people = [person("甲", 进入社区日期="2024-02-01", 试用期截止日期="2024-04-30", 街道="山下街道")]
    unit, _ = unit_of([policy("jinan-manner")], "2024-03", people)
    assert basis(run_of(unit), "月度绩效").endswith("第十八条；试用期不发")


def test_a_sum_of_a_period_says_when_it_is_paid() -> None:
    def change(raw: Raw) -> None:
        added(raw, "采暖补贴", "fixed", amount=300, every="year", paid_month=10)
        added(raw, "半年补贴", "fixed", amount=300, every="half-year", prorated=True)

    run = run_of(alone(changed(change), "2024-03"))
    assert basis(run, "采暖补贴").endswith("本月不发：每年10月发")
    assert basis(run, "半年补贴").endswith("本月不发：6月、12月发，离职的在最后一个月发")
    june = run_of(alone(changed(change), "2024-06"))
    assert "不发" not in basis(june, "半年补贴")


def test_a_table_without_a_row_for_somebody_says_so() -> None:
    run = run_of(alone(changed(), "2024-03"))
    assert basis(run, "职业津贴").endswith("没有职业资格，表里没有这一档，按其余的算")


# ── grades without coefficients, ratings that count for nothing


def test_no_coefficient_is_told_of_a_scheme_that_has_none() -> None:
    def sums(raw: Raw) -> None:
        raw["grade"].pop("steps")
        rows = [{"grade": g, "amount": 3000 + 100 * g} for g in range(1, 5)]
        wage = component(raw, "基本工资")
        wage.clear()
        wage |= {
            "name": "基本工资",
            "kind": "table",
            "keys": ["grade"],
            "rows": rows,
            "source": "一",
        }
        raw.pop("base")

    run = run_of(alone(changed(sums), "2024-03"))
    assert all("系数" not in e.basis for e in explain(run, 0))
    assert pay(run)["甲"]["系数"] is None
    told = [lint.line() for lint in lints(run.scheme.policy, "f.toml")]
    assert any("columns[4].shows：[grade] 没有 steps，没有等级系数可列" in line for line in told)


def test_a_year_whose_rating_counts_for_nothing_says_so() -> None:
    ratings: list[Any] = [("甲", 2024, "基本合格"), ("甲", 2025, "合格")]
    run = run_of(alone(changed(), "2027-01", ratings=ratings))
    lines = year_lines(run, run.scheme.document.count[0], 0)
    assert lines[0] == "2024年 基本合格 在岗12个月 计0年（基本合格不计年）"
    assert lines[1] == "2025年 合格 在岗12个月 计1年"
    assert lines[2] == "2026年 无等次 在岗12个月 计0年（没有等次不计年）"
