"""Kinds, years and year-end money that don't go together: told where, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal as D

import pytest

from tests.support.policy_files import Raw, named, problem_lines, raw_policy
from xlpay.kinds.amounts import Coefficient
from xlpay.policy.files.load import document_of

CF, JY = "chifeng", "jiayuguan"


def into(where: str, name: str | int, **values: object) -> Callable[[Raw], None]:
    """A change of the entry of that name or number in a list."""

    def change(raw: Raw) -> None:
        entries = raw[where]
        entry = entries[name] if isinstance(name, int) else named(entries, name)
        entry.update(values)

    return change


def exclusion(**values: object) -> Callable[[Raw], None]:
    return lambda raw: raw["yearly"][0]["exclusions"][0].update(values)


def added(where: str, **values: object) -> Callable[[Raw], None]:
    return lambda raw: raw.setdefault(where, []).append({**values, "source": "第一条"})


FACTOR = {"name": "地区系数", "keys": ["street"], "rows": [{"street": "甲", "value": 1}]}
OVER = {"kind": "leave_days", "leave": "事假", "more_than": 30, "reason": "多"}

# the mistake: city, change, where it is told, what is told
MISTAKES: dict[str, tuple[str, Callable[[Raw], None], str, str]] = {
    "factors of a kind that has none": (
        JY,
        into("component", "考核工资", factors=["甲"]),
        "component[4].factors",
        "只有 base、coefficient、share 用 factors",
    ),
    "a sum of a table": (
        JY,
        into("component", "学历工资", amount=100),
        "component[2].amount",
        "只有 fixed、pool、rises 用 amount。请删去，或改 kind",
    ),
    "a share of a fixed sum, told with what else is wrong": (
        JY,
        into("component", "绩效工资", share=D("0.5"), of="考核工资"),
        "component[5].share",
        "只有 gross、share 用 share",
    ),
    "a group of money by rating": (
        JY,
        into("yearly", 0, group="street"),
        "yearly[1].group",
        "只有 pool 用 group",
    ),
    "a pool of two sums": (
        JY,
        into("component", "绩效工资", of="考核工资"),
        "component[5].amount",
        "只写一种",
    ),
    "a pool rounded to yuan": (
        JY,
        into("component", "绩效工资", rounding="yuan"),
        "component[5].rounding",
        "没有尾差可以舍入",
    ),
    "scores of nothing": (
        JY,
        into("component", "绩效工资", kind="scored"),
        "component[5].of",
        "scored 要写依据哪一项",
    ),
    "a full score of 0": (
        JY,
        into("component", "绩效工资", kind="scored", of="考核工资", full=0),
        "component[5].full",
        "满分不能是 0",
    ),
    "what is shared is paid as well": (
        JY,
        into("component", "绩效工资", kind="scored", of="考核工资"),
        "component[5].of",
        "会发两次",
    ),
    "a payout by scores of a monthly pay": (
        JY,
        into("component", "考核工资", by_scores=True),
        "component[4].by_scores",
        "只有 payout 用 by_scores",
    ),
    "a month of payment of a monthly pay": (
        JY,
        into("component", "考核工资", paid_month=3),
        "component[4].paid_month",
        "请删去",
    ),
    "a month outside the period": (
        JY,
        into("component", "考核工资", every="quarter", paid_month=4),
        "component[4].paid_month",
        "要从 1 到 3",
    ),
    "a monthly pay by months served": (
        JY,
        into("component", "考核工资", prorated=True),
        "component[4].prorated",
        "请删去",
    ),
    "a pool by quarters": (
        JY,
        into("component", "绩效工资", every="quarter"),
        "component[5].every",
        "pool 只能按月",
    ),
    "a list of quarters that is not paid": (
        JY,
        into("component", "考核工资", every="quarter", pay="memo"),
        "component[4].every",
        "不发放",
    ),
    "a count from month 13": (
        JY,
        into("count", 0, counts_from=13),
        "count[1].counts_from",
        "月份要从 1 到 12",
    ),
    "a run from month 0": (
        JY,
        into("run", 0, counts_from=0),
        "run[1].counts_from",
        "月份要从 1 到 12",
    ),
    "ratings of a count that looks at none": (
        CF,
        into("count", 0, basis="service"),
        "count[1].ratings",
        "只有 basis = calendar、months、rating 用 ratings",
    ),
    "the present year of a count through last year": (
        CF,
        into("count", 0, present="before"),
        "count[1].present",
        "只有 basis = anniversary、duty、post、service 用 present",
    ),
    "a limit of what is not given": (
        JY,
        into("count", 0, extra_most=3),
        "count[1].extra_most",
        "用不上 extra_most",
    ),
    "a rating that counts whole and in part": (
        CF,
        into("count", 0, partial=[{"rating": "合格", "share": D("0.5")}]),
        "count[1].partial[1]",
        "已在 ratings 里整年计",
    ),
    "a part of thousandths": (
        CF,
        into("count", 0, partial=[{"rating": "基本合格", "share": D("0.125")}]),
        "count[1].partial[1].share",
        "最多两位小数",
    ),
    "a limit by years without its count": (
        CF,
        into("component", "职业津贴", when={"years_from": 3}),
        "component[4].when.years_of",
        "",
    ),
    "a count without its limit": (
        CF,
        into("component", "职业津贴", when={"years_of": "折算年限"}),
        "component[4].when.years_of",
        "没有写 years_from 或 years_below",
    ),
    "a duty that is none": (
        CF,
        into("component", "职业津贴", when={"all_duties": ["网格員"]}),
        "component[4].when.all_duties",
        "",
    ),
    "month 13 in a condition": (
        CF,
        into("component", "职业津贴", when={"months": [13]}),
        "component[4].when.months",
        "月份要从 1 到 12",
    ),
    "nobody entered in between": (
        CF,
        into(
            "component",
            "职业津贴",
            when={"entered_from": date(2024, 1, 1), "entered_before": date(2023, 1, 1)},
        ),
        "component[4].when.entered_before",
        "谁也不符合",
    ),
    "a factor that nothing uses": (
        CF,
        added("factor", **FACTOR, kind="table", otherwise=1),
        "factor[1].name",
        "没有任何项目用到系数“地区系数”",
    ),
    "a factor by years without a rate": (
        CF,
        added("factor", name="年限系数", kind="years", of="折算年限"),
        "factor[1].rate",
        "每年加多少",
    ),
    "a limit's exception of a floor": (
        CF,
        lambda raw: raw["grade"]["education"][0].update(without=2),
        "grade.education[1].without",
        "without 只用于 limit",
    ),
    "the same row twice": (
        JY,
        lambda raw: named(raw["component"], "学历工资")["rows"].append(
            {"education": "小学", "amount": 5}
        ),
        "component[2].rows[9]",
        "同一天有两个数",
    ),
    "a row without its key": (
        JY,
        lambda raw: named(raw["component"], "学历工资")["rows"][0].update(
            qualification="社会工作师"
        ),
        "component[2].rows[1].qualification",
        "多写了",
    ),
    # year-end money
    "no values by rating": (JY, into("yearly", 0, values=[]), "yearly[1].values", "各等次多少"),
    "rows of a bonus by rating": (
        JY,
        into("yearly", 0, keys=["education"], rows=[{"education": "本科", "amount": 1}]),
        "yearly[1].rows",
        "只有 table 用 rows",
    ),
    "a pool that is prorated again": (
        CF,
        into("yearly", 0, prorate="none"),
        "yearly[1].prorate",
        "不再按月折算",
    ),
    "months to take off without how many": (
        JY,
        exclusion(effect="months"),
        "yearly[1].exclusions[1].each",
        "effect = months 要写 each",
    ),
    "a share where all is taken": (
        JY,
        exclusion(share=D("0.5")),
        "yearly[1].exclusions[1].share",
        "只有 effect = share 用 share",
    ),
    "a leave that is none": (
        JY,
        exclusion(also=["事件"]),
        "yearly[1].exclusions[1].also",
        "事假",
    ),
    "a part of a pool taken away": (
        CF,
        into(
            "yearly", 0, exclusions=[{**OVER, "effect": "share", "share": D("0.5"), "source": "一"}]
        ),
        "yearly[1].exclusions[1].effect",
        "只能全扣",
    ),
    # events
    "an award of two sums": (
        JY,
        into("event", 0, amounts=[{"level": "社会工作师", "amount": 5}]),
        "event[1].amount",
        "只写一种",
    ),
    "an award of no sum": (JY, lambda raw: raw["event"][1].pop("amount"), "event[2].amount", ""),
    "levels of years of service": (
        JY,
        into("event", 1, amounts=[{"level": "社会工作师", "amount": 5}]),
        "event[2].amounts",
        "只有 certificate、degree、diploma、honour、rating 用 amounts",
    ),
    "ratings of an award for service": (
        JY,
        into("event", 1, ratings=["优秀"]),
        "event[2].ratings",
        "只有 rating 用 ratings",
    ),
    "an award for ratings that are not said": (
        JY,
        into("event", 1, kind="rating"),
        "event[2].ratings",
        "哪些等次、连续几年",
    ),
    "service that is repeated": (
        JY,
        into("event", 1, repeat="level"),
        "event[2].repeat",
        "只有 certificate、degree、diploma 用 repeat",
    ),
    # bases and probation
    "a fixed base without its sum": (
        CF,
        into("base", 0, kind="fixed"),
        "base[1].amount",
        "fixed 要写 amount",
    ),
    "areas that are not listed": (CF, into("base", 0, kind="area"), "base[1].areas", "area 要写"),
    "two grades more of what is not there": (
        CF,
        lambda raw: raw.pop("double"),
        "double",
        "double_grades 要有 [double]",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_kinds_that_do_not_go_together(mistake: str) -> None:
    city, change, path, words = MISTAKES[mistake]
    raw = raw_policy(city)
    change(raw)
    lines = problem_lines(raw)
    wanted = [line for line in lines if line.startswith(f"t.toml {path}：") and words in line]
    assert wanted, lines
    assert all("。" in line for line in lines), lines


def test_a_key_of_another_kind_hides_no_other_mistake() -> None:
    raw = raw_policy(JY)
    into("component", "绩效工资", share=D("0.5"), of="考核工资")(raw)
    told = "\n".join(problem_lines(raw))
    assert "只有 gross、share 用 share" in told
    assert "pool 要写 amount 或 of，只写一种" in told


def test_a_reading_takes_the_keys_of_its_kind_from_the_component() -> None:
    """基本工资 is a share (Chifeng 二(五)2(1)); as a coefficient it needs the base beside it."""
    raw = raw_policy(CF)
    wage = named(raw["component"], "基本工资")
    document, _ = document_of(raw, "t.toml")
    assert document is not None
    (reading,) = document.component[1].readings
    assert isinstance(reading.how, Coefficient)
    assert reading.how.base == wage["base"]
    wage["base"] = "平均工资"
    assert any("“平均工资”不是[[base]]" in line for line in problem_lines(raw))
    del wage["readings"]
    assert any("只有 base、coefficient 用 base" in line for line in problem_lines(raw))
