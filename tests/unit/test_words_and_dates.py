"""Words and dates as offices and other systems write them; footers that are no rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.support.units import CHIFENG, JIAYUGUAN, make_grids
from xlpay.base.forms import Words
from xlpay.base.grid import CellValue, Grid
from xlpay.base.months import day_number, month_of
from xlpay.policy.files.load import load_shipped
from xlpay.policy.terms.scheme import Vocabulary
from xlpay.run.monthly import month_run
from xlpay.unit import cells, dates
from xlpay.unit.cells import Trouble
from xlpay.unit.settings import NOT_BESIDE

WORDS = [
    (Words.RATING, "称职", "合格"),
    (Words.RATING, "基本称职", "基本合格"),
    (Words.RATING, "不称职", "不合格"),
    (Words.EDUCATION, "大学专科", "大专"),
    (Words.EDUCATION, "大学本科", "本科"),
    (Words.DUTY, "书记", "党组织书记"),
    (Words.DUTY, "主任", "居委会主任"),
    (Words.DUTY, "副主任", "居委会副主任"),
    (Words.DUTY, "副书记", "党组织副书记"),
    (Words.DUTY, "委员", "两委委员"),
    (Words.QUALIFICATION, "中级社工师", "社会工作师"),
    (Words.QUALIFICATION, "初级社工师", "助理社会工作师"),
    (Words.QUALIFICATION, "高级社工师", "高级社会工作师"),
    (Words.LEAVE, "年假", "年休假"),
    (Words.LEAVING, "调离", "调出"),
]


@pytest.mark.parametrize("policy", [CHIFENG, JIAYUGUAN])
@pytest.mark.parametrize(("kind", "written", "meant"), WORDS)
def test_office_words(policy: str, kind: Words, written: str, meant: str) -> None:
    words = Vocabulary([d for d in load_shipped() if d.scheme == policy])
    assert words.words(kind)[words.code(kind, written)] == meant


@pytest.mark.parametrize(
    ("written", "offered", "near"),
    [
        ("大专科", ["本科", "专科", "中专"], "专科"),
        ("本专科", ["本科", "大专"], ""),
        ("居委主任", ["居委会副主任", "居委会主任"], "居委会主任"),
        ("居委副主任", ["居委会主任", "居委会副主任"], "居委会副主任"),
        ("初级社工", ["高级社会工作师", "中级"], ""),
        ("不和格", ["合格", "不合格"], "不合格"),
        ("和格", ["不合格", "合格"], "合格"),
        ("网络长", ["网格长"], "网格长"),
    ],
)
def test_the_nearest_word_is_of_the_same_level(written: str, offered: list[str], near: str) -> None:
    assert cells.closest(written, offered) == near


DAY = day_number(date(2022, 1, 1))


@pytest.mark.parametrize(
    "value",
    [
        20220101,
        20220101.0,
        "20220101",
        "2022-01-01 00:00:00",
        "2022/1/1 0:00",
        "2022-01-01T00:00:00",
        "2022—01—01",
        "2022年1月1号",
        44562,
        44562.0,
        "44562",
        datetime(2022, 1, 1),
    ],
)
def test_days_as_other_systems_write_them(value: CellValue) -> None:
    assert dates.day(value) == DAY
    assert dates.month(value) == month_of(2022, 1)


@pytest.mark.parametrize("value", [2024, 2024.4, 202201, "202201", 20221301, "20220230", 123456])
def test_numbers_that_are_no_sure_day(value: CellValue) -> None:
    assert isinstance(dates.day(value), Trouble)


def test_a_bare_number_is_no_sure_day_where_days_count_from_1904() -> None:
    assert isinstance(dates.day_1904(44562), Trouble)
    assert isinstance(dates.day_1904("44562"), Trouble)
    assert dates.day_1904(20220101) == DAY
    assert dates.day_1904("2022-01-01") == DAY


def test_years() -> None:
    assert [dates.year(v) for v in ("2025年度", "2025年", "2025", 2025)] == [2025] * 4
    typed = dates.year(datetime(1905, 7, 17))
    assert isinstance(typed, Trouble)
    assert typed.code == "C-YEARDATE"
    assert dict(typed.words) == {"value": "2025", "day": "1905-07-17"}


FOOTERS = ["制表人：王某", "制表：王某", "以下空白", "（以下空白）", "审核：李某", "备注：据实填报"]
SHEETS: dict[str, Any] = {
    "duties": [("甲", "网格长", "2024-03-01", None)],
    "ratings": [("甲", 2025, "合格")],
    "credentials": [("甲", "学历", "本科", "2025-12-10")],
    "absences": [("甲", "事假", "2026-01-12", "2026-01-12", 1)],
    "scores": [("甲", "2026-01", 90)],
    "adjustments": [("甲", "2026-01", "补发", 100)],
    "activities": [("甲", "走访", "2026-01", 50)],
    "communities": [{"社区": "第一社区"}],
}


@pytest.mark.parametrize("words", FOOTERS)
def test_footers_are_no_rows_in_any_sheet(words: str) -> None:
    grids = make_grids(CHIFENG, "2026-01", ["甲"], **SHEETS)
    signed: dict[str, Grid] = {}
    for name, grid in grids.items():
        blank: list[CellValue] = [None] * len(grid.rows[0])
        signed[name] = Grid(name, [*grid.rows, blank, [words, *blank[1:]]])
    done = month_run(signed.get, load_shipped(), NOT_BESIDE)
    assert not done.failed, [f.line() for f in done.findings]
    assert {f.sheet for f in done.findings if f.code == "S-FOOTER"} == set(grids)
    assert not {f.code for f in done.findings} & {"P-UNKNOWN", "I-FORM", "C-BLANKS", "V-COMMUNITY"}
