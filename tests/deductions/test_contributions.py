"""Contributions to the fen: the worked cases C01-C23."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.support.deductions import (
    bases,
    column,
    covered,
    example,
    fen_of,
    fixed,
    joining,
    limits,
    rates,
    records,
    rounded,
)
from tests.support.third_city import value_of
from xlpay.base.money import BLANK
from xlpay.base.months import day_number
from xlpay.deductions.bases import AT_GROSS, AT_LOW, REFUSED, SOURCES
from xlpay.deductions.contributions import (
    Asked,
    Contributed,
    contributed,
    differences,
    name_of,
    sides_of,
)
from xlpay.deductions.cover import Employment
from xlpay.language.values import parse_month
from xlpay.policy.contributions.kinds import BY_WORD, FUND, PENSION, PERSON, UNIT
from xlpay.policy.contributions.rows import Row
from xlpay.policy.contributions.standards import ContributionStandards

MONTH = "2026-03"


def days(*texts: str) -> Any:
    from datetime import date

    return column(BLANK if not t else day_number(date.fromisoformat(t)) for t in texts)


def asked(people: int = 1, month: str = MONTH, unfilled: str = REFUSED, **of: Any) -> Asked:
    staff = Employment(
        of.get("entry", days(*["2021-01-01"] * people)),
        of.get("leave", days(*["9998-12-31"] * people)),
        of.get("first_job", days(*[""] * people)),
    )
    everyone = np.ones(people, dtype=np.bool_)
    gross = of.get("gross", column([300_000] * people))
    return Asked(parse_month(month), "红山区", everyone, staff, gross, unfilled)


def due(kind: str, base: str | None, *more: Row, **of: Any) -> Contributed:
    """Contributions of one person on a base."""
    rules = of.pop("rules", example(*more))
    sheets = {} if base is None else {"bases": bases((0, "2026-01", base))}
    found = contributed(rules, records(**sheets), BY_WORD[kind], asked(**of))
    for side, line in found.lines.items():
        assert value_of(line.formula(0)) * 100 == Fraction(int(line.amount[0])), side
    return found


def figures(base: str, *more: Row) -> dict[str, str]:
    """Every figure of one base, as the cases name them."""
    found = {}
    for kind in BY_WORD:
        own = due(kind, base, *more)
        found[f"{kind}基数"] = f"{int(own.base.used[0]) / 100:.2f}"
        for side in sides_of(own.kind):
            found[f"{kind}{side}"] = f"{int(own.amount(side)[0]) / 100:.2f}"
    return found


def agree(got: dict[str, str], **wanted: str) -> None:
    assert {name: got[name] for name in wanted} == wanted


def test_c01_below_the_lower_limit() -> None:
    """低于下限"""
    agree(
        figures("2600"),
        养老基数="4863.00",
        养老个人="389.04",
        养老单位="778.08",
        医疗个人="97.26",
        失业个人="24.32",
        失业单位="24.32",
        工伤单位="9.73",
        公积金基数="2600.00",
        公积金个人="130.00",
    )


def test_c02_within_the_limits() -> None:
    """在限内"""
    agree(
        figures("5257.24"),
        养老基数="5257.24",
        养老个人="420.58",
        医疗个人="105.14",
        失业个人="26.29",
        公积金个人="262.86",
        公积金单位="262.86",
    )


def test_c03_above_the_upper_limit() -> None:
    """高于上限"""
    agree(
        figures("30000"),
        养老基数="24315.00",
        养老个人="1945.20",
        失业个人="121.58",
        公积金个人="1215.75",
    )


def test_c04_just_the_lower_limit_is_ones_own() -> None:
    """恰为下限：来源=本人"""
    agree(figures("4863"), 养老基数="4863.00", 养老个人="389.04")
    assert SOURCES[due("养老", "4863").base.source[0]] == "本人"


INSURANCES = ("养老", "医疗", "失业", "工伤")


def test_c05_rounded_to_the_jiao() -> None:
    """舍入到角"""
    rules = [rounded(kind, "jiao") for kind in INSURANCES]
    agree(figures("2600", *rules), 养老个人="389.00", 医疗个人="97.30", 失业个人="24.30")


def test_c06_every_fen_raises_the_jiao() -> None:
    """见分进角"""
    rules = [rounded(kind, "jiao", "up") for kind in INSURANCES]
    agree(figures("2600", *rules), 养老个人="389.10", 医疗个人="97.30", 失业个人="24.40")


def test_c07_the_fund_to_the_yuan() -> None:
    """公积金到元"""
    rules = ContributionStandards(
        (
            *rates("公积金", "7", "7"),
            limits("公积金", None, None),
            rounded("公积金", "yuan"),
            joining(),
        )
    )
    found = due("公积金", "3185", rules=rules)
    assert [int(found.amount(side)[0]) for side in (PERSON, UNIT)] == [223_00, 223_00]


def test_c08_the_fund_to_the_fen() -> None:
    """公积金到分"""
    rules = ContributionStandards(
        (*rates("公积金", "12", "12"), limits("公积金", None, None), joining())
    )
    assert int(due("公积金", "3333.33", rules=rules).amount(PERSON)[0]) == 400_00


def test_c09_medical_with_a_fixed_part() -> None:
    """医疗另加定额5元"""
    found = due("医疗", "4863", fixed("医疗", PERSON, 5))
    assert int(found.amount(PERSON)[0]) == 102_26
    line = found.lines[PERSON]
    assert line.formula(0) == "ROUND(4863*0.02,2)+5"
    assert line.source_of(0) == "地方：医疗文〔2019〕1号、缴费标准：大额文〔2024〕4号"


def test_c10_new_limits_from_january_on_are_made_up_month_by_month() -> None:
    """七月公布新下限5036，自1月起补差"""
    old, new = example(), example(limits("养老", "5036", "25180", first="2026-01"))
    sheets = records(bases=bases((0, "2026-01", "2600")))
    july = contributed(new, sheets, PENSION, asked(month="2026-07"))
    assert int(july.amount(PERSON)[0]) == 402_88
    months = {m: asked(month=f"2026-{m:02d}") for m in range(1, 7)}
    found = differences(old, new, sheets, PENSION, months)
    assert {side: int(fen[0]) for side, fen in found.items()} == {PERSON: 83_04, UNIT: 166_08}


def test_c11_people_rounded_one_by_one() -> None:
    """逐人舍入与总额舍入之差"""
    sheets = records(bases=bases(*((i, "2026-01", "4863") for i in range(10))))
    found = contributed(example(), sheets, BY_WORD["失业"], asked(10))
    assert int(found.amount(PERSON).sum()) == 243_20


@pytest.mark.parametrize("base", [None, "0"])
def test_c12_without_a_base_nothing_is_known(base: str | None) -> None:
    """基数为0或文本"""
    found = due("养老", base)
    assert found.blank[PERSON].tolist() == [True] and found.blank[UNIT].tolist() == [True]
    assert found.amount(PERSON).tolist() == [0]


def test_c12_what_is_not_filled_is_what_the_office_chose() -> None:
    assert int(due("养老", None, unfilled=AT_LOW).amount(PERSON)[0]) == 389_04
    at_gross = due("养老", None, unfilled=AT_GROSS, gross=column([525_724]))
    assert int(at_gross.amount(PERSON)[0]) == 420_58
    low = due("养老", None, unfilled=AT_GROSS, gross=column([0]))
    assert SOURCES[low.base.source[0]] == "下限"


def test_c13_a_rate_above_one_is_not_used() -> None:
    """费率写成8（应为8%或0.08）"""
    rules = ContributionStandards((*rates("养老", "800", "16"), limits("养老"), joining()))
    found = due("养老", "4863", rules=rules)
    assert found.lacking[PERSON] == ("个人费率",) and found.blank[PERSON].all()
    assert int(found.amount(UNIT)[0]) == 778_08


def test_c14_the_fund_may_differ_by_side() -> None:
    """公积金单位8%、个人5%"""
    rules = ContributionStandards((*rates("公积金", "5", "8"), limits("公积金", "2140"), joining()))
    found = due("公积金", "3000", rules=rules)
    assert [int(found.amount(side)[0]) for side in (PERSON, UNIT)] == [150_00, 240_00]


@pytest.mark.parametrize(
    ("rule", "march", "april"),
    [({}, True, True), ({"entry": "next"}, False, True), ({"until_day": 15}, False, True)],
)
def test_c16_who_enters_on_20_march(rule: dict[str, Any], march: bool, april: bool) -> None:
    """3月20日入职，参保起始=当月／次月"""
    rules = ContributionStandards((*rates("养老", "8", "16"), limits("养老"), joining(**rule)))
    entry = days("2026-03-20")
    paid = [
        int(due("养老", "4863", rules=rules, month=m, entry=entry).amount(PERSON)[0]) > 0
        for m in ("2026-03", "2026-04")
    ]
    assert paid == [march, april]


@pytest.mark.parametrize(("rule", "march"), [({}, True), ({"leaving": "before"}, False)])
def test_c17_who_leaves_on_5_march(rule: dict[str, Any], march: bool) -> None:
    """3月5日离职"""
    rules = ContributionStandards((*rates("养老", "8", "16"), limits("养老"), joining(**rule)))
    leave = days("2026-03-05")
    paid = [
        int(due("养老", "4863", rules=rules, month=m, leave=leave).amount(PERSON)[0]) > 0
        for m in ("2026-03", "2026-04")
    ]
    assert paid == [march, False]


def test_c18_half_a_fen_goes_up() -> None:
    """半分：银行家舍入会少一分"""
    agree(figures("4865"), 失业个人="24.33")
    agree(figures("6330.5"), 医疗个人="126.61")


def test_c19_any_rest_raises_the_jiao() -> None:
    """进到角：零头不到半角也进"""
    rules = [rounded(kind, "jiao", "up") for kind in INSURANCES]
    agree(figures("6330.5", *rules), 医疗个人="126.70", 养老个人="506.50")


@pytest.mark.parametrize(
    ("base", "source"),
    [("4862.99", "下限"), ("4863", "本人"), ("24315", "本人"), ("24315.01", "上限")],
)
def test_c20_to_c23_where_a_base_comes_from(base: str, source: str) -> None:
    """基数4862.99、4863、24315、24315.01的来源"""
    assert SOURCES[due("养老", base).base.source[0]] == source


# ── beyond the cases


def test_the_limits_document_is_told_of_those_it_holds() -> None:
    assert due("养老", "2600").lines[PERSON].source_of(0) == (
        "国家：养老文〔2019〕1号、地方：限数文〔2025〕2号"
    )
    assert due("养老", "5000").lines[PERSON].source_of(0) == "国家：养老文〔2019〕1号"
    assert due("养老", "5000").lines[PERSON].formula(0) == "ROUND(5000*0.08,2)"


def test_the_latest_base_holds_and_a_later_one_changes_nothing_before() -> None:
    rows = bases((0, "2026-04", "9000"), (0, "2025-01", "5000"), (0, "2026-02", "6000"))
    for month, base in (("2025-12", 5000), ("2026-03", 6000), ("2026-04", 9000)):
        found = contributed(example(), records(bases=rows), PENSION, asked(month=month))
        assert int(found.base.used[0]) == base * 100


def test_a_medical_base_is_its_own_or_that_of_the_others() -> None:
    rows = bases((0, "2026-01", "5000", "6000", None), (1, "2026-01", "5000", None, "7000"))
    used = {
        word: contributed(example(), records(bases=rows), BY_WORD[word], asked(2)).base.used
        for word in ("养老", "医疗", "公积金")
    }
    assert used["医疗"].tolist() == [600_000, 500_000]
    assert used["公积金"].tolist() == [BLANK, 700_000]


def test_records_of_cover_go_before_entry_and_leaving() -> None:
    rows = covered((0, "养老", "2026-04", None), (1, "养老", "2026-01", "2026-03"))
    sheets = records(bases=bases((0, "2026-01", "4863"), (1, "2026-01", "4863")), covered=rows)
    paid = {
        month: (contributed(example(), sheets, PENSION, asked(2, month=month)).amount(PERSON) > 0)
        for month in ("2026-03", "2026-04")
    }
    assert paid["2026-03"].tolist() == [False, True]
    assert paid["2026-04"].tolist() == [True, False]


def test_without_a_rule_the_month_of_entry_or_leaving_is_not_known() -> None:
    rules = ContributionStandards((*rates("养老", "8", "16"), limits("养老")))
    entry, leave = (
        days("2026-03-20", "2021-01-01", "2021-01-01"),
        days("9998-12-31", "2026-03-05", "9998-12-31"),
    )
    found = contributed(
        rules,
        records(bases=bases(*((i, "2026-01", "4863") for i in range(3)))),
        PENSION,
        asked(3, entry=entry, leave=leave),
    )
    assert found.blank[PERSON].tolist() == [True, True, False]
    assert found.amount(PERSON).tolist() == [0, 0, 389_04]


def test_the_fund_begins_in_the_second_month_of_a_first_job() -> None:
    rules = ContributionStandards((*rates("公积金", "5", "5"), limits("公积金", "2140")))
    entry = days("2026-03-10", "2026-03-10", "2026-03-10")
    first_job = days("2026-03-10", "2015-07-01", "")
    sheets = records(bases=bases(*((i, "2026-03", "3000") for i in range(3))))

    def paid(month: str) -> list[int]:
        who = asked(3, month=month, entry=entry, first_job=first_job)
        found = contributed(rules, sheets, FUND, who)
        return [BLANK if b else a for a, b in zip(found.amount(PERSON), found.blank[PERSON])]  # noqa: B905

    assert paid("2026-03") == [0, 150_00, BLANK]
    assert paid("2026-04") == [150_00] * 3


def test_names_of_the_sides() -> None:
    assert [name_of(PENSION, side) for side in sides_of(PENSION)] == ["养老保险", "养老单位"]
    assert sides_of(BY_WORD["工伤"]) == (UNIT,)
    assert fen_of("1.5") == 150
