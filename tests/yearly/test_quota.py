"""Shares of ratings by group, place, year and post, as upper and as lower limits; by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.support.small_scheme import Raw, alone, changed, problems
from tests.support.units import person
from xlpay.base.codes import Severity
from xlpay.yearly.quota import quota_findings

FIFTH, THIRD = Decimal("0.2"), Decimal("0.3")


def told(change: Callable[[Raw], object], top: dict[str, int], year: int = 2024) -> list[str]:
    """Ten people in each of 一社区 and 二社区, so many of them 优秀; the first is 正职."""
    people = [
        person(f"{place}{i}", 进入社区日期="2024-01-01", 社区=f"{place}社区", 街道="街")
        for place in "一二"
        for i in range(10)
    ]
    ratings = [
        (f"{place}{i}", year, "优秀" if i < top[place] else "合格")
        for place in "一二"
        for i in range(10)
    ]
    duties = [(f"{place}0", "党组织书记", "2024-01-01") for place in "一二"]
    unit = alone(changed(change), "2025-01", *people, ratings=ratings, duties=duties)
    scheme = unit.scheme(unit.month)
    assert scheme is not None
    return [f.line() for f in quota_findings(unit, scheme, [year], Severity.ERROR)]


def quota(**keys: object) -> Callable[[Raw], None]:
    return lambda raw: raw["quota"].update(keys)


def further(**keys: object) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        raw["quota"].update(share=1)
        raw["further_quota"] = [
            {"name": "另限", "share": FIFTH, "since": 2024, "source": "二十", **keys}
        ]

    return change


IN_ONE = {"community": ["一社区"], "share": THIRD, "source": "二十"}


@pytest.mark.parametrize(
    ("change", "top", "wanted"),
    [
        (quota(group="community", cases=[IN_ONE]), {"一": 3, "二": 2}, []),
        (
            quota(group="community", cases=[IN_ONE]),
            {"一": 4, "二": 2},
            ["一社区", "上限 3 人", "30%"],
        ),
        (
            quota(group="community", cases=[IN_ONE]),
            {"一": 3, "二": 3},
            ["二社区", "上限 2 人", "20%"],
        ),
        # the street as a whole: 10×0.3 + 10×0.2
        (quota(cases=[IN_ONE]), {"一": 0, "二": 5}, []),
        (quota(cases=[IN_ONE]), {"一": 1, "二": 5}, ["街道“街”", "上限 5 人", "20%、30%"]),
        (
            quota(group="community", cases=[{**IN_ONE, "years": [2025]}]),
            {"一": 3, "二": 2},
            ["一社区", "上限 2 人"],
        ),
        (
            further(group="unit", post=["正职"]),
            {"一": 1, "二": 1},
            ["全单位", "上限 0 人", "2人的20%"],
        ),
        (
            further(group="unit", post=["正职"], share=Decimal("0.5")),
            {"一": 5, "二": 0},
            [],
        ),
        # at least half 合格 in each community
        (
            further(group="community", at="least", ratings=["合格"], share=Decimal("0.5")),
            {"一": 5, "二": 6},
            ["二社区", "“合格”有 4 人，少于下限 5 人"],
        ),
    ],
)
def test_quotas_by_place_year_and_post(
    change: Callable[[Raw], object], top: dict[str, int], wanted: list[str]
) -> None:
    lines = told(change, top)
    assert len(lines) == bool(wanted), lines
    assert all(words in lines[0] for words in wanted), lines


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (quota(cases=[{"share": THIRD, "source": "二十"}]), "没有写给哪些社区、街道或年度"),
        (quota(cases=[{**IN_ONE, "share": 3}]), "quota.cases[1].share：3 超出范围"),
        (quota(ratings=["优"]), "“优”不是等次（最接近的是“优秀”）"),
        (further(post=["正"]), "further_quota[1].post：“正”不是岗位"),
        (further(at="min"), "不在 most、least 之中"),
        (further(at="least", least=1), "只有 at = most 用 least"),
    ],
)
def test_mistakes_in_quotas(change: Callable[[Raw], object], wanted: str) -> None:
    lines = problems(change)
    assert any(wanted in line for line in lines), lines
