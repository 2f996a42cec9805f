"""Which contribution rule holds: the nearest layer, the region's own, the latest begun."""

from __future__ import annotations

from collections.abc import Sequence

from xlpay.base.months import month_of
from xlpay.base.units import Fen
from xlpay.policy.contributions.files import national
from xlpay.policy.contributions.rows import (
    LOCAL,
    NATIONAL,
    OWN,
    Limits,
    MinimumWage,
    Origin,
    Rate,
    Row,
)
from xlpay.policy.contributions.standards import ContributionStandards

JANUARY = month_of(2026, 1)


def rate(share: int, layer: str, first: int = JANUARY, **more: object) -> Rate:
    return Rate(
        **{  # type: ignore[arg-type]
            "kind": "失业",
            "side": "个人",
            "share": share,
            "first": first,
            "origin": Origin(layer, "文"),
            **more,
        }
    )


def shares(
    rows: Sequence[Row], month: int = JANUARY, region: str = "红山区"
) -> tuple[int, bool, int]:
    found = ContributionStandards(tuple(rows)).rate("失业", "个人", month, region)
    assert found is not None
    return found.row.share, found.run_out, len(found.differing)


def test_the_states_unemployment_rate_has_run_out_and_is_used_on() -> None:
    rows = list(national())
    assert shares(rows, month_of(2025, 12)) == (5000, False, 0)
    assert shares(rows, month_of(2026, 11)) == (5000, True, 0)
    found = ContributionStandards(tuple(rows)).rate("养老", "单位", month_of(2026, 11), "红山区")
    assert found is not None
    assert found.row.share == 160_000
    assert found.row.origin.words() == "国家：国办发〔2019〕13号第一条"
    assert ContributionStandards(tuple(rows)).rate("养老", "单位", month_of(2019, 4), "") is None


def test_nothing_local_comes_with_the_program() -> None:
    assert {(row.kind, type(row)) for row in national()} == {("养老", Rate), ("失业", Rate)}


def test_the_nearest_layer_wins_and_a_difference_of_one_date_is_told() -> None:
    layers = [rate(5000, NATIONAL), rate(4000, LOCAL), rate(3000, OWN)]
    assert shares(layers) == (3000, False, 2)
    assert shares(layers[:2]) == (4000, False, 1)
    assert shares([rate(5000, NATIONAL), rate(5000, LOCAL)]) == (5000, False, 0)
    assert shares([rate(5000, NATIONAL, JANUARY - 1), rate(4000, LOCAL)]) == (4000, False, 0)


def test_a_row_of_all_regions_differs_from_a_districts_too() -> None:
    assert shares([rate(4000, LOCAL), rate(3000, OWN, region="红山区")]) == (3000, False, 1)
    assert shares([rate(4000, LOCAL, region="松山区"), rate(3000, OWN)]) == (3000, False, 0)


def test_a_districts_own_row_goes_before_one_for_all() -> None:
    rows = [rate(5000, LOCAL), rate(4000, LOCAL, JANUARY - 6, region="红山区")]
    assert shares(rows)[0] == 4000
    assert shares(rows, region="松山区")[0] == 5000


def test_what_has_run_out_gives_way_to_what_holds() -> None:
    ended = rate(4000, LOCAL, JANUARY - 6, last=JANUARY - 1)
    assert shares([rate(5000, NATIONAL), ended]) == (5000, False, 0)
    old = rate(5000, NATIONAL, JANUARY - 9, last=JANUARY - 3)
    assert shares([old, ended]) == (4000, True, 0)


def test_limits_and_minimum_wages_are_dated_too() -> None:
    origin = Origin(LOCAL, "文")
    rows: tuple[Row, ...] = (
        Limits(kind="养老", first=JANUARY, low=Fen(1), high=Fen(5), origin=origin),
        Limits(kind="养老", first=JANUARY + 6, low=Fen(2), high=Fen(10), origin=origin),
        MinimumWage(kind="", region="红山区", first=JANUARY, amount=Fen(7), origin=origin),
    )
    standards = ContributionStandards(rows)
    for month, low in ((JANUARY + 5, 1), (JANUARY + 6, 2)):
        found = standards.limits("养老", month, "红山区")
        assert found is not None
        assert found.row.low == low
    assert standards.limits("医疗", JANUARY, "红山区") is None
    assert standards.minimum_wage(JANUARY, "松山区") is None
    assert standards.minimum_wage(JANUARY, "红山区") is not None
