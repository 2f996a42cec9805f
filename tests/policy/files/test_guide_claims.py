"""What “Your city in an hour” says of when things take effect, each sentence tried out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.files.test_tools import warned
from tests.support.small_scheme import Raw, added, alone, changed
from tests.support.third_city import bonus_rows, given, pay, run_of
from tests.support.units import person
from xlpay import checks
from xlpay.explain.figures import year_lines


def years_in(document: Any, *months: str, **sheets: Any) -> list[object]:
    """工作年限 as shown in some months, of somebody who entered on 2024-03-15."""
    staff = [person("甲", 进入社区日期="2024-03-15")]
    unit = alone(document, months[-1], *staff, **sheets)
    return [pay(run_of(unit, month))["甲"]["工作年限"] for month in months]


def counted(**keys: Any) -> Any:
    """The skeleton with its count changed; only what is given remains of ratings."""

    def change(raw: Raw) -> None:
        for key in ("ratings", "uncounted", "opening"):
            raw["count"][0].pop(key, None)
        raw["count"][0] |= keys

    return changed(change)


@pytest.mark.parametrize(
    ("keys", "months", "wanted"),
    [
        ({"basis": "anniversary"}, ("2025-02", "2025-03"), [0, 1]),
        ({"basis": "anniversary", "present": "before"}, ("2025-03", "2025-04"), [0, 1]),
        ({"basis": "calendar"}, ("2024-03", "2025-01"), [1, 2]),
        ({"basis": "service", "present": "before"}, ("2024-03", "2024-09"), [0, 0.5]),
        ({"basis": "service", "present": "through"}, ("2024-08", "2025-02"), [0.5, 1]),
        ({"basis": "service", "counts_from": 7}, ("2025-06", "2025-07"), [0, "0.83"]),
    ],
)
def test_years_change_in_the_month_that_their_basis_says(
    keys: dict[str, Any], months: tuple[str, ...], wanted: list[object]
) -> None:
    found = [float(str(years)) for years in years_in(counted(**keys), *months)]
    assert found == [pytest.approx(float(str(w)), abs=0.01) for w in wanted]


def test_a_rating_counts_in_the_month_that_counts_from_names() -> None:
    ratings = [("甲", 2024, "合格")]
    document = counted(basis="rating", ratings=["优秀", "合格"], counts_from=7)
    assert years_in(document, "2025-06", "2025-07", ratings=ratings) == [0, 1]


def reset(raw: Raw) -> None:
    raw["count"][0]["breaks"] = "reset"


@pytest.mark.parametrize(("change", "wanted"), [(reset, 0), (None, 6)])
def test_reset_drops_the_opening_figures_as_well(change: Any, wanted: int) -> None:
    staff = person("甲", 进入社区日期="2015-01-01", 期初截止年度=2022, 期初折算年限=6)
    duties = [("甲", "中断", "2023-02-01", "2023-12-31")]
    unit = alone(changed(change), "2024-03", staff, duties=duties)
    assert pay(run_of(unit))["甲"]["工作年限"] == wanted


def test_all_days_count_once_the_limit_is_passed() -> None:
    def change(raw: Raw) -> None:
        raw["yearly"][0]["exclusions"] = [
            {
                "kind": "leave_days",
                "leave": "病假",
                "more_than": 30,
                "effect": "months",
                "each": 30,
                "reason": "病假",
                "source": "一",
            }
        ]

    document = changed(change)
    for days, months in ((30, 12), (31, 11), (59, 11), (65, 10)):
        absences = [("甲", "病假", "2024-03-01", "2024-06-30", days)]
        unit = alone(document, "2024-12", ratings=[("甲", 2024, "合格")], absences=absences)
        row = next(iter(bonus_rows(unit, document, 2024).values()))
        assert round(row["金额"] * 12 / 2000) == months, days


def test_an_honour_is_paid_each_time_and_a_certificate_once() -> None:
    def change(raw: Raw) -> None:
        raw["honour"] = [{"word": "市级表彰", "source": "一"}]
        common = {"since": "2024-01-01", "source": "一", "amount": 100}
        raw["event"] = [
            {"name": "表彰", "kind": "honour", **common},
            {"name": "证书", "kind": "certificate", "at_least": "助理社会工作师", **common},
        ]

    credentials = [
        ("甲", "荣誉", "市级表彰", "2024-03-05"),
        ("甲", "荣誉", "市级表彰", "2024-06-05"),
        ("甲", "职业资格", "初级", "2024-03-05"),
        ("甲", "职业资格", "中级", "2024-06-05"),
    ]
    unit = alone(changed(change), "2024-07", credentials=credentials)
    assert [name for _, name, _ in given(run_of(unit, "2024-04"))] == ["表彰", "证书"]
    assert [name for _, name, _ in given(run_of(unit, "2024-07"))] == ["表彰"]


def test_a_sum_a_year_is_whole_in_its_month_and_nothing_to_who_left_before() -> None:
    def change(raw: Raw) -> None:
        added(raw, "采暖补贴", "fixed", amount=1200, every="year", paid_month=10)

    people = [
        person("在", 进入社区日期="2024-09-15"),
        person("走", 进入社区日期="2024-01-01", 离职日期="2024-09-30", 离职原因="合同期满"),
    ]
    unit = alone(changed(change), "2024-10", *people)
    assert pay(run_of(unit, "2024-09"))["走"]["采暖补贴"] == 0
    assert pay(run_of(unit, "2024-10"))["在"]["采暖补贴"] == 1200


def known(raw: Raw) -> None:
    raw["count"][0]["known_since"] = 2022


def test_who_entered_before_the_ratings_are_known_is_asked_for_opening_figures() -> None:
    people = [person("早", 进入社区日期="2021-06-01"), person("晚", 进入社区日期="2022-06-01")]
    run = run_of(alone(changed(known), "2024-03", *people))
    told = [f.person for f in checks.findings(run) if f.code == "R-NOOPENING"]
    assert told == ["早"]
    assert year_lines(run, run.scheme.document.count[0], 0)


def test_opening_figures_where_nothing_reads_them_are_warned() -> None:
    def alone_known(raw: Raw) -> None:
        known(raw)
        raw["count"][0].pop("opening")

    assert any("用不上 known_since" in line for line in warned(alone_known))
