"""What is told between gross and net, and what isn't."""

from __future__ import annotations

from typing import Any

from tests.support.deductions import (
    advanced,
    arrears,
    bases,
    bills,
    covered,
    example,
    limits,
    month_of_gross,
    overrides,
    rates,
    standing,
    with_deductions,
)
from tests.support.months import compute
from tests.support.units import JIAYUGUAN, Findings, make_unit, person
from xlpay import checks
from xlpay.base.codes import Severity
from xlpay.base.findings import stops
from xlpay.policy.contributions.rows import LOCAL, MinimumWage, Origin
from xlpay.policy.contributions.standards import ContributionStandards

MONTH, BEFORE = "2026-03", "2026-02"


def own(people: int) -> Any:
    return bases(*((i, "2026-01", "2600") for i in range(people)))


def told(*gross: str, **how: Any) -> Findings:
    run = month_of_gross(list(gross), MONTH, **{"bases": own(len(gross)), **how})
    return Findings([*run.findings, *checks.findings(run)])


def of_deductions(found: Findings) -> set[str]:
    return {code for code in found.codes() if code[:2] in ("N-", "D-", "X-")}


def test_a_month_in_which_all_is_well_says_only_who_lies_at_a_limit() -> None:
    found = told("3000")
    assert of_deductions(found) == {"N-LOW"}
    assert found.one("N-LOW").message == "1 人的基数低于下限，养老、医疗、失业、工伤按下限缴：甲0"


def test_without_a_switch_nothing_is_told() -> None:
    assert not of_deductions(told("3000", computed=()))


def test_what_pay_does_not_cover() -> None:
    found = told("400", "3000")
    one = found.one("D-NEG")
    assert one.person == "甲0" and "353.77" not in one.message and "240.62" in one.message


def test_what_waits_and_what_a_court_orders() -> None:
    rows = standing((0, "法院", "5000", "2026-01", None), (0, "赔偿", "700", "2026-01", None))
    found = told("3000", standing=rows)
    assert found.one("D-COURT").severity is Severity.INFO
    assert [f.word("kind") for f in found.of("D-CARRY")] == ["法院", "赔偿"]
    assert "超过应发的20%" in found.one("D-20").message
    assert found.one("D-SHARE").word("share") == "100"


def test_compensation_leaves_the_minimum_wage() -> None:
    origin = Origin(LOCAL, "最低工资文〔2024〕1号")
    least = MinimumWage(kind="", first=0, amount=2140_00, origin=origin)  # type: ignore[arg-type]
    rows = standing((0, "赔偿", "300", "2026-01", None))
    found = told("3000", standing=rows, standards=example(least))
    assert "扣后低于最低工资 2140.00 元" in found.one("D-20").message
    assert not told("9000", standing=rows, standards=example(least)).of("D-20")


def test_who_leaves_owing() -> None:
    staff = [person("甲", 离职日期="2026-03-10", 离职原因="辞职"), person("乙")]
    owed = advanced((0, "养老", "5000", BEFORE), (1, "养老", "5000", BEFORE))
    found = told("1000", "1000", people=staff, advanced=owed)
    assert [f.person for f in found.of("D-LEFT")] == ["甲"]


def test_balances_of_another_month_are_not_used() -> None:
    found = told("3000", advanced=advanced((0, "养老", "50", "2026-01"), (0, "医疗", "5", BEFORE)))
    assert found.one("D-STALE").word("count") == "1"


def test_rows_of_the_month_of_someone_without_pay() -> None:
    staff = [person("甲"), person("乙", 离职日期="2026-01-31", 离职原因="辞职")]
    typed, late = overrides((1, MONTH, "养老保险", 1)), arrears((1, "养老", 9, 9, 0, MONTH))
    unit, _ = make_unit(JIAYUGUAN, MONTH, staff)
    there = with_deductions(unit, overrides=typed, arrears=late, bases=own(2))
    run = compute(there, unit.month)
    assert run is not None
    found = Findings(checks.findings(run))
    assert [f.sheet for f in found.of("D-NOROW")] == ["代扣调整", "补缴"]


def test_who_is_employed_and_not_insured() -> None:
    found = told("3000", covered=covered((0, "失业", "2025-01", "2025-12")))
    assert "失业" in found.one("N-NOJOIN").message


def test_a_month_of_entry_without_a_rule_is_one_finding_a_person_unless_fixed_by_hand() -> None:
    staff = [person("甲", 进入社区日期="2026-03-02")]
    rules = ContributionStandards(tuple(r for r in example().rows if r.kind))  # without cover
    found = told("3000", people=staff, standards=rules)
    assert found.one("N-COVER").word("kind") == "养老、医疗、失业、工伤、公积金"
    items: tuple[str, ...] = ("养老保险", "医疗保险", "失业保险", "住房公积金")
    items += tuple(f"{kind}单位" for kind in ("养老", "医疗", "失业", "工伤", "公积金"))
    fixed = overrides(*((0, MONTH, item, 1) for item in items))
    assert not told("3000", people=staff, standards=rules, overrides=fixed).of("N-COVER")


def test_a_base_taken_from_gross_is_told() -> None:
    found = told("5000", bases=bases(), unfilled="按当月应发")
    assert found.one("N-NEWBASE").word("kind") == "养老、医疗、失业、工伤、公积金"


def test_a_bill_that_is_the_sum_is_not_told() -> None:
    right = bills((MONTH, "养老", 1, None, "389.04", "778.08"))
    assert not told("3000", bills=right).of("X-BILL")
    wrong = bills((MONTH, "养老", 1, None, "389.05", None))
    assert told("3000", bills=wrong).one("X-BILL").word("difference") == "0.01"


def test_an_error_of_one_figure_stops_nobody() -> None:
    found = told("3000", "3000", bases=bases((0, "2026-01", "2600")))
    (error,) = (f for f in found if f.severity is Severity.ERROR)
    assert error.code == "N-BASE" and not stops(error)
    assert error.message.startswith(
        "没有能用的社保基数、医保基数、公积金基数，养老、医疗、失业、工伤、公积金不能算"
    )
    run_out = [*(r for r in example().rows if r.kind != "失业"), limits("失业")]
    old = rates("失业", "0.5", "0.5", last=2025 * 12 + 11)
    rules = ContributionStandards((*run_out, *old, *rates("养老", "7", "16")))
    again = told("3000", standards=rules)
    assert {"N-OLD", "N-LAYER"} <= again.codes(Severity.WARNING)
