"""In which order pay is taken: exact to the fen, for any sums."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.deductions import advanced as rows_of_opening
from tests.support.deductions import column
from tests.support.deductions import standing as rows_of_standing
from xlpay.deductions.advances import advanced, opening, standing, taken
from xlpay.language.values import parse_month

FEN = st.integers(0, 10**9)


@given(FEN, st.lists(FEN, max_size=6))
def test_what_is_taken_is_as_much_as_there_is_and_the_first_come_first(
    there: int, dues: list[int]
) -> None:
    parts = [int(part[0]) for part in taken(column([there]), [column([due]) for due in dues])]
    assert sum(parts) == min(there, sum(dues))
    for i, part in enumerate(parts):
        assert part == dues[i] or sum(parts[: i + 1]) == there


@given(st.integers(-(10**9), 10**9), st.lists(FEN, max_size=6))
def test_what_is_not_covered_is_advanced(gross: int, dues: list[int]) -> None:
    parts = [int(part[0]) for part in advanced(column([gross]), [column([d]) for d in dues])]
    assert sum(parts) == max(0, sum(dues) - max(gross, 0))


def test_only_the_balance_of_the_month_before_counts() -> None:
    rows = rows_of_opening(
        (0, "医疗", 50, "2026-02"),
        (0, "养老保险", 30, "2026-02"),
        (0, "借款", 7, "2026-02"),
        (0, "养老", 99, "2026-01"),
        (0, "养老", 99, "2026-03"),
    )
    found = opening(rows, parse_month("2026-03"), 1)
    assert {kind: int(own[0]) for kind, own in found.advanced.items()} == {
        "养老保险": 30_00,
        "医疗保险": 50_00,
    }
    assert list(found.advanced) == ["养老保险", "医疗保险"]
    assert {kind: int(own[0]) for kind, own in found.waiting.items()} == {"借款": 7_00}
    assert found.stale.tolist() == [3]


def test_court_orders_come_first_of_what_stands() -> None:
    rows = rows_of_standing(
        (0, "党费", 5, "2026-01", None),
        (0, "法院", 500, "2026-01", "2026-03"),
        (0, "党费", 3, "2026-03", None),
        (0, "借款", 9, "2026-04", None),
    )
    found = standing(rows, parse_month("2026-03"), 1)
    assert {kind: int(own[0]) for kind, own in found.items()} == {"法院": 500_00, "党费": 8_00}
    assert list(found) == ["法院", "党费"]
