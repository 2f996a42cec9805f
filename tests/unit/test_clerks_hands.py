"""What clerks type that has one sure meaning is read; what stands for nothing is no value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.units import CHIFENG, Person, identity_of, make_grids, people, person
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding
from xlpay.base.grid import CellValue, Grid
from xlpay.base.months import day_number, month_of
from xlpay.policy.files.load import load_shipped
from xlpay.run.monthly import Calculated, month_run
from xlpay.unit import cells, dates
from xlpay.unit.identities import identity
from xlpay.unit.settings import NOT_BESIDE

TODAY = day_number(date(2026, 1, 31))


def run(staff: Sequence[Person | str], **sheets: Any) -> Calculated:
    return of(make_grids(CHIFENG, "2026-01", staff, **sheets))


def of(grids: dict[str, Grid]) -> Calculated:
    return month_run(dict(grids).get, load_shipped(), NOT_BESIDE)


def lines(done: Calculated) -> list[str]:
    return [f.line() for f in done.findings if f.severity is Severity.ERROR]


def told(done: Calculated, code: str) -> list[Finding]:
    return [f for f in done.findings if f.code == code]


# ── what stands for nothing

NOTHINGS = ["无", "—", "——", "-", "--", "/", "／", "\\", "暂无", "没有", "N/A"]


@pytest.mark.parametrize("mark", NOTHINGS)
@pytest.mark.parametrize(
    "header", ["离职日期", "试用期截止日期", "期初截止年度", "期初折算年限", "网格员月报酬"]
)
def test_a_mark_for_nothing_is_a_blank_and_told_once(mark: str, header: str) -> None:
    done = run(people(3, **{header: mark}))
    blank = run(people(3))
    assert done.run is not None and blank.run is not None, lines(done)
    assert done.run.gross.tolist() == blank.run.gross.tolist()
    (found,) = [f for f in done.findings if f.row and f.column and mark in f.message]
    assert found.severity is Severity.WARNING and "共 3 处" in found.hint


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("duties", ("网格长", "2024-01-01", "无")),
        ("ratings", (2025, "合格", "—")),
        ("credentials", ("学历", "本科", "2025-01-05", "/")),
    ],
)
def test_it_is_a_blank_in_records_too(sheet: str, row: tuple[Any, ...]) -> None:
    done, blank = (
        run(["甲"], **{sheet: [("甲", *row)]}),
        run(["甲"], **{sheet: [("甲", *row[:-1])]}),
    )
    assert done.run is not None and blank.run is not None, lines(done)
    assert done.run.gross.tolist() == blank.run.gross.tolist()


@pytest.mark.parametrize("value", [0, 0.0, "9999-12-31"])
def test_the_nothing_of_a_formula_or_another_system_is_no_day_of_leaving(value: CellValue) -> None:
    done = run([person("甲", 离职日期=value)])
    assert done.run is not None and done.run.has_row().all(), lines(done)
    assert told(done, "C-NOTHING")


@pytest.mark.parametrize("header", ["进入社区日期", "学历", "人员类别"])
def test_a_cell_that_must_be_filled_is_not_filled_by_it(header: str) -> None:
    cell: dict[str, Any] = {header: "无"}
    done = run([person("甲", **cell)])
    assert done.failed and not told(done, "C-NOTHING")


# ── days, months, years


@pytest.mark.parametrize(
    "text",
    [
        "二〇一九年六月一日",
        "二○一九年六月",
        "二零一九年六月一号",
        "2019。6。1",
        "2019、6、1",
        "2019，6，1",
        "'2019-06-01",
        "2019年6月份",
        "2019.06.01.",
    ],
)
def test_days(text: str) -> None:
    assert dates.day(text) == day_number(date(2019, 6, 1))


def test_two_figures_of_chinese_days() -> None:
    assert dates.day("二〇二五年十二月三十一日") == day_number(date(2025, 12, 31))
    assert dates.day("二〇二五年十月二十日") == day_number(date(2025, 10, 20))
    assert dates.day("二〇二五年十一月廿一日") != day_number(date(2025, 11, 2))


@pytest.mark.parametrize("text", ["2026年2月份", "二〇二六年二月", "二〇二六年二月份", "'2026-02"])
def test_months(text: str) -> None:
    assert dates.month(text) == month_of(2026, 2)


@pytest.mark.parametrize("text", ["2025.0", "'2025", "2025年度考核", "2025 年"])
def test_years(text: str) -> None:
    assert dates.year(text) == 2025


@pytest.mark.parametrize("text", ["19.6.1", "06/01/2019", "2019、6", "约2019-6-1", "二〇一九年"])
def test_what_is_not_sure_is_asked(text: str) -> None:
    assert not isinstance(dates.day(text), int)


# ── identity numbers and words

NUMBER = "15040219700312026X"


@pytest.mark.parametrize(
    "written",
    ["'" + NUMBER, "‘" + NUMBER, "150402-19700312-026X", NUMBER[:-1] + "Х", NUMBER[:-1] + "×"],
)
def test_identity_numbers(written: str) -> None:
    assert identity(written, TODAY)[0] == NUMBER
    assert {t.code for t in identity(written, TODAY)[1]} <= {"I-LOWER"}


def test_a_number_that_fails_without_its_hyphens_is_not_mended() -> None:
    assert identity("150402-19700312-0261", TODAY)[0] == ""


@pytest.mark.parametrize("word", ["合格。", "合格、", "“合格”", "合格;"])
def test_marks_around_a_word_are_no_part_of_it(word: str) -> None:
    assert not lines(run(["甲"], ratings=[("甲", 2025, word)]))


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("大学", ["小学", "大学本科", "大学专科"]),
        ("社工师", ["初级社工师", "中级社工师", "高级社工师"]),
    ],
)
def test_no_other_level_is_suggested(word: str, offered: list[str]) -> None:
    assert cells.closest(word, offered) == ""


@pytest.mark.parametrize("word", ["书记、主任", "书记兼主任", "党组织书记/居委会主任"])
def test_two_posts_in_a_cell_are_two_rows(word: str) -> None:
    (found,) = told(run(["甲"], duties=[("甲", word, "2024-01-01", None)]), "C-WORD")
    assert "请分行各写一项" in found.message and "最接近" not in found.message


def test_a_region_with_its_city_before_it_is_nearest_to_itself() -> None:
    done = of(make_grids(CHIFENG, "2026-01", ["甲"], settings={"地区": "赤峰市红山区"}))
    (found,) = told(done, "P-REGION")
    assert "最接近的是“红山区”" in found.message


# ── rows that are no records


def with_rows(at: int, *rows: dict[int, CellValue], sheet: str = "花名册") -> Calculated:
    """Three people, and rows put in at a place (0: below the header); cells by column from 0."""
    sheets: dict[str, Any] = {
        "ratings": [("甲01", 2025, "合格")],
        "adjustments": [("甲01", "2026-01", "补发", 10)],
    }
    grids = make_grids(CHIFENG, "2026-01", people(3), **sheets)
    grid = grids[sheet]
    width = len(grid.rows[0])
    body = [list(row) for row in grid.rows]
    new = [[row.get(column) for column in range(width)] for row in rows]
    place = 1 + at if at >= 0 else len(body)
    grids[sheet] = Grid(sheet, [*body[:place], *new, *body[place:]])
    return of(grids)


NOTES = [
    {0: "(必填)", 1: "18位", 4: "年月日"},
    {0: "（姓名）", 1: "（18位文本）", 2: "（全称）", 3: "（下拉选）", 4: "（年-月-日）"},
    {0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6},
    {0: "1", 1: "2", 2: "3", 3: "4"},
    {0: 1, 1: 2, 2: 3, 3: 4, 4: 6, 5: 8},
    {0: "与身份证一致", 1: "按文本填写", 3: "从下拉中选"},
]


@pytest.mark.parametrize("row", NOTES)
def test_notes_below_the_header_are_no_person(row: dict[int, CellValue]) -> None:
    done = with_rows(0, row)
    assert not lines(done)
    assert [f.cell[1:] for f in told(done, "S-FOOTER")] == ["2"]
    assert len(done.unit.roster) == 3 if done.unit else False


def test_notes_below_the_header_of_records() -> None:
    done = with_rows(0, {0: "18位", 1: "四位数", 2: "下拉"}, sheet="考核记录")
    assert not lines(done)


@pytest.mark.parametrize(
    "row",
    [
        {0: "王小明", 1: "待补", 2: "第一社区", 3: "聘用制", 4: "2020-01-01", 5: "大专"},
        {0: "王小明", 1: "15040219900101", 2: "第一社区", 3: "聘用制", 4: "2020-01-01", 5: "大专"},
        {0: "王小明", 2: "第一社区", 3: "聘用制", 4: "2020-01-01", 5: "大专"},
    ],
)
def test_a_person_whose_number_is_wrong_is_still_a_person(row: dict[int, CellValue]) -> None:
    assert with_rows(0, row).failed


TOTALS = [{0: "合计", 1: "8人"}, {0: "共8人"}, {0: "总人数", 2: 8}, {0: "人数合计：", 2: "3"}]


@pytest.mark.parametrize("row", TOTALS)
def test_totals(row: dict[int, CellValue]) -> None:
    done = with_rows(-1, row)
    assert not lines(done)
    assert len(told(done, "S-TOTAL")) == 1


def test_a_total_in_the_column_of_identity_numbers() -> None:
    done = with_rows(-1, {0: "合计", 3: 10}, sheet="补扣发明细")
    assert not lines(done) and len(told(done, "S-TOTAL")) == 1


FOOT = [
    {0: "————以下无内容————"},
    {0: "联系电话：0476-1234567"},
    {1: "社区负责人签字"},
    {0: "以上人员情况属实"},
    {0: "单位主管：王某"},
]


@pytest.mark.parametrize("row", FOOT)
@pytest.mark.parametrize("sheet", ["花名册", "考核记录"])
def test_footers(row: dict[int, CellValue], sheet: str) -> None:
    done = with_rows(-1, row, sheet=sheet)
    assert not lines(done)
    assert len(told(done, "S-FOOTER")) == 1


def test_nobody_is_lost_among_them() -> None:
    number = identity_of(0, "1990-01-15", False)
    done = with_rows(-1, {0: "共小明", 1: number, 2: "第一社区", 3: "聘用制", 4: "2020-01-01"})
    assert told(done, "I-TWICE")
