"""From gross to net: the worked cases N01-N07, and what must hold of every month."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.support.deductions import (
    advanced,
    arrears,
    bases,
    covered,
    example,
    joining,
    limits,
    month_of_gross,
    overrides,
    owing,
    rates,
    standing,
    with_deductions,
    yuan_of,
)
from tests.support.months import compute
from tests.support.third_city import value_of
from tests.support.units import JIAYUGUAN, make_unit, person
from xlpay.explain.figures import explain
from xlpay.pay.month import ADVANCED, DEDUCTED, GROSS, NET, OTHER, RECOVERED, MonthPayroll
from xlpay.policy.contributions.kinds import PERSON, UNIT
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.results.month import payroll

MONTH, NEXT = "2026-03", "2026-04"
LOWEST: dict[str, Any] = {"bases": bases((0, "2026-01", "2600", "2600", "4863"))}


def figures(run: MonthPayroll, *names: str) -> list[str | None]:
    return [yuan_of(run, name) for name in names]


def holds(run: MonthPayroll) -> None:
    """The identity of each row, and the 算式 of each figure."""
    for i in run.people.tolist():
        for line in run.lines.values():
            assert value_of(line.formula(i)) * 100 == Fraction(int(line.amount[i])), line.name
    settled = [i for i in run.people.tolist() if not run.provisional[i]]
    for i in settled:
        at = {name: int(line.amount[i]) for name, line in run.lines.items()}
        taken = sum(at[name] for name in run.deductions)
        left = at[NET] + taken - at.get(ADVANCED, 0) + at.get(RECOVERED, 0)
        assert at[GROSS] == left and at[DEDUCTED] == taken
        if run.unit.settings.computed:
            assert at[NET] >= 0


def test_n01_what_pay_does_not_cover_the_unit_advances() -> None:
    """应发不足扣：顺序养老、医疗、失业、公积金"""
    run = month_of_gross(["400"], **LOWEST)
    holds(run)
    assert figures(run, "养老保险", "医疗保险", "失业保险", "住房公积金") == [
        "389.04",
        "97.26",
        "24.32",
        "243.15",
    ]
    assert figures(run, DEDUCTED, ADVANCED, NET) == ["753.77", "353.77", "0.00"]
    assert owing(run) == {"医疗保险": "86.30", "失业保险": "24.32", "住房公积金": "243.15"}
    assert run.lines[ADVANCED].formula(0) == "389.04+97.26+24.32+243.15-400"


def test_n02_next_month_it_is_taken_back() -> None:
    """次月收回代垫"""
    before = (
        (0, "医疗保险", "86.30", MONTH),
        (0, "失业", "24.32", MONTH),
        (
            0,
            "公积金",
            "243.15",
            MONTH,
        ),
    )
    run = month_of_gross(["2000"], NEXT, advanced=advanced(*before), **LOWEST)
    holds(run)
    assert figures(run, DEDUCTED, ADVANCED, RECOVERED, NET) == [
        "753.77",
        "0.00",
        "353.77",
        "892.46",
    ]
    assert owing(run) == {}


def test_n03_other_deductions_go_down_to_0_and_the_rest_waits() -> None:
    """其他扣款大于实发：扣到0，余额结转"""
    nobody: dict[str, Any] = {"bases": bases((0, "2026-01", "4863")), "covered": covered()}
    typed = [("甲0", MONTH, "其他扣款", 5000)]
    rules = ContributionStandards((*rates("失业", "0", "0"), limits("失业"), joining()))
    first = month_of_gross(
        ["1500"], standards=rules, computed={"失业"}, adjustments=typed, **nobody
    )
    holds(first)
    assert (figures(first, OTHER, NET), owing(first)) == (["1500.00", "0.00"], {OTHER: "3500.00"})
    assert first.lines[OTHER].formula(0) == "MIN(5000,1500)"
    later = month_of_gross(
        ["1500"],
        NEXT,
        standards=rules,
        computed={"失业"},
        advanced=advanced((0, OTHER, "3500", MONTH)),
        **nobody,
    )
    holds(later)
    assert (figures(later, OTHER, NET), owing(later)) == (["1500.00", "0.00"], {OTHER: "2000.00"})
    assert later.lines[OTHER].source_of(0) == "期初代垫"


def test_n04_gross_and_the_units_part_are_what_is_spent() -> None:
    """恒等：应发＋单位＝实发＋个人＋税＋单位"""
    run = month_of_gross(["3185.40"], **LOWEST)
    holds(run)
    unit = sum(int(own.amount(UNIT)[0]) for own in run.contributed)
    own = sum(int(kind.amount(PERSON)[0]) for kind in run.contributed)
    assert (yuan_of(run, NET), unit, own) == ("2431.63", 1444_32, 753_77)
    assert int(run.gross[0]) + unit == 4629_72 == 2431_63 + own + unit


def test_n05_all_at_the_lower_limits() -> None:
    """阿鲁科尔沁旗1级：月发1885.86，全按下限"""
    run = month_of_gross(["1885.86"], bases=bases((0, "2026-01", "1885.86")))
    holds(run)
    assert figures(run, "住房公积金", NET) == ["107.00", "1268.24"]
    social = sum(int(run.lines[name].amount[0]) for name in ("养老保险", "医疗保险", "失业保险"))
    assert social == 510_62


def test_n06_a_month_without_pay_is_insured() -> None:
    """整月停薪、保险照缴"""
    run = month_of_gross(["0"], **LOWEST)
    holds(run)
    assert figures(run, NET, ADVANCED) == ["0.00", "753.77"]
    assert owing(run)["养老保险"] == "389.04"


def test_n07_who_is_insured_from_next_month_pays_nothing() -> None:
    """当月未参保（新进次月起）"""
    staff = [person("甲", 进入社区日期="2026-03-02")]
    base = example()
    rules = ContributionStandards((*base.rows[:-1], joining(entry="next")))
    run = month_of_gross(["3185.40"], MONTH, staff, rules, **LOWEST)
    holds(run)
    assert figures(run, DEDUCTED, NET) == ["0.00", "3185.40"]
    assert [int(own.amount(side)[0]) for own in run.contributed for side in own.lines] == [0] * 9


# ── what is typed


def test_a_figure_fixed_by_hand_counts_and_says_so() -> None:
    typed = overrides((0, MONTH, "养老保险", "400"), (0, MONTH, "个人所得税", "12.34"))
    run = month_of_gross(["3185.40"], overrides=typed, **LOWEST)
    holds(run)
    assert figures(run, "养老保险", "个人所得税", DEDUCTED) == ["400.00", "12.34", "777.07"]
    told = {e.item: e for e in explain(run, 0)}
    assert (told["养老保险"].formula, told["养老保险"].basis) == ("400", "代扣调整（核定）")


def test_without_a_switch_what_is_typed_still_counts() -> None:
    typed = overrides((0, MONTH, "养老保险", "400"))
    run = month_of_gross(["3185.40"], computed=(), overrides=typed)
    holds(run)
    assert figures(run, "养老保险", DEDUCTED, NET) == ["400.00", "400.00", "2785.40"]
    assert ADVANCED not in run.lines and "医疗保险" not in run.lines


def test_without_a_switch_a_net_below_0_stays_what_it_is() -> None:
    run = month_of_gross(["100"], computed=(), adjustments=[("甲0", MONTH, "其他扣款", 150)])
    assert figures(run, OTHER, NET) == ["150.00", "-50.00"]


def test_arrears_are_taken_after_the_fund_and_advanced_like_it() -> None:
    rows = arrears((0, "养老", "1200", "2400", "3.60", MONTH), (0, "医疗", "99", "99", None, NEXT))
    run = month_of_gross(["1000"], arrears=rows, **LOWEST)
    holds(run)
    assert figures(run, "补缴", DEDUCTED, ADVANCED, NET) == ["1200.00", "1953.77", "953.77", "0.00"]
    assert owing(run) == {"补缴": "953.77"}


def test_what_was_advanced_goes_before_court_orders_and_these_before_the_rest() -> None:
    run = month_of_gross(
        ["1500"],
        advanced=advanced((0, "养老保险", "200", "2026-02")),
        standing=standing((0, "党费", "5", "2026-01", None), (0, "法院", "600", "2026-01", None)),
        **LOWEST,
    )
    holds(run)
    # 1500 - 753.77 - 200 = 546.23, of 600 for the court
    assert figures(run, RECOVERED, OTHER, NET) == ["200.00", "546.23", "0.00"]
    assert owing(run) == {"法院": "53.77", "党费": "5.00"}
    assert run.lines[OTHER].source_of(0) == "代扣项目"


def test_a_court_order_that_waited_goes_before_what_is_new() -> None:
    run = month_of_gross(
        ["900"],
        advanced=advanced((0, "法院", "100", "2026-02")),
        standing=standing((0, "借款", "100", "2026-01", None)),
        **LOWEST,
    )
    holds(run)
    assert (yuan_of(run, OTHER), owing(run)) == ("146.23", {"借款": "53.77"})


def test_what_someone_owes_who_has_gone_stays_owed() -> None:
    staff = [person("甲"), person("乙", 离职日期="2026-01-31", 离职原因="辞职")]
    unit, _ = make_unit(JIAYUGUAN, MONTH, staff)
    before = advanced((1, "养老保险", "389.04", "2026-02"), (1, "借款", "50", "2026-02"))
    for computed in ((), {"养老"}):
        owed = with_deductions(unit, computed=computed, advanced=before, **LOWEST)
        run = compute(owed, unit.month)
        assert run is not None and run.people.tolist() == [0]
        assert owing(run, 1) == {"养老保险": "389.04", "借款": "50.00"}
        assert owing(run, 0) == {}


# ── what isn't known


def test_a_kind_without_a_rule_stays_blank_and_the_rest_is_computed() -> None:
    rules = ContributionStandards(tuple(r for r in example().rows if r.kind != "医疗"))
    run = month_of_gross(["3000", "100"], standards=rules, bases=both("4863"))
    assert figures(run, "养老保险", "医疗保险", DEDUCTED, NET, ADVANCED) == [
        "389.04",
        None,
        "656.51",
        None,
        None,
    ]
    told = [f for f in run.findings if f.code == "N-NORATE"]
    assert [f.message for f in told] == [
        "2026-03 没有在用的医疗个人费率、上下限、单位费率，这一项留空，实发未定稿"
    ]
    assert owing(run, 1) == {}, "nobody knows what is left"


def both(base: str) -> Any:
    return bases((0, "2026-01", base), (1, "2026-01", base))


def test_a_figure_fixed_by_hand_is_known_without_a_rule() -> None:
    rules = ContributionStandards(tuple(r for r in example().rows if r.kind != "医疗"))
    typed = overrides((0, MONTH, "医疗保险", "97.26"))
    run = month_of_gross(["3000", "3000"], standards=rules, overrides=typed, bases=both("4863"))
    assert [yuan_of(run, NET, i) for i in (0, 1)] == ["2246.23", None]


def test_without_a_base_a_person_is_told_and_others_are_paid() -> None:
    run = month_of_gross(["3000", "3000"], bases=bases((0, "2026-01", "4863")))
    holds(run)
    assert [yuan_of(run, NET, i) for i in (0, 1)] == ["2246.23", None]
    assert {f.code for f in run.findings if f.person == "甲1"} == {"N-BASE"}


def test_a_national_rate_past_its_end_is_used_on_and_told() -> None:
    rows = [r for r in example().rows if r.kind != "失业"]
    old = rates("失业", "0.5", "0.5", layer="国家", last=2025 * 12 + 11)
    rules = ContributionStandards((*rows, *old, limits("失业")))
    run = month_of_gross(["3000"], standards=rules, **LOWEST)
    holds(run)
    assert yuan_of(run, "失业保险") == "24.32"
    assert "待确认文号" in run.lines["失业保险"].source_of(0)
    (told,) = [f for f in run.findings if f.code == "N-OLD"]
    assert "2025-12" in told.message
    assert payroll(run).title.endswith("工资发放表（失业待确认文号）")


def test_two_layers_that_differ_are_told_and_the_nearer_wins() -> None:
    rules = example(*rates("养老", "7", "16", layer="地方"))
    run = month_of_gross(["3000"], standards=rules, **LOWEST)
    assert yuan_of(run, "养老保险") == "340.41"
    assert [f.code for f in run.findings if f.code == "N-LAYER"] == ["N-LAYER"]


@pytest.mark.parametrize("computed", [(), {"养老"}])
def test_explain_names_every_figure_between_gross_and_net(computed: Any) -> None:
    run = month_of_gross(
        ["3000"],
        computed=computed,
        adjustments=[("甲0", MONTH, "其他扣款", 150)],
        **LOWEST,
    )
    told = [e.item for e in explain(run, 0)]
    own, unit = (["养老保险"], ["养老单位"]) if computed else ([], [])
    assert told[told.index(GROSS) :] == [GROSS, *own, OTHER, DEDUCTED, NET, *unit]
