"""One thing in two spellings is one thing; what may be one is told, and stops a pool."""

from __future__ import annotations

import pytest

from tests.support.units import CHIFENG, JIAYUGUAN, make_grids, person
from xlpay.base.codes import Severity
from xlpay.base.grid import Grid
from xlpay.base.spelling import name_key, near_places, place_key, seen
from xlpay.policy.files.load import load_shipped
from xlpay.run.monthly import Calculated, month_run, year_run
from xlpay.unit.settings import NOT_BESIDE

MARKS = ["\u200b", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff", "\u00ad"]


def run_of(grids: dict[str, Grid]) -> Calculated:
    return month_run(grids.get, load_shipped(), NOT_BESIDE)


def with_cell(grids: dict[str, Grid], sheet: str, row: int, header: str, value: object) -> None:
    rows = grids[sheet].rows
    rows[row][rows[0].index(header)] = value  # type: ignore[call-overload]


def pooled(*places: str, **sheets: object) -> dict[str, Grid]:
    """Three people of Jiayuguan with the scores 3, 2 and 3."""
    staff = [person(f"甲{n}", 社区=place) for n, place in enumerate(places)]
    scores = [(f"甲{n}", "2026-01", score) for n, score in enumerate((3, 2, 3))]
    return make_grids(JIAYUGUAN, "2026-01", staff, scores=scores, **sheets)  # type: ignore[arg-type]


def shares(done: Calculated) -> list[int]:
    assert done.run is not None, [f.message for f in done.findings]
    return [int(fen) for fen in done.run.lines["绩效工资"].amount]


def codes(done: Calculated, severity: Severity) -> list[str]:
    return [f.code for f in done.findings if f.severity is severity]


@pytest.mark.parametrize(
    "other",
    ["东 社区", "东　社区", "东社区 ", "东（社区）", *(f"东{mark}社区" for mark in MARKS)],
)
def test_one_community_in_two_spellings_is_one_pool(other: str) -> None:
    done = run_of(pooled("东社区", other, "东社区"))
    assert shares(done) == [56250, 37500, 56250]
    assert done.unit is not None and done.unit.roster.communities == ("东社区",)


def test_another_spelling_is_told_once_and_the_first_is_shown() -> None:
    done = run_of(pooled("东社区", "东 社区", "东 社区"))
    told = [f for f in done.findings if f.code == "V-SPELT"]
    assert [(f.cell, f.severity) for f in told] == [("C3", Severity.NOTICE)]
    assert "“东 社区”与“东社区”" in told[0].message


@pytest.mark.parametrize(("first", "second"), [("东", "东社区"), ("东社区", "东居委会")])
def test_a_pool_is_not_divided_between_places_that_may_be_one(first: str, second: str) -> None:
    done = run_of(pooled(first, second, first))
    assert done.run is None
    assert codes(done, Severity.ERROR) == ["V-NEAR"]


def test_near_places_are_a_warning_where_nothing_is_divided() -> None:
    staff = [person("甲", 社区="长青"), person("乙", 社区="长青居委会")]
    done = run_of(make_grids(CHIFENG, "2026-01", staff))
    assert done.run is not None
    assert codes(done, Severity.WARNING).count("V-NEAR") == 1


def test_a_year_is_not_divided_between_places_that_may_be_one() -> None:
    staff = [person("甲", 社区="长青"), person("乙", 社区="长青社区")]
    weights = {f"绩效系数_{word}": 1 for word in ("优秀", "合格", "基本合格", "不合格")}
    ratings = [("甲", 2025, "合格"), ("乙", 2025, "合格")]
    grids = make_grids(CHIFENG, "2025-12", staff, settings=weights, ratings=ratings)
    done = year_run(grids.get, load_shipped(), NOT_BESIDE, 2025)
    assert codes(done, Severity.ERROR) == ["V-NEAR"]


def test_places_that_the_sheet_of_communities_lists_are_two() -> None:
    places = [{"社区": "东"}, {"社区": "东社区"}]
    done = run_of(pooled("东", "东社区", "东", communities=places))
    assert shares(done) == [50000, 50000, 50000]
    assert "V-NEAR" not in {f.code for f in done.findings}


def test_communities_and_streets_are_one_across_sheets() -> None:
    places = [{"社区": "东\u200e社区", "街道": "A 街道", "规划户数": 9000}]
    staff = [person("甲", 社区="东社区", 街道="Ａ街道"), person("乙", 社区="东社区")]
    done = run_of(make_grids(CHIFENG, "2026-01", staff, communities=places))
    assert done.run is not None
    assert done.run.staff.places.streets[1] == ("A街道",)
    assert "V-COMMUNITY" not in {f.code for f in done.findings}
    assert [f.message.count("东社区") for f in done.findings if f.code == "M-STAFFING"] == [1]


@pytest.mark.parametrize("mark", MARKS)
def test_unseen_marks_are_no_part_of_a_cell(mark: str) -> None:
    staff = [person("甲", 学历=f"本{mark}科", 进入社区日期=f"{mark}2021-01-01{mark}")]
    ratings = [("甲", f"2025{mark}", f"合格{mark}")]
    grids = make_grids(CHIFENG, "2026-01", staff, ratings=ratings)
    identity = grids["花名册"].rows[1][1]
    with_cell(grids, "花名册", 1, "身份证号", f"{mark}{identity}")
    with_cell(grids, "参数", 4, "值", f"红山区{mark}")
    done = run_of(grids)
    assert done.run is not None, [f.message for f in done.findings]
    assert done.run.unit.roster.identities == (identity,)
    assert mark not in str(done.findings)


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", "．", "∙", "⋅", "･"])
def test_the_middle_dots_of_names_are_one(dot: str) -> None:
    grids = make_grids(
        CHIFENG, "2026-01", ["阿古拉·巴特尔"], ratings=[("阿古拉·巴特尔", 2025, "合格")]
    )
    with_cell(grids, "考核记录", 1, "姓名", f"阿古拉{dot}巴特尔")
    assert "I-NAME" not in {f.code for f in run_of(grids).findings}
    with_cell(grids, "考核记录", 1, "姓名", f"阿古拉{dot}巴图")
    assert "I-NAME" in {f.code for f in run_of(grids).findings}


def test_keys() -> None:
    assert place_key("Ａ 1-2（南）社区") == "a1-2南社区"
    assert place_key("1-2社区") != place_key("12社区")
    assert name_key("李 ‧雷") == name_key("李·雷")
    assert seen("合格\u200e") == "合格[U+200E]"
    assert seen("合格") == "合格"


def test_near_places() -> None:
    names = ["红旗村", "红旗社区", "红旗", "新城街道", "新城街道办事处", "社区"]
    assert near_places(names) == [(0, 2), (3, 4)]
    assert near_places(["东", "东社区"], ["东", "东社区"]) == []
