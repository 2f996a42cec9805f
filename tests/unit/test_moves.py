"""调动记录: where somebody belongs in a month, and what goes by it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.support.months import compute
from tests.support.units import CHIFENG, JIAYUGUAN, Findings, make_grids, make_unit, person
from xlpay.base.codes import Severity
from xlpay.policy.files.load import load_shipped
from xlpay.results import month as month_results
from xlpay.results import summary as summary_results
from xlpay.results import year as year_results
from xlpay.run.monthly import Calculated, month_run, year_run
from xlpay.unit.settings import NOT_BESIDE

STAFF = [person("甲"), person("乙"), person("丙", 社区="第二社区")]
MOVES = [("乙", "2025-07", "第二社区")]
WEIGHTS = {"绩效系数_优秀": 1.2, "绩效系数_合格": 1, "绩效系数_基本合格": 0.5, "绩效系数_不合格": 0}
RATED = [("甲", 2025, "优秀"), ("乙", 2025, "合格"), ("丙", 2025, "优秀")]


def month(text: str, city: str = CHIFENG, moves: Any = MOVES, **sheets: Any) -> Calculated:
    grids = make_grids(city, text, STAFF, moves=moves, **sheets)
    return month_run(grids.get, load_shipped(), NOT_BESIDE)


def places(done: Calculated) -> dict[str, str]:
    assert done.run is not None, [f.line() for f in done.findings]
    rows = month_results.payroll(done.run, done.changes).records()
    return {str(row["姓名"]): str(row["社区"]) for row in rows}


@pytest.mark.parametrize(
    ("text", "place"),
    [("2025-06", "第一社区"), ("2025-07", "第二社区"), ("2026-01", "第二社区")],
)
def test_a_move_holds_from_its_month_on(text: str, place: str) -> None:
    assert places(month(text)) == {"甲": "第一社区", "乙": place, "丙": "第二社区"}


def test_several_moves_and_back() -> None:
    moves = [
        ("乙", "2025-09", "第三社区"),
        ("乙", "2025-07", "第二社区"),
        ("乙", "2025-11", "第一社区"),
    ]
    texts = ("2025-06", "2025-08", "2025-10", "2025-12")
    found = [places(month(text, moves=moves))["乙"] for text in texts]
    assert found == ["第一社区", "第二社区", "第三社区", "第一社区"]
    told = Findings(month("2025-12", moves=moves).findings)
    assert told.one("V-MOVEBACK").severity is Severity.NOTICE


def test_a_months_pool_is_of_those_who_belong_to_it_then() -> None:
    """500 each; 60 and 40 of 1000 in the month before the move, 100 and 60 after it."""
    for text, due in (
        ("2025-06", {"甲": "600.00", "乙": "400.00", "丙": "500.00"}),
        ("2025-07", {"甲": "500.00", "乙": "400.00", "丙": "600.00"}),
    ):
        scores = [("甲", text, 60), ("乙", text, 40), ("丙", text, 60)]
        done = month(text, JIAYUGUAN, scores=scores)
        assert done.run is not None, [f.line() for f in done.findings]
        amounts = done.run.lines["绩效工资"].amount.tolist()
        assert dict(zip("甲乙丙", amounts, strict=True)) == {
            name: int(Decimal(yuan) * 100) for name, yuan in due.items()
        }


def test_the_summary_has_each_month_in_its_community() -> None:
    done = month("2025-07")
    assert done.run is not None
    table, _, moved = summary_results.summary(done.run, done.before)
    rows = {str(row["社区"]): row for row in table.records()}
    one = rows["第一社区"]["应发合计"]
    assert rows["第一社区"]["上月应发"] == 2 * one  # type: ignore[operator]
    assert [rows[name]["人数"] for name in ("第一社区", "第二社区")] == [1, 2]
    assert rows["第二社区"]["比上月增减"] == one
    assert moved.records() == []  # nobody came or went


def test_a_community_that_everybody_left_keeps_its_last_month() -> None:
    moves = [("丙", "2025-07", "第一社区")]
    done = month("2025-07", moves=moves)
    assert done.run is not None
    rows = {
        str(row["社区"]): row for row in summary_results.summary(done.run, done.before)[0].records()
    }
    assert rows["第二社区"]["人数"] == 0
    assert rows["第二社区"]["应发合计"] == 0
    assert rows["第二社区"]["上月应发"] == rows["第一社区"]["上月应发"] / 2  # type: ignore[operator]


def test_a_move_changes_no_standard_and_is_remarked() -> None:
    done = month("2025-07")
    assert done.run is not None
    assert done.changes == []
    rows = month_results.payroll(done.run, done.changes).records()
    assert {row["姓名"]: row["备注"] for row in rows}["乙"] == "由第一社区调入"
    assert not any(row["备注"] for row in month_results.payroll(month("2025-08").run).records())  # type: ignore[arg-type]


def test_a_year_is_shared_where_it_was_accrued() -> None:
    """乙 accrues half a year in each community; 甲 and 丙 all of it in their own, at weight 1.2."""
    grids = make_grids(CHIFENG, "2025-12", STAFF, settings=WEIGHTS, ratings=RATED, moves=MOVES)
    done = year_run(grids.get, load_shipped(), NOT_BESIDE, 2025)
    assert done.years, [f.line() for f in done.findings]
    (result,) = done.years
    year = {name: int(fen) for name, fen in zip("甲乙丙", result.standard, strict=True)}
    assert len(set(year.values())) == 1
    whole, half = year["乙"], year["乙"] // 2
    pool, weighed = whole + half, whole * 12 + half * 10
    first = pool * whole * 12 // weighed, pool * half * 10 // weighed
    assert sum(pool.pool for pool in result.pools) == 3 * whole
    amount = dict(zip("甲乙丙", result.line.amount.tolist(), strict=True))
    assert abs(amount["甲"] - first[0]) <= 1 and abs(amount["丙"] - first[0]) <= 1
    assert abs(amount["乙"] - 2 * first[1]) <= 2
    assert sum(amount.values()) == 3 * whole
    rows = year_results.bonus(done.years).records()
    assert {row["姓名"]: row["社区"] for row in rows}["乙"] == "第二社区"
    text = next(
        str(row["算式"])
        for row in year_results.year_basis(done.years).records()
        if row["姓名"] == "乙"
    )
    assert text.count("ROUNDDOWN") == 2
    plain = re.sub(r"ROUNDDOWN\(", "down(", text)

    def down(value: Decimal, places: int) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-int(places)), rounding="ROUND_DOWN")

    number = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"D('\1')", plain)
    assert eval(number, {"D": Decimal, "down": down}) == Decimal(amount["乙"]) / 100


def test_a_street_of_a_row_of_the_sheet_of_communities_or_ones_own() -> None:
    staff = [person("甲", 街道="东街道"), person("乙", 街道="东街道"), person("丙", 街道="东街道")]
    moves = [
        {"姓名": "甲", "起始月份": "2025-07", "社区": "第二社区", "街道": "南街道"},
        {"姓名": "乙", "起始月份": "2025-07", "社区": "第三社区"},
        {"姓名": "丙", "起始月份": "2025-07", "社区": "第四社区"},
    ]
    there = [{"社区": "第三社区", "街道": "北街道"}]
    unit, _ = make_unit(CHIFENG, "2025-07", staff, moves=moves, communities=there)
    assert unit.roster.streets == ("南街道", "北街道", "东街道")
    assert unit.in_month(unit.month - 1).roster.streets == ("东街道",) * 3
    run = compute(unit, unit.month)
    assert run is not None
    facts = run.staff.facts(unit.month - 1)  # another month than the staff's own
    assert [facts.streets[code] for code in facts.street.tolist()] == ["东街道"] * 3
    assert np.array_equal(run.facts.community, unit.roster.community)


@pytest.mark.parametrize(
    ("moves", "code", "severity"),
    [
        ([("乙", "2025-07", "第一社区")], "V-NOMOVE", Severity.WARNING),
        ([*MOVES, ("乙", "2025-09", "第二社区")], "V-NOMOVE", Severity.WARNING),
        ([*MOVES, ("乙", "2025-07", "第三社区")], "V-MOVETWICE", Severity.ERROR),
        ([*MOVES, *MOVES], "V-SAME", Severity.WARNING),
        (
            [("乙", "2026-07", "第三社区"), ("乙", "2026-07", "第四社区")],
            "V-MOVETWICE",
            Severity.WARNING,
        ),
        ([("乙", "去年", "第三社区")], "C-MONTH", Severity.ERROR),
        ([("乙", "2025-07", None)], "C-BLANK", Severity.ERROR),
    ],
)
def test_what_is_wrong_with_a_row(moves: Any, code: str, severity: Severity) -> None:
    found = Findings(month("2025-12", moves=moves).findings)
    assert found.one(code).severity is severity
    assert found.one(code).sheet == "调动记录"


def test_a_move_after_leaving_is_told() -> None:
    staff = [person("甲"), person("乙", 离职日期="2025-06-30", 离职原因="辞职")]
    grids = make_grids(CHIFENG, "2025-12", staff, moves=MOVES)
    done = month_run(grids.get, load_shipped(), NOT_BESIDE)
    assert not done.failed
    assert "已经离职" in Findings(done.findings).one("V-NEVER").message


def test_a_quota_goes_by_where_people_are_in_december() -> None:
    """Of five in the first street one may be 优秀; 乙 belongs to it until the year is over."""
    staff = [person(name, 街道="东街道") for name in "甲乙丙丁戊"]
    rated = [(name, 2024, "优秀") for name in "甲乙"]
    rated += [(name, 2024, "合格") for name in "丙丁戊"]

    def quota(since: str) -> Findings:
        move = {"姓名": "乙", "起始月份": since, "社区": "第二社区", "街道": "西街道"}
        grids = make_grids(JIAYUGUAN, "2026-01", staff, ratings=rated, moves=[move])
        return Findings(month_run(grids.get, load_shipped(), NOT_BESIDE).findings)

    late = [f.message for f in quota("2025-01").of("B-QUOTA")]
    assert len(late) == 1 and "东街道" in late[0]
    early = [f.message for f in quota("2024-12").of("B-QUOTA")]
    assert len(early) == 2 and any("西街道" in text for text in early)
