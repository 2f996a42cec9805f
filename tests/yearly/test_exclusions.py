"""Year-end money taken away by absence: spells are what rows that touch make, however cut."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.small_scheme import Raw, alone, changed
from tests.support.third_city import bonus_rows
from tests.support.units import person

Rows = list[tuple[str, str, str, str, object]]


def bonus(rows: Rows, **keys: object) -> Decimal:
    """The year-end money of 2024, 1000.00, less what an exclusion for 病假 takes."""
    rule = {"leave": "病假", "reason": "病假过长", "source": "二", **keys}

    def change(raw: Raw) -> None:
        values = [{"rating": rating["word"], "value": 1000} for rating in raw["rating"]]
        money = {"name": "年终奖", "title": "表", "kind": "rating", "source": "一"}
        raw["yearly"] = [{**money, "values": values, "exclusions": [rule]}]

    document = changed(change)
    staff = person("甲", 进入社区日期="2020-01-01")
    ratings = [("甲", year, "合格") for year in range(2020, 2025)]
    unit = alone(document, "2024-12", staff, absences=rows, ratings=ratings)
    amount = bonus_rows(unit, document, 2024)["甲", ""]["金额"]
    assert isinstance(amount, Decimal)
    return amount


def sick(first: str, last: str, days: object) -> tuple[str, str, str, str, object]:
    return ("甲", "病假", first, last, days)


WHOLE = [sick("2024-01-01", "2024-05-31", 152)]
TOUCHING = [sick("2024-01-01", "2024-03-15", 75), sick("2024-03-16", "2024-05-31", 77)]
SHUFFLED = [TOUCHING[1], TOUCHING[0]]
OVERLAPPING = [sick("2024-01-01", "2024-03-31", 91), sick("2024-03-01", "2024-05-31", 92)]
APART = [sick("2024-01-01", "2024-03-15", 75), sick("2024-03-17", "2024-05-31", 76)]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [(WHOLE, 0), (TOUCHING, 0), (SHUFFLED, 0), (OVERLAPPING, 0), (APART, 1000)],
    ids=["whole", "touching", "shuffled", "overlapping", "apart"],
)
def test_a_spell_is_as_long_as_the_rows_that_make_it(rows: Rows, wanted: int) -> None:
    assert bonus(rows, kind="leave_months", months=3) == wanted


def test_kinds_counted_together_make_one_spell() -> None:
    rows: Rows = [TOUCHING[0], ("甲", "事假", "2024-03-16", "2024-03-31", 11)]
    rows.append(("甲", "事假", "2024-04-01", "2024-04-01", 1))
    assert bonus(rows, kind="leave_months", months=3, also=["事假"]) == 0  # 1 April
    assert bonus(rows[:2], kind="leave_months", months=3, also=["事假"]) == 1000
    assert bonus(rows, kind="leave_months", months=3) == 1000


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([sick("2024-03-08", "2024-09-07", 184)], 1000),  # exactly six months
        ([sick("2024-03-08", "2024-09-08", 185)], 0),  # the same day six months later
        ([sick("2024-03-08", "2024-05-31", 85), sick("2024-06-01", "2024-09-07", 99)], 1000),
        ([sick("2024-03-08", "2024-05-31", 85), sick("2024-06-01", "2024-09-08", 100)], 0),
        ([sick("2024-01-01", "2024-03-30", 90), sick("2024-05-01", "2024-07-29", 90)], 1000),
        ([sick("2024-01-01", "2024-03-30", 90), sick("2024-05-01", "2024-07-30", 91)], 0),
        # what lies outside the year makes no second spell
        ([sick("2023-11-01", "2023-11-30", 30), sick("2024-03-08", "2024-09-07", 184)], 1000),
        ([sick("2023-12-01", "2024-06-30", 213)], 1000),
        ([sick("2023-12-01", "2024-07-01", 214)], 0),
    ],
)
def test_one_spell_by_months_and_several_by_days(rows: Rows, wanted: int) -> None:
    assert bonus(rows, kind="leave_spell_or_days", months=6, more_than=180) == wanted


def test_days_of_the_year_are_counted_as_before() -> None:
    assert bonus(OVERLAPPING, kind="leave_days", more_than=183) == 1000  # as entered: 91 + 92
    assert bonus(OVERLAPPING, kind="leave_days", more_than=182) == 0
    assert bonus(OVERLAPPING, kind="leave_days", more_than=152, unit="calendar") == 1000
    assert bonus(OVERLAPPING, kind="leave_days", more_than=151, unit="calendar") == 0
    assert bonus(WHOLE, kind="leave_days", more_than=110, unit="workday") == 1000
    assert bonus(WHOLE, kind="leave_days", more_than=109, unit="workday") == 0
