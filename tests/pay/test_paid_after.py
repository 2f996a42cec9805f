"""Money of a quarter, half-year or year, paid some months after it; by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.small_scheme import Raw, added, alone, changed, problems
from tests.support.third_city import agrees, pay, run_of
from tests.support.units import person


def quarterly(after: int, **keys: object) -> Raw:
    return {"of": "计提", "every": "quarter", "paid_after": after, **keys}


def accrual(raw: Raw, after: int, **keys: object) -> None:
    """100 a month in 2024, 110 from 2025 on, paid by the quarter."""
    amount = [{"from": "2024-01", "value": 100}, {"from": "2025-01", "value": 110}]
    added(raw, "计提", "fixed", amount=amount, pay="accrual")
    added(raw, "季绩效", "payout", **quarterly(after, **keys))


@pytest.mark.parametrize(
    ("after", "wanted"),
    [
        (0, {"2024-12": 300, "2025-01": 0, "2025-02": 0, "2025-03": 330}),
        (1, {"2024-12": 0, "2025-01": 300, "2025-02": 0, "2025-04": 330}),
        (2, {"2025-01": 0, "2025-02": 300, "2025-03": 0, "2025-05": 330}),
        (4, {"2025-01": 300, "2025-02": 0, "2025-04": 300, "2025-07": 330}),
    ],
)
def test_a_quarter_paid_after_it(after: int, wanted: dict[str, int]) -> None:
    unit = alone(changed(lambda raw: accrual(raw, after)), "2025-07")
    for month, amount in wanted.items():
        agrees(pay(run_of(unit, month))["甲"], 季绩效=amount)


def test_who_leaves_gets_in_the_last_month_all_that_is_not_paid_yet() -> None:
    """甲 leaves in November, 乙 in January before the payment of February, 丙 is interrupted."""
    people = [
        person("甲", 进入社区日期="2024-01-01", 离职日期="2024-11-20", 离职原因="合同期满"),
        person("乙", 进入社区日期="2024-01-01", 离职日期="2025-01-31", 离职原因="合同期满"),
        person("丙", 进入社区日期="2024-01-01"),
    ]
    duties = [("丙", "中断", "2024-12-15", "2025-01-14")]
    document = changed(lambda raw: accrual(raw, 2))
    unit = alone(document, "2025-06", *people, duties=duties)
    paid: dict[str, dict[str, Decimal]] = {}
    for month in ("2024-11", "2024-12", "2025-01", "2025-02", "2025-05"):
        for name, row in pay(run_of(unit, month)).items():
            if row["季绩效"]:
                paid.setdefault(name, {})[month] = row["季绩效"]
    # November: July-September; October 100 and November less 7 of 21 days: 100-32.18
    # 100×7/21.75 = 32.18 off
    assert paid["甲"] == {"2024-11": Decimal("467.82")}
    # December was not paid yet when he left: October-December 300 and January 110
    assert paid["乙"] == {"2024-11": 300, "2025-01": 410}
    # December 10 of 22 days paid: 100-(100-100×10/21.75); January 13 of 23: 110-110×10/21.75
    # the second quarter of his is due in May: January less 10 days, February and March
    assert paid["丙"] == {
        "2024-11": 300,
        "2024-12": Decimal("245.98"),
        "2025-05": Decimal("279.43") + 0,
    }


def test_a_prorated_sum_of_a_half_year_paid_in_the_month_after() -> None:
    def change(raw: Raw) -> None:
        keys = {"amount": 600, "every": "half-year", "prorated": True, "paid_after": 1}
        added(raw, "劳保", "fixed", **keys)

    people = [
        person("甲", 进入社区日期="2024-03-05"),
        person("乙", 进入社区日期="2024-01-01", 离职日期="2024-07-10", 离职原因="合同期满"),
    ]
    unit = alone(changed(change), "2024-07", *people)
    agrees(pay(run_of(unit, "2024-06"))["甲"], 劳保=0)
    july = pay(run_of(unit))
    agrees(july["甲"], 劳保=400)  # March to June
    agrees(july["乙"], 劳保=700)  # the half-year, and July of the next one


def test_scores_of_the_month_of_payment_divide_what_is_paid_after() -> None:
    def change(raw: Raw) -> None:
        accrual(raw, 1, by_scores=True)

    people = [person(n, 进入社区日期="2024-01-01") for n in "甲乙"]
    scores = [("甲", "2024-04", 60), ("乙", "2024-04", 40)]
    unit = alone(changed(change), "2024-04", *people, scores=scores)
    got = pay(run_of(unit))
    agrees(got["甲"], 季绩效=360)
    agrees(got["乙"], 季绩效=240)


def test_a_quarter_times_the_own_score() -> None:
    """300 × 95 / 100 and 300 × 110 / 100; no scores: the sum itself."""

    def change(raw: Raw) -> None:
        accrual(raw, 1, own_score=True)

    people = [person(n, 进入社区日期="2024-01-01") for n in "甲乙"]
    scores = [("甲", "2024-04", 95), ("乙", "2024-04", 110)]
    unit = alone(changed(change), "2024-07", *people, scores=scores)
    april = pay(run_of(unit, "2024-04"))
    agrees(april["甲"], 季绩效=285)
    agrees(april["乙"], 季绩效=330)
    agrees(pay(run_of(unit))["甲"], 季绩效=300)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({"own_score": True, "by_scores": True}, "own_score 只用于 payout，不能和 by_scores 同写"),
        ({"paid_after": 13}, "paid_after：要从 0 到 12"),
        ({"paid_after": "1"}, "paid_after：应为整数"),
        ({"paid_afer": 1}, "最接近的是“paid_after”"),
    ],
)
def test_mistakes_in_paid_after(keys: Raw, wanted: str) -> None:
    def change(raw: Raw) -> None:
        accrual(raw, 1)
        raw["component"][-1].update(keys)

    lines = problems(change)
    assert any(wanted in line and "component[5]" in line for line in lines), lines


def test_a_sum_paid_to_those_present_has_a_month_of_its_own() -> None:
    def change(raw: Raw) -> None:
        added(raw, "采暖", "fixed", amount=600, every="year", paid_after=1)

    (line,) = problems(change)
    assert "paid_after 只用于 payout" in line
    assert "paid_month" in line
