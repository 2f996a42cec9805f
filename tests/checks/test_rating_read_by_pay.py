"""A rating that an amount goes by and that is lacking is told, whether or not years count by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.small_scheme import added, changed
from tests.support.units import checked, person

ROWS = [{"rating": "优秀", "amount": 300}, {"rating": "合格", "amount": 200}]
BY_TABLE: dict[str, Any] = {"kind": "table", "keys": ["rating"], "rows": ROWS, "otherwise": 0}
BY_CONDITION: dict[str, Any] = {"kind": "fixed", "amount": 200, "when": {"rating": ["优秀"]}}


@pytest.mark.parametrize("keys", [BY_TABLE, BY_CONDITION], ids=["a table", "a condition"])
@pytest.mark.parametrize("counted", [True, False], ids=["years by rating", "no years by rating"])
def test_a_rating_that_pay_reads_is_missed(keys: dict[str, Any], counted: bool) -> None:
    def change(raw: dict[str, Any]) -> None:
        added(raw, "考核奖", **keys, standard=False)
        if not counted:
            raw["count"][0] = {"name": raw["count"][0]["name"], "basis": "service", "source": "一"}

    found = _checked(change, [("乙", 2022), ("乙", 2023), ("甲", 2022)])
    told = found.one("V-NORATING")
    assert told.person == "甲" and "2023年没有考核等次，“考核奖”按没有等次算" in told.message
    assert not found.of("V-UNRATED")
    assert not _checked(change, [(w, y) for w in "甲乙" for y in (2022, 2023)]).of("V-NORATING")


def test_nobody_rated_is_told_once() -> None:
    found = _checked(lambda raw: added(raw, "考核奖", **BY_TABLE), [("甲", 2022), ("乙", 2022)])
    assert len(found.of("V-ALLUNRATED")) == 1 and not found.of("V-NORATING")


def test_pay_without_ratings_misses_none() -> None:
    found = _checked(lambda raw: None, [("乙", 2022), ("乙", 2023), ("甲", 2022)])
    assert not found.of("V-NORATING") and len(found.of("V-UNRATED")) == 1


def _checked(change: Any, rated: list[tuple[str, int]]) -> Any:
    document = changed(change)
    return checked(
        document.scheme,
        "2024-03",
        [person("甲", 进入社区日期="2022-01-01"), person("乙", 进入社区日期="2022-01-01")],
        documents=[document],
        settings={"地区": document.regions[0]},
        ratings=[(name, year, "合格") for name, year in rated],
    )
