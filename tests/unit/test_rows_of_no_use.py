"""Rows that no run will ever use, that count twice, or that contradict each other are told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.units import CHIFENG, JIAYUGUAN, make_grids, person
from xlpay.base.codes import Severity
from xlpay.policy.files.load import load_shipped
from xlpay.run.monthly import Calculated, month_run
from xlpay.unit.settings import NOT_BESIDE

E, W = Severity.ERROR, Severity.WARNING


def run(policy: str = CHIFENG, month: str = "2026-01", **sheets: Any) -> Calculated:
    grids = make_grids(policy, month, [person("甲", 进入社区日期="2022-01-10")], **sheets)
    return month_run(grids.get, load_shipped(), NOT_BESIDE)


def told(done: Calculated, *codes: str) -> list[tuple[str, Severity, str]]:
    return [(f.code, f.severity, f.cell) for f in done.findings if f.code in codes]


CROSS = ("V-CROSS", "V-UNION", "V-DAYS", "V-NODAYS")


def test_two_days_of_leave_on_one_date_are_an_error() -> None:
    leave = [("甲", "事假", "2026-01-13", "2026-01-13", 1)] * 2
    done = run(absences=leave)
    assert told(done, *CROSS) == [("V-UNION", E, "E3")]
    assert done.failed


def test_leave_on_a_date_that_is_taken_already_is_an_error() -> None:
    leave = [
        ("甲", "事假", "2026-01-13", "2026-01-13", 1),
        ("甲", "年休假", "2026-01-12", "2026-01-14", 3),
    ]
    assert told(run(absences=leave), *CROSS) == [("V-UNION", E, "E2")]


def test_two_half_days_of_one_date_are_lawful() -> None:
    leave = [
        ("甲", "事假", "2026-01-13", "2026-01-13", 0.5),
        ("甲", "年休假", "2026-01-13", "2026-01-13", 0.5),
    ]
    done = run(absences=leave)
    assert told(done, *CROSS) == []
    assert not done.failed


def test_a_double_of_a_month_gone_by_stops_nothing() -> None:
    leave = [("甲", "事假", "2025-12-16", "2025-12-16", 1)] * 2
    done = run(absences=leave)
    assert told(done, *CROSS) == [("V-UNION", W, "E3")]
    assert not done.failed


def test_leave_paid_in_full_that_is_entered_twice_is_a_warning() -> None:
    leave = [("甲", "年休假", "2026-01-13", "2026-01-14", 2)] * 2
    assert told(run(absences=leave), *CROSS) == [("V-CROSS", W, "C3")]


def test_no_days_over_three_weekdays() -> None:
    leave = [("甲", "事假", "2026-01-12", "2026-01-14", 0)]
    assert told(run(absences=leave), *CROSS) == [("V-NODAYS", E, "E2")]
    assert told(run(absences=leave, month="2026-03"), *CROSS) == [("V-NODAYS", W, "E2")]
    weekend = [("甲", "事假", "2026-01-17", "2026-01-18", 0)]
    assert told(run(absences=weekend), *CROSS) == []


@pytest.mark.parametrize(
    ("month", "code"),
    [("2021-11", "V-NEVER"), ("2027-02", "V-NEVER"), ("2025-11", ""), ("2026-12", "")],
)
def test_a_sum_of_a_month_that_never_pays_it(month: str, code: str) -> None:
    done = run(adjustments=[("甲", month, "补发", 100)])
    assert [c for c, *_ in told(done, "V-NEVER")] == ([code] if code else [])
    assert not done.failed


@pytest.mark.parametrize(
    ("month", "told_of"), [("2025-01", True), ("2024-01", True), ("2025-12", False)]
)
def test_a_sum_of_the_same_month_of_an_earlier_year_below_this_month(
    month: str, told_of: bool
) -> None:
    rows = [("甲", "2026-01", "补发", 50), ("甲", month, "补发", 100)]
    done = run(adjustments=rows)
    assert [c for c, *_ in told(done, "V-YEAR")] == (["V-YEAR"] if told_of else [])
    assert not told(run(adjustments=rows[::-1]), "V-YEAR") and not done.failed


def test_the_same_sum_twice_is_an_error_unless_something_tells_them_apart() -> None:
    twice = [{"姓名": "甲", "月份": "2026-01", "项目": "补发", "金额": 400, "说明": "补年限"}] * 2
    done = run(adjustments=twice)
    assert told(done, "V-PAIDTWICE", "V-PAIDALIKE") == [("V-PAIDTWICE", E, "D3")]
    apart = [twice[0], {**twice[1], "说明": "补学历"}]
    done = run(adjustments=apart)
    assert told(done, "V-PAIDTWICE", "V-PAIDALIKE") == [("V-PAIDALIKE", W, "D3")]
    assert not done.failed
    past = run(adjustments=twice, month="2026-02")
    assert told(past, "V-PAIDTWICE") == [("V-PAIDTWICE", W, "D3")]


def test_a_rating_of_a_year_that_is_not_over() -> None:
    done = run(ratings=[("甲", 2025, "合格"), ("甲", 2026, "合格")])
    assert told(done, "V-NOTOVER") == [("V-NOTOVER", W, "B3")]
    assert told(run(ratings=[("甲", 2025, "合格")], month="2025-12"), "V-NOTOVER") == []


BOTH = ("V-DEMOTED", "V-BOTH")


@pytest.mark.parametrize("lower", ["居委会副主任", "工作人员"])
def test_a_demotion_that_leaves_the_post_without_an_end(lower: str) -> None:
    duties = [("甲", "居委会主任", "2024-03-01", None), ("甲", lower, "2025-11-01", None)]
    done = run(duties=duties)
    assert told(done, *BOTH) == [("V-DEMOTED", E, "A2")]
    assert done.failed
    elsewhere = run(JIAYUGUAN, duties=duties)
    assert told(elsewhere, *BOTH) == [("V-DEMOTED", W, "A2")]
    ended = [("甲", "居委会主任", "2024-03-01", "2025-10-31"), duties[1]]
    assert told(run(duties=ended), *BOTH) == []


def test_a_promotion_that_leaves_the_lower_post_is_a_warning() -> None:
    duties = [("甲", "居委会副主任", "2024-03-01", None), ("甲", "居委会主任", "2025-11-01", None)]
    assert told(run(duties=duties), *BOTH) == [("V-BOTH", W, "A3")]


def test_posts_that_one_person_holds_together() -> None:
    duties = [
        ("甲", "党组织书记", "2024-03-01", None),
        ("甲", "居委会主任", "2025-11-01", None),
        ("甲", "两委委员", "2025-11-01", None),
        ("甲", "网格长", "2025-11-01", None),
    ]
    assert told(run(duties=duties), *BOTH) == []
