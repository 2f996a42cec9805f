"""The minimum wage: the worked cases M01-M05, and who is compared."""

from __future__ import annotations

import pytest

from tests.support.deductions import column, fen_of, month_of_gross
from tests.support.units import person
from xlpay import checks
from xlpay.base.months import month_of
from xlpay.checks.minimum_wage import SICK_SHARE, shortfall
from xlpay.policy.contributions.rows import LOCAL, MinimumWage, Origin
from xlpay.policy.contributions.standards import ContributionStandards


@pytest.mark.parametrize(
    ("amount", "least", "lacking"),
    [
        ("1885.86", "2140", "254.14"),  # M01 阿鲁科尔沁旗1级，2024-12起三类2140
        ("1885.86", "1850", "0"),  # M02 同上，2024-11（旧三类1850）
        ("2139.41", "2140", "0.59"),  # M03 克什克腾旗2级
        ("2546.34", "2200", "0"),  # M04 红山区1级，二类2200
    ],
)
def test_m01_to_m04_what_a_full_month_lacks(amount: str, least: str, lacking: str) -> None:
    assert shortfall(column([fen_of(amount)]), fen_of(least)).tolist() == [fen_of(lacking)]


def test_m05_sick_pay_is_at_least_four_fifths() -> None:
    """病假工资按最低工资80%比"""
    assert shortfall(column([1700_00]), 2140_00, SICK_SHARE).tolist() == [12_00]


def wages(*dated: tuple[int, int, str]) -> ContributionStandards:
    """Minimum wages from months on."""
    origin = Origin(LOCAL, "最低工资文〔2024〕1号")
    return ContributionStandards(
        tuple(
            MinimumWage(kind="", first=month_of(y, m), amount=fen_of(yuan), origin=origin)  # type: ignore[arg-type]
            for y, m, yuan in dated
        )
    )


def test_only_whole_months_are_compared_with_the_standard_of_their_month() -> None:
    staff = [person("甲"), person("乙", 进入社区日期="2026-03-16")]
    low, high = wages((2024, 12, "2140")), wages((2024, 12, "2140"), (2026, 3, "9000"))
    for rules, told in ((low, []), (high, ["甲"])):
        run = month_of_gross(["3000", "1000"], people=staff, standards=rules, computed=())
        found = [f for f in checks.findings(run) if f.code == "W-MIN"]
        assert [f.person for f in found] == told
    assert "最低工资文〔2024〕1号" in found[0].message


def test_without_a_standard_it_is_told_only_where_contributions_are_computed() -> None:
    codes = [
        {f.code for f in checks.findings(month_of_gross(["3000"], computed=on))}
        for on in ((), {"养老"})
    ]
    assert ["W-MINREG" in own for own in codes] == [False, True]
