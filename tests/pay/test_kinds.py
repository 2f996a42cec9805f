"""Each kind of the form by itself: the skeleton with one thing changed, worked by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.support.months import changes
from tests.support.small_scheme import Raw, added, alone, changed, component, paid
from tests.support.third_city import agrees, bonus_rows, given, pay, rows, run_of, unit_of
from tests.support.units import Row, person
from xlpay import checks
from xlpay.base.months import month_text
from xlpay.explain.figures import explain
from xlpay.results import summary as summary_results

# ── amounts


@pytest.mark.parametrize(
    ("unit", "base", "coefficient", "wanted"),
    [
        ("fen", "4001.15", "1.11", "4441.28"),
        ("jiao", "4001.15", "1.11", "4441.30"),
        ("yuan", "4000.45", "1.1", "4400.00"),
    ],
)
def test_rounding_to_fen_jiao_or_yuan(unit: str, base: str, coefficient: str, wanted: str) -> None:
    """4001.15×1.11 = 4441.2765; 4000.45×1.1 = 4400.495: once, not to the fen first."""

    def change(raw: Raw) -> None:
        raw["base"][0]["amount"] = Decimal(base)
        raw["grade"]["steps"][0]["coefficient"] = Decimal(coefficient)
        raw["grade"]["steps"][1]["coefficient"] = Decimal("1.2")
        component(raw, "基本工资")["rounding"] = unit

    agrees(paid(changed(change), "2024-02")["甲"], 基本工资=wanted)


def test_sum_share_cap_and_least() -> None:
    def change(raw: Raw) -> None:
        added(raw, "合计基数", "sum", parts=["基本工资", "通讯补贴"], pay="memo")
        added(raw, "绩效", "share", of="合计基数", share=Decimal("0.3"), rounding="yuan", cap=1240)
        added(raw, "保底", "share", of="合计基数", share=Decimal("0.01"), least=50)

    got = paid(
        changed(change),
        "2024-02",
        person("甲", 进入社区日期="2024-01-01"),
        person("乙", 进入社区日期="2018-01-01"),
        ratings=[("乙", y, "合格") for y in range(2018, 2024)],
    )
    agrees(got["甲"], 合计基数=4100, 绩效=1230, 保底=50)  # 4000+100; 30%; 1% is 41: at least 50
    agrees(got["乙"], 合计基数=4500, 绩效=1240, 保底=50)  # 4000×1.1+100; 1350: at most 1240


def test_base_times_post_and_grade_coefficients_and_coefficients_added() -> None:
    """(1.25 + 0.05 + 0.04) × 1.3 × 3000 for 正职 with 4 years, 本科."""

    def change(raw: Raw) -> None:
        raw["base"][0]["amount"] = 3000
        raw["factor"] = [
            {
                "name": "岗位系数",
                "source": "二",
                "keys": ["post"],
                "rows": [
                    {"post": "正职", "value": Decimal("1.3")},
                    {"post": "工作人员", "value": 1},
                ],
            },
            {
                "name": "学历系数",
                "source": "三",
                "keys": ["education"],
                "rows": [{"education": "本科", "value": Decimal("0.05")}],
                "otherwise": 0,
            },
            {
                "name": "工龄系数",
                "source": "四",
                "kind": "years",
                "of": "工作年限",
                "rate": Decimal("0.01"),
                "most": Decimal("0.1"),
                "whole_years": True,
            },
        ]
        component(raw, "基本工资").update(factors=["岗位系数"], plus=["学历系数", "工龄系数"])
        raw["payroll"]["columns"].append(
            {"header": "岗位系数", "shows": "factor", "of": "岗位系数"}
        )
        raw["cause"].insert(0, {"name": "学历", "takes": "education", "source": "三"})

    sheets: dict[str, Sequence[Row]] = {
        "duties": [("甲", "党组织书记", "2018-01-01")],
        "ratings": [("甲", y, "合格") for y in range(2020, 2024)],
        "credentials": [("甲", "学历", "本科", "2024-02-20")],
    }
    unit = alone(changed(change), "2024-03", person("甲", 进入社区日期="2020-01-01"), **sheets)
    # without 本科: (1.1+0.04)×1.3×3000 = 4446.00; with: (1.1+0.05+0.04)×1.3×3000 = 4641.00
    agrees(pay(run_of(unit, "2024-02"))["甲"], 岗位系数="1.3", 基本工资="4446.00")
    run = run_of(unit)
    agrees(pay(run)["甲"], 基本工资="4641.00")
    assert [(c.cause, c.amount) for c in changes(run)] == [("学历", 195_00)]


def test_only_factors_and_no_grades() -> None:
    def change(raw: Raw) -> None:
        del raw["grade"]
        raw["factor"] = [
            {
                "name": "岗位系数",
                "source": "二",
                "keys": ["post"],
                "rows": [
                    {"post": "正职", "value": Decimal("1.35")},
                    {"post": "工作人员", "value": Decimal("1.05")},
                ],
            }
        ]
        component(raw, "基本工资")["factors"] = ["岗位系数"]
        raw["payroll"]["columns"] = [
            c for c in raw["payroll"]["columns"] if c["shows"] not in ("grade", "coefficient")
        ]

    agrees(paid(changed(change), "2024-02")["甲"], 基本工资=4200)  # 4000×1.05


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ({"mode": "full"}, "4800.00"),
        ({"mode": "row", "row": Decimal("0.9")}, "3600.00"),  # 0.9×4000, no factor
        ({"mode": "coefficient", "ratio": Decimal("0.8")}, "3840.00"),  # 0.8×1×1.2×4000
        ({"mode": "amount", "ratio": Decimal("0.85"), "components": ["基本工资"]}, "4080.00"),
        ({"mode": "sum", "amount": 3210, "components": ["基本工资", "通讯补贴"]}, "3210.00"),
        ({"mode": "full", "unpaid": ["基本工资"]}, "0.00"),
    ],
)
def test_probation_in_every_mode(rule: Raw, wanted: str) -> None:
    def change(raw: Raw) -> None:
        raw["probation"] = {**rule, "source": "五"}
        raw["factor"] = [
            {
                "name": "岗位系数",
                "source": "二",
                "keys": ["post"],
                "rows": [
                    {"post": "正职", "value": Decimal("1.3")},
                    {"post": "工作人员", "value": Decimal("1.2")},
                ],
            }
        ]
        component(raw, "基本工资")["factors"] = ["岗位系数"]
        raw["cause"].insert(0, {"name": "试用期满", "takes": "probation", "source": "五"})

    trial = person("甲", 进入社区日期="2024-01-01", 试用期截止日期="2024-03-31")
    got = paid(changed(change), "2024-02", trial)["甲"]
    agrees(got, 基本工资=wanted, 通讯补贴=0 if rule["mode"] == "sum" else 100)
    unit = alone(changed(change), "2024-04", trial)
    agrees(pay(run_of(unit))["甲"], 基本工资="4800.00")


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"unit": "ten", "rounds": "up"}, "3420.00"),  # 40921/12 = 3410.08
        ({"unit": "yuan"}, "3410.00"),
        ({"unit": "ten", "rounds": "down", "multiple": Decimal("1.5")}, "5110.00"),  # 5115.125
        ({"least": 3500}, "3500.00"),
        ({"most": 3000}, "3000.00"),
        ({}, "3410.08"),
    ],
)
def test_an_index_rounded_or_bounded(keys: Raw, wanted: str) -> None:
    def change(raw: Raw) -> None:
        raw["base"] = [
            {
                "name": "薪酬基数",
                "kind": "index",
                "per": "year",
                "source": "六",
                "years": [{"year": 2022, "source": "公报", "figures": {"本市": 40921}}],
                **keys,
            }
        ]

    agrees(paid(changed(change), "2024-02")["甲"], 基本工资=wanted)


def test_an_index_that_changes_in_july() -> None:
    def change(raw: Raw) -> None:
        years = [
            {"year": y, "source": "公报", "figures": {"本市": f}}
            for y, f in ((2022, 36000), (2023, 48000))
        ]
        raw["base"] = [
            {
                "name": "薪酬基数",
                "kind": "index",
                "per": "year",
                "source": "六",
                "changes_in": 7,
                "years": years,
            }
        ]

    unit = alone(changed(change), "2024-07")
    agrees(pay(run_of(unit, "2024-06"))["甲"], 基本工资=3000)
    run = run_of(unit)
    agrees(pay(run)["甲"], 基本工资=4000)
    assert [c.cause for c in changes(run)] == ["标准调整"]


def test_a_coefficient_of_a_post_and_a_sum_by_post_and_grade() -> None:
    def change(raw: Raw) -> None:
        raw["grade"]["steps"].append({"grade": 2, "coefficient": Decimal("1.5"), "post": "正职"})
        rows = [
            {"post": p, "grade": g, "amount": 100 * g + e}
            for p, e, gs in (("正职", 50, (2, 3, 4)), ("工作人员", 0, (1, 2, 3)))
            for g in gs
        ]
        added(raw, "岗级津贴", "table", keys=["post", "grade"], rows=rows)

    got = paid(
        changed(change),
        "2024-02",
        person("甲", 进入社区日期="2024-01-01"),
        person("乙", 进入社区日期="2024-01-01"),
        duties=[("乙", "居委会主任", "2024-01-01")],
    )
    agrees(got["甲"], 等级=1, 基本工资=4000, 岗级津贴=100)
    agrees(got["乙"], 等级=2, 系数="1.5", 基本工资=6000, 岗级津贴=250)


def test_a_grade_without_coefficient_is_explained_by_its_years() -> None:
    def change(raw: Raw) -> None:
        del raw["grade"]["steps"]
        rows = [{"grade": g, "amount": 3000 + 200 * g} for g in (1, 2, 3, 4)]
        wage = component(raw, "基本工资")
        del wage["base"]
        wage.update(kind="table", keys=["grade"], rows=rows)
        raw["payroll"]["columns"] = [
            c for c in raw["payroll"]["columns"] if c["shows"] != "coefficient"
        ]

    run = run_of(alone(changed(change), "2024-02"))
    explained = {e.item: e for e in explain(run, 0)}["基本工资"]
    assert (explained.amount, explained.formula) == (3200_00, "3200")
    assert explained.basis.endswith("工作人员，工作年限0年，按年限定1级（请写条款）")


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"rate": 15}, 105),
        ({"slices": [{"years": 0, "rate": 10}, {"years": 5, "rate": 20}]}, 90),  # 5×10+2×20
        (
            {"slices": [{"years": 0, "rate": 10}, {"years": 5, "rate": 20}], "slice_rate": "all"},
            140,
        ),
        ({"rate": 15, "cap": 80}, 80),
    ],
)
def test_seniority_pay(keys: Raw, wanted: int) -> None:
    def change(raw: Raw) -> None:
        raw["count"].append({"name": "年头", "basis": "calendar", "source": "七"})
        raw["cause"].insert(0, {"name": "年功", "takes": "years", "of": "年头", "source": "七"})
        added(raw, "年功工资", "years", of="年头", **keys)

    # 2018—2024, the present year included: 7
    agrees(
        paid(changed(change), "2024-03", person("甲", 进入社区日期="2018-11-20"))["甲"],
        年功工资=wanted,
    )


# ── years and grades


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"basis": "months"}, 3),
        ({"basis": "rating", "ratings": ["优秀", "合格"], "uncounted": ["不合格"]}, 3),
        ({"basis": "months", "extra": [{"rating": "优秀", "years": Decimal("0.5")}]}, "4.0"),
        (
            {
                "basis": "months",
                "extra": [{"rating": "优秀", "years": Decimal("0.5")}],
                "extra_most": Decimal("0.5"),
            },
            "3.5",
        ),
        ({"basis": "months", "extra": [{"rating": "不合格", "years": 2, "less": True}]}, 1),
        ({"basis": "months", "extra": [{"rating": "不合格", "years": 9, "less": True}]}, 0),
        ({"basis": "months", "most": 2}, 2),
        ({"basis": "service", "ratings": [], "uncounted": []}, 4),
        ({"basis": "calendar", "ratings": [], "uncounted": []}, 5),
        ({"basis": "anniversary", "ratings": [], "uncounted": []}, 4),
        ({"basis": "service", "ratings": [], "uncounted": [], "present": "before"}, "4.0"),
        ({"basis": "service", "ratings": [], "uncounted": [], "present": "through"}, 49 / 12),
        ({"basis": "anniversary", "ratings": [], "uncounted": [], "present": "before"}, 3),
        ({"basis": "months", "counts_from": 2}, 2),
    ],
)
def test_counts_of_every_basis(keys: Raw, wanted: str | int) -> None:
    """2020 优秀, 2021 优秀, 2022 不合格, 2023 合格; asked in January 2024."""

    def change(raw: Raw) -> None:
        raw["count"][0].update(keys)

    ratings = [
        ("甲", 2020, "优秀"),
        ("甲", 2021, "优秀"),
        ("甲", 2022, "不合格"),
        ("甲", 2023, "合格"),
    ]
    got = paid(changed(change), "2024-01", person("甲", 进入社区日期="2020-01-01"), ratings=ratings)
    agrees(got["甲"], 工作年限=wanted)


def test_a_rating_that_counts_from_july_and_is_known_late() -> None:
    """2023 counts from 2024-07; approved in September it pays July and August back."""

    def change(raw: Raw) -> None:
        raw["count"][0]["counts_from"] = 7

    people = [person(n, 进入社区日期="2019-01-01") for n in "甲乙"]
    ratings: list[Row] = [(n, y, "合格") for n in "甲乙" for y in range(2019, 2023)]
    ratings += [("甲", 2023, "合格"), ("乙", 2023, "合格", "2024-09-10")]
    unit = alone(changed(change), "2024-09", *people, ratings=ratings)
    assert changes(run_of(unit, "2024-01")) == []
    july, september = changes(run_of(unit, "2024-07")), changes(run_of(unit, "2024-09"))
    assert [(c.person, c.amount, month_text(c.since), c.back_pay) for c in july] == [
        (0, 400_00, "2024-07", 0)
    ]
    assert [(c.person, c.amount, month_text(c.since), c.back_pay) for c in september] == [
        (1, 400_00, "2024-07", 800_00)
    ]


def test_a_share_by_the_rating_of_the_year_before_and_a_sum_for_two_duties() -> None:
    def change(raw: Raw) -> None:
        values = {"优秀": "1.2", "合格": "1", "基本合格": "0.6", "不合格": "0"}
        rows = [{"rating": r, "value": Decimal(v)} for r, v in values.items()]
        raw["factor"] = [
            {"name": "考核系数", "source": "二", "keys": ["rating"], "rows": rows, "otherwise": 1}
        ]
        keys = {"of": "基本工资", "share": Decimal("0.25"), "factors": ["考核系数"]}
        added(raw, "月绩效", "share", standard=False, **keys)
        added(
            raw, "双岗补贴", "fixed", amount=60, when={"all_duties": ["党组织书记", "居委会主任"]}
        )

    people = [person(n, 进入社区日期="2023-01-01") for n in "甲乙丙"]
    ratings = [("甲", 2023, "优秀"), ("乙", 2023, "基本合格")]
    duties = [("甲", "党组织书记", "2023-01-01"), ("甲", "居委会主任", "2023-01-01")]
    duties += [("乙", "党组织书记", "2023-01-01")]
    unit = alone(changed(change), "2024-01", *people, ratings=ratings, duties=duties)
    got = pay(run_of(unit))
    agrees(got["甲"], 基本工资=4400, 月绩效=1320, 双岗补贴=60)  # 4400×0.25×1.2
    agrees(got["乙"], 基本工资=4400, 月绩效=660, 双岗补贴=0)
    agrees(got["丙"], 基本工资=4000, 月绩效=1000)  # not rated


def test_a_part_month_by_calendar_days() -> None:
    def change(raw: Raw) -> None:
        raw["part_month"].update(days=30, by="calendar")

    unit = alone(changed(change), "2024-03", person("甲", 进入社区日期="2024-03-11"))
    # 10 days out of 31: 4100×10/30
    agrees(pay(run_of(unit))["甲"], 缺勤及不足月扣款="1366.67")


def test_a_grade_for_each_rated_year_and_one_less_for_a_failed_one() -> None:
    def change(raw: Raw) -> None:
        raw["count"][0].update(basis="rating")
        raw["run"] = [{"name": "不合格次数", "ratings": ["不合格"], "length": 1, "source": "八"}]
        raw["grade"].update(
            highest=4, runs=[{"run": "不合格次数", "grades": 1, "fewer": True, "source": "八"}]
        )
        raw["grade"]["ladders"] = [
            {"post": "正职", "source": "一", "start": 2, "every": 1, "last": 4},
            {"post": "工作人员", "source": "一", "start": 1, "every": 1, "last": 4},
        ]
        raw["cause"].insert(0, {"name": "降级", "takes": "run", "of": "不合格次数", "source": "八"})

    people = [person(n, 进入社区日期="2021-01-01") for n in "甲乙"]
    ratings = [
        ("甲", 2021, "合格"),
        ("甲", 2022, "优秀"),
        ("甲", 2023, "不合格"),
        ("乙", 2021, "不合格"),
        ("乙", 2022, "不合格"),
    ]
    unit = alone(changed(change), "2024-01", *people, ratings=ratings)
    got = pay(run_of(unit))
    agrees(got["甲"], 等级=2, 基本工资=4400)  # 1 + 2 years − 1
    agrees(got["乙"], 等级=1)  # never below the first


@pytest.mark.parametrize(
    ("rules", "grade"),
    [
        ([{"effect": "grades", "values": [{"level": "社会工作师", "value": 1}]}], 3),
        (
            [
                {
                    "effect": "grades",
                    "within_post": True,
                    "values": [{"level": "社会工作师", "value": 3}],
                }
            ],
            3,
        ),
        ([{"effect": "floor", "values": [{"level": "社会工作师", "value": 3}]}], 3),
        ([{"effect": "years", "values": [{"level": "社会工作师", "value": 5}]}], 3),
        ([{"effect": "limit", "without": 1, "values": [{"level": "社会工作师", "value": 4}]}], 2),
        (
            [
                {
                    "effect": "limit",
                    "without": 1,
                    "values": [{"level": "高级社会工作师", "value": 4}],
                }
            ],
            1,
        ),
        (
            [
                {
                    "effect": "grades",
                    "posts": ["正职"],
                    "values": [{"level": "社会工作师", "value": 1}],
                }
            ],
            2,
        ),
    ],
)
def test_a_qualification_as_grades_floor_years_or_limit(rules: list[Raw], grade: int) -> None:
    def change(raw: Raw) -> None:
        raw["grade"]["qualification"] = [{**rule, "source": "九"} for rule in rules]

    got = paid(
        changed(change),
        "2024-02",
        person("甲", 进入社区日期="2018-01-01"),
        ratings=[("甲", y, "合格") for y in range(2018, 2024)],
        credentials=[("甲", "职业资格", "中级", "2020-01-01")],
    )
    agrees(got["甲"], 等级=grade)


def test_a_double_post_as_grades_or_as_a_post_of_its_own() -> None:
    def grades(raw: Raw) -> None:
        raw["double"] = {"name": "一肩挑", "duties": ["党组织书记", "居委会主任"], "source": "十"}
        raw["grade"]["double_grades"] = 2

    def within(raw: Raw) -> None:
        grades(raw)
        raw["grade"].update(within_post=True, double_grades=3, highest=5)
        raw["grade"]["steps"].append({"grade": 5, "coefficient": 2})

    def own(raw: Raw) -> None:
        raw["double"] = {
            "name": "一肩挑",
            "duties": ["党组织书记", "居委会主任"],
            "source": "十",
            "post": "书记主任",
        }
        raw["post"].insert(0, {"word": "书记主任", "leader": True, "source": "十"})
        raw["grade"]["ladders"].append(
            {"post": "书记主任", "source": "十", "bands": [{"years": 0, "grade": 3}]}
        )

    duties = [("甲", "党组织书记", "2024-01-01"), ("甲", "居委会主任", "2024-01-01")]
    for change, post, grade in ((grades, "正职", 4), (within, "正职", 4), (own, "书记主任", 3)):
        agrees(paid(changed(change), "2024-02", duties=duties)["甲"], 岗位=post, 等级=grade)


# ── who, when, how often


def test_conditions_by_month_entry_years_and_exception() -> None:
    def change(raw: Raw) -> None:
        added(raw, "高温津贴", "fixed", amount=200, standard=False, when={"months": [6, 7, 8]})
        added(
            raw,
            "老人补贴",
            "fixed",
            amount=30,
            when={"entered_before": tomllib.loads("d=2023-01-01")["d"]},
        )
        added(
            raw,
            "满年补贴",
            "fixed",
            amount=10,
            when={"years_of": "工作年限", "years_from": 1, "years_below": 3},
        )
        added(raw, "非领导补贴", "fixed", amount=5, unless={"post": ["正职"]})

    people = [person("甲", 进入社区日期="2022-12-31"), person("乙", 进入社区日期="2023-01-01")]
    ratings = [(n, 2023, "合格") for n in "甲乙"]
    unit = alone(
        changed(change),
        "2024-06",
        *people,
        ratings=ratings,
        duties=[("乙", "党组织书记", "2023-01-01")],
    )
    may, june = pay(run_of(unit, "2024-05")), pay(run_of(unit))
    agrees(may["甲"], 高温津贴=0, 老人补贴=30, 满年补贴=10, 非领导补贴=5)
    agrees(june["乙"], 高温津贴=200, 老人补贴=0, 满年补贴=10, 非领导补贴=0)


def test_conditions_by_place_and_probation() -> None:
    """By 街道, 社区, 地区 and 试用期; the probation lasts through June."""

    def change(raw: Raw) -> None:
        added(raw, "边远补贴", "fixed", amount=80, when={"street": ["东街"]})
        added(raw, "试点补贴", "fixed", amount=70, when={"community": ["一社区", "三社区"]})
        added(raw, "本市补贴", "fixed", amount=60, when={"region": ["本市"]})
        added(raw, "见习补贴", "fixed", amount=50, when={"probation": True})
        raw["probation"] = {"mode": "full", "components": [], "source": "三"}

    people = [
        person("甲", 进入社区日期="2023-01-01", 社区="一社区", 街道="东街"),
        person(
            "乙", 进入社区日期="2024-05-01", 社区="二社区", 街道="西街", 试用期截止日期="2024-06-10"
        ),
    ]
    unit = alone(changed(change), "2024-07", *people)
    june, july = pay(run_of(unit, "2024-06")), pay(run_of(unit))
    agrees(july["甲"], 边远补贴=80, 试点补贴=70, 本市补贴=60, 见习补贴=0)
    agrees(june["乙"], 边远补贴=0, 试点补贴=0, 本市补贴=60, 见习补贴=50)
    agrees(july["乙"], 边远补贴=0, 试点补贴=0, 本市补贴=60, 见习补贴=0)


def test_a_pool_of_a_share_by_street_and_a_half_year_paid_by_scores() -> None:
    def change(raw: Raw) -> None:
        added(raw, "绩效标准", "share", of="基本工资", share=Decimal("0.25"), pay="memo")
        added(raw, "月绩效", "pool", of="绩效标准", group="street")
        added(raw, "半年计提", "share", of="基本工资", share=Decimal("0.1"), pay="accrual")
        added(raw, "半年绩效", "payout", of="半年计提", every="half-year", by_scores=True)

    people = [
        person("甲", 进入社区日期="2024-01-01", 社区="一社区", 街道="街"),
        person("乙", 进入社区日期="2024-01-01", 社区="二社区", 街道="街"),
    ]
    unit = alone(
        changed(change), "2024-06", *people, scores=[("甲", "2024-06", 60), ("乙", "2024-06", 40)]
    )
    may, june = pay(run_of(unit, "2024-05")), pay(run_of(unit))
    agrees(may["甲"], 月绩效=1000, 半年计提=400, 半年绩效=0)
    agrees(june["甲"], 月绩效=1200, 半年绩效="2400.00")  # of 2000, 60%; his community alone: 6×400
    agrees(june["乙"], 月绩效=800, 半年绩效="2400.00")


def test_unpaid_leave_by_calendar_is_deducted_by_weekdays_in_each_month() -> None:
    def change(raw: Raw) -> None:
        raw["leave"].append({"word": "停薪", "unit": "calendar", "unpaid": True, "source": "十一"})

    unit = alone(
        changed(change), "2024-05", absences=[("甲", "停薪", "2024-04-29", "2024-05-03", 5)]
    )
    # April 29 and 30; May 1-3; of 4100 a month by 21.75
    agrees(pay(run_of(unit, "2024-04"))["甲"], 缺勤及不足月扣款="377.01")  # 4100×2/21.75
    agrees(pay(run_of(unit, "2024-05"))["甲"], 缺勤及不足月扣款="565.52")


# ── a year's money and awards


def test_a_year_by_table_with_weights_and_by_pool_of_the_whole_unit() -> None:
    def change(raw: Raw) -> None:
        added(raw, "计提", "share", of="基本工资", share=Decimal("0.1"), pay="accrual")
        ratings = ("优秀", "合格", "基本合格", "不合格")

        def values(*weights: str) -> list[Raw]:
            return [
                {"rating": r, "value": Decimal(w)} for r, w in zip(ratings, weights, strict=True)
            ]

        rows = [{"post": "正职", "amount": 6000}, {"post": "工作人员", "amount": 5000}]
        raw["yearly"] = [
            {
                "name": "岗位奖",
                "title": "表",
                "kind": "table",
                "keys": ["post"],
                "rows": rows,
                "values": values("1.2", "1", "0.5", "0"),
                "rounding": "yuan",
                "source": "十二",
            },
            {
                "name": "总量",
                "title": "表",
                "kind": "pool",
                "of": "计提",
                "group": "unit",
                "values": values("2", "1", "0.5", "0"),
                "stayers": True,
                "source": "十二",
            },
            {
                "name": "过节费",
                "title": "表",
                "kind": "table",
                "keys": ["post"],
                "rows": rows,
                "prorate": "none",
                "when": {"post": ["工作人员"]},
                "source": "十二",
            },
        ]

    people = [
        person("甲", 进入社区日期="2024-01-01", 社区="一社区"),
        person("乙", 进入社区日期="2024-05-01", 社区="二社区"),
        person(
            "丙",
            进入社区日期="2024-01-01",
            社区="二社区",
            离职日期="2024-06-30",
            离职原因="合同期满",
        ),
    ]
    document = changed(change)
    unit = alone(
        document,
        "2024-12",
        *people,
        ratings=[("甲", 2024, "优秀"), ("乙", 2024, "合格"), ("丙", 2024, "合格")],
        duties=[("丙", "党组织书记", "2024-01-01")],
    )
    got = bonus_rows(unit, document, 2024)
    agrees(got["甲", "岗位奖"], 标准=5000, 金额=6000)
    agrees(got["乙", "岗位奖"], 月数=8, 金额=3333)  # 5000×8/12 to the yuan
    agrees(got["丙", "岗位奖"], 标准=6000, 月数=6, 金额=3000)  # as of June
    # accruals 4800, 3200 and 6×440=2640, in all 10640; weights 9600 and 3200: 3/4 and 1/4
    agrees(got["甲", "总量"], 金额=7980)
    agrees(got["乙", "总量"], 金额=2660)
    agrees(got["丙", "总量"], 金额=0, 备注="年底前离职（2024-06-30）")
    agrees(got["乙", "过节费"], 金额=5000)
    assert ("丙", "过节费") not in got  # a 正职 in the last month in service


def test_awards_for_diplomas_levels_and_service() -> None:
    def change(raw: Raw) -> None:
        since = tomllib.loads("d=2024-01-01")["d"]
        raw["event"] = [
            {
                "name": "学历奖",
                "kind": "diploma",
                "at_least": "本科",
                "amount": 800,
                "since": since,
                "source": "十三",
            },
            {
                "name": "资格奖",
                "kind": "certificate",
                "repeat": "level",
                "since": since,
                "source": "十三",
                "amounts": [
                    {"level": "助理社会工作师", "amount": 300},
                    {"level": "社会工作师", "amount": 500},
                ],
            },
            {
                "name": "十年奖",
                "kind": "service",
                "years": 10,
                "amount": 1000,
                "since": since,
                "source": "十三",
            },
        ]

    credentials = [
        ("甲", "学历", "本科", "2024-03-05"),
        ("甲", "职业资格", "初级", "2024-03-06"),
        ("甲", "职业资格", "中级", "2024-05-06"),
    ]
    unit = alone(
        changed(change), "2024-06", person("甲", 进入社区日期="2014-08-15"), credentials=credentials
    )
    assert given(run_of(unit, "2024-04")) == [("甲", "学历奖", 800), ("甲", "资格奖", 300)]
    assert given(run_of(unit, "2024-06")) == [("甲", "资格奖", 500)]
    assert given(run_of(unit, "2024-08")) == [("甲", "十年奖", 1000)]


# ── versions


def test_two_versions_of_a_scheme_meet_without_a_gap() -> None:
    """2024: skeleton; from 2025-07: a new count, no old one, another base, dated inside too."""

    def first(raw: Raw) -> None:
        raw["base"][0]["amount"] = [
            {"from": "2024-01", "value": 4000},
            {"from": "2025-01", "value": 4100, "source": "通知"},
        ]

    def second(raw: Raw) -> None:
        raw.update(id="small-2025", pays_from="2025-07")
        raw["count"] = [{"name": "工龄", "basis": "anniversary", "source": "一"}]
        raw["grade"]["count"] = "工龄"
        raw["cause"][0]["of"] = "工龄"
        raw["payroll"]["columns"][1] = {"header": "工龄", "shows": "years", "of": "工龄"}
        raw["base"][0]["amount"] = 4500
        raw["post"].insert(1, {"word": "副职", "leader": True, "source": "二"})
        raw["duty"].append({"word": "居委会副主任", "kind": "post", "post": "副职", "source": "二"})
        raw["grade"]["ladders"].append(
            {"post": "副职", "source": "二", "bands": [{"years": 0, "grade": 2}]}
        )

    documents = [changed(first), changed(second)]
    people = [person("甲", 进入社区日期="2020-07-10"), person("乙", 进入社区日期="2024-01-01")]
    ratings = [("甲", y, "合格") for y in range(2020, 2025)]
    unit, _ = unit_of(
        documents, "2025-07", people, ratings=ratings, duties=[("乙", "居委会副主任", "2025-06-20")]
    )
    for month in ("2024-12", "2025-01", "2025-06", "2025-08"):
        run_of(unit, month)  # formulas hold, causes add up
    june, july = run_of(unit, "2025-06"), run_of(unit, "2025-07")
    agrees(pay(june)["甲"], 工作年限="4.5", 等级=1, 基本工资=4100)
    agrees(pay(july)["甲"], 工龄=5, 等级=2, 基本工资=4950)
    agrees(pay(july)["乙"], 岗位="副职", 等级=2, 基本工资=4950)
    rows = [(c.cause, c.amount, month_text(c.since)) for c in changes(july) if c.person == 0]
    assert rows == [("标准调整", 850_00, "2025-07")]
    year = bonus_rows(unit, documents[1], 2025)
    assert ("甲", "") in year


# ── opening figures


@pytest.mark.parametrize(("basis", "allowed"), [("rating", 10), ("calendar", 10), ("months", 9.5)])
def test_opening_years_are_compared_and_told_in_years_whatever_the_basis(
    basis: str, allowed: float
) -> None:
    """Entered in July 2014, opening through 2023: ten calendar years, nine and a half of months."""

    def change(raw: Raw) -> None:
        raw["count"][0] |= {"basis": basis}
        if basis == "calendar":
            raw["count"][0].pop("uncounted")
            raw["count"][0].pop("ratings")

    for years in (allowed, allowed + 0.5):
        staff = person("甲", 进入社区日期="2014-07-01", 期初截止年度=2023, 期初折算年限=years)
        run = run_of(alone(changed(change), "2024-03", staff))
        told = [f.message for f in checks.findings(run) if f.code == "R-OPENLARGE"]
        wanted = f"期初折算年限 {years:g} 比日期或其他期初数所允许的多（最多 {allowed:g}）"
        assert told == ([] if years == allowed else [wanted])


@pytest.mark.parametrize(("name", "label"), [("等级", "1级"), ("薪级", "1级"), ("档次", "档次1")])
def test_the_chart_of_grades_calls_them_as_the_policy_does(name: str, label: str) -> None:
    document = changed(lambda raw: raw["grade"].update(name=name))
    run = run_of(alone(document, "2024-03"))
    assert rows(summary_results.summary(run, None)[1]) == [{"等级": label, "人数": 1}]
