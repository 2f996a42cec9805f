"""A payroll to be read and signed: what is folded, the paper, the front sheet, no bare pages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.calc import Office
from tests.support.package_rules import problems
from tests.support.units import CHIFENG, JIAYUGUAN, USUAL, Person, identity_of, person
from xlpay.jobs.books import Job, run_month, run_year
from xlpay.sample.write import write

STAFF = [person("王伟", 学历="本科"), person("李娜", 社区="第二社区", 学历="大专")]


def book(
    folder: Path,
    staff: list[Person],
    policy: str = JIAYUGUAN,
    settings: Mapping[str, Any] | None = None,
    **sheets: list[dict[str, Any]],
) -> Path:
    """A workbook of the template with these people."""
    common: dict[str, Any] = {"政策": policy, "单位名称": "测试街道", "工资月份": "2025-03"}
    values = {**common, **USUAL[policy], **(settings or {})}
    roster: list[dict[str, Any]] = [
        {"姓名": p.name, "身份证号": identity_of(i, p.born, p.male), **p.cells}
        for i, p in enumerate(staff)
    ]
    path = folder / "工资.xlsx"
    told: list[dict[str, Any]] = [{"项目": n, "值": value} for n, value in values.items()]
    write({"参数": told, "花名册": roster, **sheets}, path)
    return path


def result(job: Job, sheet: str = "工资发放表") -> Worksheet:
    assert job.output is not None, [f.line() for f in job.findings]
    assert problems(job.output) == []
    return openpyxl.load_workbook(job.output)[sheet]


def headers(sheet: Worksheet) -> dict[str, str]:
    """The letters of the columns by header."""
    return {str(cell.value): cell.column_letter for cell in sheet[7][1:] if cell.value}


def folded(sheet: Worksheet) -> set[str]:
    found = headers(sheet)
    return {h for h, letter in found.items() if _dimension(sheet, letter).hidden}


def _dimension(sheet: Worksheet, letter: str) -> Any:
    """The width of a column, of which openpyxl joins those that are alike."""
    number = openpyxl.utils.column_index_from_string(letter)
    return next(
        d for d in sheet.column_dimensions.values() if (d.min or 0) <= number <= (d.max or 0)
    )


def below(sheet: Worksheet) -> list[str]:
    return [str(row[2].value) for row in sheet.iter_rows() if row[0].value == "b"]


def remarks(sheet: Worksheet) -> dict[str, str | None]:
    found = headers(sheet)
    rows = [row[0].row for row in sheet.iter_rows() if row[0].value == "r"]
    return {sheet[f"{found['姓名']}{n}"].value: sheet[f"{found['备注']}{n}"].value for n in rows}


def test_what_nobody_has_is_folded_and_what_is_signed_never(tmp_path: Path) -> None:
    sheet = result(run_month(book(tmp_path, STAFF)))
    assert {"养老保险", "个人所得税", "补发补扣", "其他扣款", "技术等级工资"} <= folded(sheet)
    assert not {"应发合计", "扣款合计", "实发合计", "备注", "身份证号"} & folded(sheet)
    found = headers(sheet)
    assert all(_dimension(sheet, found[h]).outlineLevel == 1 for h in folded(sheet))
    assert _dimension(sheet, found["扣款合计"]).collapsed
    assert sheet.page_setup.paperSize == 9


def test_a_column_comes_into_sight_when_it_is_used_again(tmp_path: Path) -> None:
    path = book(tmp_path, STAFF)
    first = run_month(path, tmp_path / "一月").output
    assert first is not None
    loaded = openpyxl.load_workbook(first)
    number = loaded["花名册"]["B2"].value
    values = ("身份证号", number), ("月份", "2025-03"), ("项目", "其他扣款"), ("金额", 50)
    names = {cell.value: cell.column or 0 for cell in loaded["补扣发明细"][1]}
    for header, value in values:
        loaded["补扣发明细"].cell(2, names[header]).value = value
    again = tmp_path / "再算.xlsx"
    loaded.save(again)
    sheet = result(run_month(again))
    assert "其他扣款" not in folded(sheet)
    assert not _dimension(sheet, headers(sheet)["其他扣款"]).outlineLevel
    assert "个人所得税" in folded(sheet)


def test_a_wide_sheet_is_set_to_a3_and_that_is_told(tmp_path: Path) -> None:
    staff = [person(f"员{i}", 学历="本科") for i in range(3)]
    number = identity_of(0, "1990-01-15", False)
    adjustments = [
        {"身份证号": number, "月份": "2025-03", "项目": kind, "金额": 5}
        for kind in ("补发", "其他扣款")
    ]
    duty = {"身份证号": number, "职务": "网格长", "起始日期": "2024-01-01"}
    leave = {"类别": "事假", "起始日期": "2025-03-04", "结束日期": "2025-03-04", "天数": 1}
    title = {"类别": "职业资格", "等级": "社会工作师", "取得日期": "2022-01-01"}
    path = book(
        tmp_path,
        staff,
        CHIFENG,
        补扣发明细=adjustments,
        任职记录=[duty],
        请假考勤=[{"身份证号": number, **leave}],
        学历证书=[{"身份证号": number, **title, "聘用日期": "2022-02-01"}],
    )
    job = run_month(path)
    assert result(job).page_setup.paperSize == 8
    assert [f.sheet for f in job.findings if f.code == "W-PAPER"] == ["工资发放表"]
    plain = run_month(book(tmp_path, staff, CHIFENG))
    assert result(plain).page_setup.paperSize == 9
    assert not [f for f in plain.findings if f.code == "W-PAPER"]


def test_the_title_block_says_who_seals_for_which_month_paid_when(tmp_path: Path) -> None:
    sheet = result(run_month(book(tmp_path, STAFF, settings={"发放月份": "次月"})))
    assert sheet["B5"].value == "测试街道社区工作者工资发放表"
    note = "单位（盖章）：测试街道　　所属期：2025-03　　发放年月：2025-04　　金额单位：元"
    assert sheet["B6"].value == note
    assert "发放年月：2025-03" in str(result(run_month(book(tmp_path, STAFF)))["B6"].value)


def test_a_word_that_changes_no_pay_is_only_told(tmp_path: Path) -> None:
    job = run_month(book(tmp_path, STAFF, settings={"证件号码打印": "遮住"}))
    assert [f.level for f in job.findings if f.code == "P-WORD"] == ["警告"]
    assert "身份证号" not in folded(result(job))


@pytest.mark.parametrize("sheet", ["工资发放表", "晋级审批表", "一次性奖励", "计算依据"])
def test_masked_numbers_are_printed_beside_whole_ones_folded(tmp_path: Path, sheet: str) -> None:
    path = book(tmp_path, STAFF, settings={"证件号码打印": "遮盖"})
    found = result(run_month(path), sheet)
    assert "身份证号" in folded(found) and "身份证号（遮盖）" not in folded(found)
    if sheet == "工资发放表":
        columns = headers(found)
        whole = found[f"{columns['身份证号']}8"].value
        assert whole == identity_of(0, "1990-01-15", False)
        shown = str(found[f"{columns['身份证号（遮盖）']}8"].value)
        assert shown == f"{whole[:6]}{'*' * 10}{whole[-2:]}"
        numbers = {found.cell(row, 5).value for row in range(8, 12)}
        assert whole not in numbers - {whole} and len(shown) == 18


def test_remarks_say_who_came_who_went_and_who_rose(tmp_path: Path) -> None:
    staff = [
        person("新来", 进入社区日期="2025-03-10"),
        person("辞去", 离职日期="2025-03-14", 离职原因="辞职"),
        person("退了", 离职日期="2025-03-14", 离职原因="退休"),
        person("升了"),
        person("照旧"),
    ]
    diploma = {"类别": "学历", "等级": "本科", "取得日期": "2025-02-10"}
    path = book(
        tmp_path, staff, 学历证书=[{"身份证号": identity_of(3, "1990-01-15", False), **diploma}]
    )
    told = remarks(result(run_month(path)))
    assert str(told["新来"]).startswith("新进（自10日）；不计薪")
    assert str(told["辞去"]).startswith("离职（至14日）；不计薪")
    assert told["退了"] == "退休（14日），整月计发"
    assert told["升了"] == "本月晋级"
    assert told["照旧"] is None


def test_people_left_out_stand_under_the_total(tmp_path: Path) -> None:
    staff = [*STAFF, person("赵错", 人员类别="不知道")]
    path = book(tmp_path, staff)
    sheet = result(run_month(path, skip_errors=True))
    number = identity_of(2, "1990-01-15", False)
    assert below(sheet) == [f"未列入本表：赵错　{number}　第一社区　（有错误，见校验报告）"]
    again = tmp_path / "结果.xlsx"
    again.write_bytes((tmp_path / "工资-2025-03.xlsx").read_bytes())
    assert below(result(run_month(again, skip_errors=True))) == below(sheet)
    capitals = next(row[0].row for row in sheet.iter_rows() if row[0].value == "c")
    last = next(row[0].row for row in sheet.iter_rows() if row[0].value == "b")
    assert last == capitals + 1
    assert str(sheet.print_area).endswith(f"${last}")


def test_the_result_opens_on_the_payroll(tmp_path: Path) -> None:
    job = run_month(book(tmp_path, STAFF))
    assert job.output is not None
    loaded = openpyxl.load_workbook(job.output)
    assert loaded.active is not None and loaded.active.title == "工资发放表"
    chosen = [sheet.title for sheet in loaded if sheet.sheet_view.tabSelected]
    assert chosen == ["工资发放表"]
    assert loaded["工资发放表"].sheet_view.selection[-1].activeCell == "B8"
    year = run_year(book(tmp_path, STAFF), 2024, skip_errors=True)
    assert year.output is not None
    assert openpyxl.load_workbook(year.output).active.title == "年终奖"  # type: ignore[union-attr]


def chosen_parts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        parts = [n for n in package.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
        return [n for n in parts if b'tabSelected="1"' in package.read(n)[:4000]]


def opened_elsewhere(folder: Path, *names: str) -> Path:
    """The workbook saved with these sheets chosen, the first of them in front."""
    path = book(folder, STAFF)
    loaded = openpyxl.load_workbook(path)
    for name in names:
        loaded[name].sheet_view.tabSelected = True
    loaded.active = loaded.sheetnames.index(names[0])
    loaded.save(path)
    return path


@pytest.mark.parametrize(
    "names", [("花名册",), ("汇总",), ("参数", "花名册", "计算依据"), ("填表说明", "校验报告")]
)
def test_whatever_was_in_front_the_result_opens_on_the_payroll_alone(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    job = run_month(opened_elsewhere(tmp_path, *names))
    assert job.output is not None
    assert openpyxl.load_workbook(job.output).active.title == "工资发放表"  # type: ignore[union-attr]
    # Two chosen sheets would be a group: one keystroke writes into both.
    assert len(chosen_parts(job.output)) == 1
    assert problems(job.output) == []


def test_of_the_sheet_that_was_in_front_nothing_else_changes(tmp_path: Path) -> None:
    path = opened_elsewhere(tmp_path, "花名册")
    job = run_month(path)
    assert job.output is not None
    (part,) = chosen_parts(path)
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(job.output) as after:
        was, now = before.read(part), after.read(part)
    assert was.replace(b'tabSelected="1"', b'tabSelected="0"', 1) == now


def test_another_month_in_the_sheet_that_was_in_front(tmp_path: Path) -> None:
    job = run_month(opened_elsewhere(tmp_path, "参数"), month="2025-04")
    assert job.output is not None
    assert len(chosen_parts(job.output)) == 1
    rows = openpyxl.load_workbook(job.output)["参数"].iter_rows(2, 10, 1, 2, values_only=True)
    assert ("工资月份", "2025-04") in list(rows)


def test_sheets_without_a_row_have_nothing_to_print(tmp_path: Path) -> None:
    job = run_month(book(tmp_path, STAFF))
    for name in ("晋级审批表", "一次性奖励", "年终奖"):
        area = str(result(job, name).print_area)
        assert re.search(r"\$B\$4:\$[A-Z]+\$4$", area), area
    assert "$5:" in result(job).print_area


def test_charts_of_an_empty_summary_are_not_printed_until_it_has_rows(tmp_path: Path) -> None:
    year = run_year(book(tmp_path, STAFF), 2024, skip_errors=True)
    areas = str(result(year, "汇总").print_area).split(",")
    assert len(areas) == 2 and all(re.search(r"\$4:\$[A-Z]+\$4$", area) for area in areas), areas
    assert year.output is not None
    month = result(run_month(year.output), "汇总")
    table, charts = str(month.print_area).split(",")
    assert table.endswith("$10") and re.search(r"\$P\$5:\$AC\$\d\d$", charts), charts
    assert str(result(run_month(book(tmp_path, STAFF)), "汇总").print_area).endswith("$AC$30")


def test_the_report_can_be_read_on_one_page_across(tmp_path: Path) -> None:
    sheet = result(run_month(book(tmp_path, STAFF)), "校验报告")
    width = sum(_dimension(sheet, letter).width for letter in headers(sheet).values())
    assert width * 6 * 8 <= 791 * 10  # type of 8 points at the least


def test_a_sheet_prints_again_once_it_has_rows(tmp_path: Path) -> None:
    first = run_month(book(tmp_path, STAFF), tmp_path / "甲").output
    assert first is not None
    loaded = openpyxl.load_workbook(first)
    number = loaded["花名册"]["B2"].value
    names = {cell.value: cell.column or 0 for cell in loaded["学历证书"][1]}
    row = {"身份证号": number, "类别": "学历", "等级": "硕士", "取得日期": "2025-02-01"}
    for header, value in row.items():
        loaded["学历证书"].cell(2, names[header]).value = value
    again = tmp_path / "再算.xlsx"
    loaded.save(again)
    sheet = result(run_month(again), "晋级审批表")
    assert sheet["C8"].value == "王伟"
    assert re.search(r":\$[A-Z]+\$9$", str(sheet.print_area))  # a row and its total


@pytest.mark.calc
def test_calc_prints_no_page_of_an_empty_result(office: Office, tmp_path: Path) -> None:
    first = run_month(book(tmp_path, STAFF)).output
    assert first is not None
    loaded = openpyxl.load_workbook(first)
    for name in set(loaded.sheetnames) - {"工资发放表", "晋级审批表", "一次性奖励", "年终奖"}:
        loaded.remove(loaded[name])
    alone = tmp_path / "打印.xlsx"
    loaded.save(alone)
    assert len(office.png(alone, tmp_path, dpi=20)) == 1
