"""What a component's `rounding` and `rounds` say holds for whatever is paid of it; by hand.

March 2024 has 21 Monday-Friday days, of which two are leave; the skeleton pays by 21.75 a month.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.support.small_scheme import Raw, added, alone, changed
from tests.support.third_city import pay, run_of
from tests.support.units import person

NAME = "全勤补贴"
HALF = {"effect": "share", "share": Decimal("0.5")}
CALLED = {"nearest": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}


def paid(rounds: str, effect: Raw | None, **keys: Any) -> tuple[object, str]:
    """101 yuan in whole yuan, for someone two days on leave that costs it something; the 算式."""
    rules = [{"leave": ["事假"], "more_than": 0, "source": "一", **effect}] if effect else []

    def change(raw: Raw) -> None:
        own = {"standard": False, "rounding": "yuan", "rounds": rounds, **keys}
        added(raw, NAME, "fixed", amount=101, absences=rules, **own)

    leave = [("甲", "事假", "2024-03-18", "2024-03-19", 2)]
    one = person("甲", 进入社区日期="2023-01-01")
    run = run_of(alone(changed(change), "2024-03", one, absences=leave))
    return pay(run)["甲"][NAME], run.lines[NAME].formula(0)


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 51), ("down", 50), ("up", 51)])
def test_the_share_that_absence_leaves(rounds: str, wanted: int) -> None:
    """101 × 1/2 = 50.5."""
    found = paid(rounds, HALF, in_part_month="whole")
    assert found == (wanted, f"{CALLED[rounds]}(101*0.5,0)")


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 92), ("down", 91), ("up", 92)])
def test_what_a_part_month_leaves(rounds: str, wanted: int) -> None:
    """101 - 101 × 2/21.75 = 101 - 9.29 = 91.71."""
    found = paid(rounds, None)
    assert found == (wanted, f"{CALLED[rounds]}(101-ROUND(101*2/21.75,2),0)")


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 46), ("down", 45), ("up", 46)])
def test_absence_after_a_part_month(rounds: str, wanted: int) -> None:
    """92 (91, 92) × 1/2 = 46 (45.5, 46)."""
    assert paid(rounds, HALF)[0] == wanted


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 81), ("down", 80), ("up", 81)])
def test_what_a_sum_a_day_leaves(rounds: str, wanted: int) -> None:
    """101 - 10.25 × 2 = 80.5."""
    each = {"effect": "each", "amount": Decimal("10.25")}
    found = paid(rounds, each, in_part_month="whole")
    assert found == (wanted, f"{CALLED[rounds]}(101-ROUND(10.25*2,2),0)")


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 91), ("down", 90), ("up", 91)])
def test_what_a_share_a_day_leaves(rounds: str, wanted: int) -> None:
    """101 - 101 × 0.05 × 2 = 90.9."""
    each = {"effect": "each", "share": Decimal("0.05")}
    assert paid(rounds, each, in_part_month="whole")[0] == wanted


@pytest.mark.parametrize(("rounds", "wanted"), [("nearest", 34), ("down", 33), ("up", 34)])
def test_a_sum_a_period_by_months(rounds: str, wanted: int) -> None:
    """Entered in March: 101 × 1/3 = 33.67."""

    def change(raw: Raw) -> None:
        own = {"standard": False, "rounding": "yuan", "rounds": rounds}
        added(raw, NAME, "fixed", amount=101, every="quarter", prorated=True, **own)

    run = run_of(alone(changed(change), "2024-03", person("甲", 进入社区日期="2024-03-01")))
    assert run.lines[NAME].formula(0) == f"{CALLED[rounds]}(101*1/3,0)"
    assert pay(run)["甲"][NAME] == wanted
