"""Reading: values equal the reference reader's, and what it can't tell apart is told apart."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from tests.support.workbooks import MAIN, Parts, plain_book, prefixed, text, with_shared_strings
from xlpay.base.findings import UnusableFile
from xlpay.base.grid import CellError, CellValue, Grid, Unvalued
from xlpay.workbook.file.reading import read_book

DAY = date(2026, 11, 20)


def only_grid(path: Path) -> Grid:
    (grid,) = read_book(path).grids.values()
    return grid


def with_sheet(path: Path, body: str, head: str = "") -> Path:
    """A workbook whose only sheet has that XML."""
    plain_book(path)
    parts = Parts(path)
    sheet = f'<worksheet xmlns="{MAIN}">{head}<sheetData>{body}</sheetData></worksheet>'
    parts.parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    parts.save()
    return path


def with_formats(path: Path, cells: list[tuple[float, str]]) -> Path:
    book = Workbook()
    for row, (value, code) in enumerate(cells, 1):
        cell = book.worksheets[0].cell(row, 1, value)
        cell.number_format = code
    book.save(path)
    return path


def plain(value: object) -> object:
    """A value with the spellings of one thing made one: 1 and 1.0, a date and its midnight."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, Unvalued) or value == "":
        return None
    return value


def same_as_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    for name, grid in read_book(path).grids.items():
        sheet = book[name]
        last_row = max(sheet.max_row, grid.first_row + len(grid.rows))
        for row in range(1, last_row + 1):
            for column in range(1, sheet.max_column + 2):
                assert plain(grid.at(row, column)) == plain(sheet.cell(row, column).value)


def test_values_equal_those_of_the_reference_reader(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "金额", None, "日期"],
        ["张三", 3250.11, True, DAY],
        ["", -0.1, False, datetime(2026, 11, 20, 8, 30)],
        [None, 10**15, "1", time(8, 30)],
        ["  空格 ", 1e-7, "=1", timedelta(hours=30)],
        [None, None, None, None],
        ["第一行\n第二行", 123456789012345678, "😀", date(1999, 12, 31)],
    ]
    path = plain_book(tmp_path / "a.xlsx", rows)
    same_as_openpyxl(path)
    same_as_openpyxl(with_shared_strings(path, tmp_path / "shared.xlsx"))
    same_as_openpyxl(prefixed(path, tmp_path / "prefixed.xlsx", "Sheet"))


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_both_date_systems_give_the_same_day(tmp_path: Path, epoch: int) -> None:
    book = Workbook()
    if epoch == 1904:
        book.epoch = datetime(1904, 1, 1)
    book.worksheets[0].append([DAY])
    book.save(tmp_path / "a.xlsx")
    found = read_book(tmp_path / "a.xlsx")
    assert found.date1904 == (epoch == 1904)
    assert plain(only_grid(tmp_path / "a.xlsx").at(1, 1)) == DAY


@pytest.mark.parametrize(
    "code",
    [
        "yyyy-mm-dd",
        'yyyy"年"m"月"d"日"',
        "[$-804]yyyy\\年m\\月;@",
        "[DBNum1][$-804]yyyy年m月d日;@",
        "m/d/yy h:mm",
        "yyyy.mm",
    ],
)
def test_a_number_in_a_date_format_is_a_date(tmp_path: Path, code: str) -> None:
    grid = only_grid(with_formats(tmp_path / "a.xlsx", [(46346, code)]))
    assert plain(grid.at(1, 1)) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0.00",
        '#,##0.00"元/月"',
        "[Red]-0",
        "0.00E+00",
        "@",
        '"day" 0',
        "[$USD-409]0",
        "_d0",
        "\\d0",
        "0;yyyy",
    ],
)
def test_a_number_in_another_format_stays_a_number(tmp_path: Path, code: str) -> None:
    assert only_grid(with_formats(tmp_path / "a.xlsx", [(46346, code)])).at(1, 1) == 46346


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 50, 57, 58])
def test_chinese_built_in_formats_are_dates_without_being_spelled_out(
    tmp_path: Path, number: int
) -> None:
    path = with_formats(tmp_path / "a.xlsx", [(46346, "0.000")])
    parts = Parts(path)
    parts.replace("xl/styles.xml", 'numFmtId="164" fontId', f'numFmtId="{number}" fontId')
    parts.save()
    assert plain(only_grid(path).at(1, 1)) == date(2026, 11, 20)


def test_hours_beyond_a_day_are_a_duration(tmp_path: Path) -> None:
    path = with_formats(tmp_path / "a.xlsx", [(1.25, "[h]:mm")])
    assert only_grid(path).at(1, 1) == timedelta(hours=30)


def test_errors_blanks_and_formulas_without_a_value_are_told_apart(tmp_path: Path) -> None:
    body = (
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c><c r="C2" t="str"><v>#REF!</v></c>'
        '<c r="D2"><f>A1+1</f></c><c r="E2"><f>A1</f><v></v></c>'
        '<c r="F2" t="str"><f>""</f><v></v></c><c r="G2"><f>1+1</f><v>2</v></c>'
        '<c r="H2" t="s"><f>A1</f></c><c r="I2" s="0"/></row>'
    )
    grid = only_grid(with_sheet(tmp_path / "a.xlsx", body))
    assert [grid.at(2, column) for column in range(1, 10)] == [
        None,
        CellError("#REF!"),
        "#REF!",
        Unvalued("A1+1"),
        Unvalued("A1"),
        None,
        2,
        Unvalued("A1"),
        None,
    ]


ODD = (
    '<row r="1" hidden="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>A1</f></c></row>'
    '<row r="2"><c r="A2"><f>1</f><v>1</v></c><c r="B2" t="e"/><c r="C2"><v>5</v></c></row>'
)


@pytest.mark.parametrize(
    "body",
    [
        ODD,
        f"<!-- note -->{ODD}",
        ODD.replace('t="e"', "t='e'"),
        ODD.replace('<c r="B1">', "<c>"),
        ODD.replace("<f>A1", "  " * 400 + "<f>A1"),
        ODD.replace('<row r="1"', "<row"),
    ],
)
def test_odd_cells_are_found_however_they_are_written(tmp_path: Path, body: str) -> None:
    grid = only_grid(with_sheet(tmp_path / "a.xlsx", body))
    assert grid.rows == [
        [CellError("#REF!"), Unvalued("A1"), None],
        [1, CellError(""), 5],
    ]
    assert grid.hidden_rows == {1}


def test_odd_cells_outside_the_block_of_values_are_in_the_grid(tmp_path: Path) -> None:
    body = (
        '<row r="3"><c r="B3"><f>1</f></c></row><row r="5"><c r="D5"><v>1</v></c></row>'
        '<row r="9"><c r="F9"><f>2</f></c></row>'
    )
    grid = only_grid(with_sheet(tmp_path / "a.xlsx", body))
    assert (grid.at(3, 2), grid.at(5, 4), grid.at(9, 6)) == (Unvalued("1"), 1, Unvalued("2"))
    assert {len(row) for row in grid.rows} == {5}
    alone = only_grid(with_sheet(tmp_path / "b.xlsx", '<row r="9"><c r="F9"><f>2</f></c></row>'))
    assert (alone.first_row, alone.first_col, alone.rows) == (9, 6, [[Unvalued("2")]])


def test_rows_and_cells_without_references_follow_each_other(tmp_path: Path) -> None:
    body = (
        f'<row><c t="inlineStr">{text("a")}</c><c><v>1</v></c></row>'
        '<row r="4"><c r="C4"><v>2</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>3</v></c></row>'
    )
    grid = only_grid(with_sheet(tmp_path / "a.xlsx", body))
    assert [grid.at(1, 1), grid.at(1, 2), grid.at(4, 3)] == ["a", 1, 2]
    assert (grid.at(4, 4), grid.at(5, 1)) == (CellError("#N/A"), 3)


def test_many_rows_without_references_are_all_read(tmp_path: Path) -> None:
    rows = [f"<row><c><v>{n}</v></c><c><f>1</f></c></row>" for n in range(3000)]
    grid = only_grid(with_sheet(tmp_path / "a.xlsx", "".join(rows)))
    assert [row[0] for row in grid.rows] == list(range(3000))
    assert {row[1] for row in grid.rows} == {Unvalued("1")}


def test_hidden_sheets_hidden_rows_and_merged_cells_are_known(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["标题"])
    sheet.append(["值"])
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("上月").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    found = read_book(tmp_path / "a.xlsx")
    assert found.sheets == ("Sheet", "上月")
    assert [grid.hidden for grid in found.grids.values()] == [False, True]
    assert found.grids["Sheet"].merged == [(1, 1, 1, 3)]
    assert found.grids["Sheet"].hidden_rows == {2}
    assert found.grids["上月"].rows == []


def test_only_the_sheets_asked_for_are_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("花名册").append(["姓名"])
    book.save(tmp_path / "a.xlsx")
    parts = Parts(tmp_path / "a.xlsx")
    parts.parts["xl/worksheets/sheet1.xml"] = b"<broken"
    parts.save()
    found = read_book(tmp_path / "a.xlsx", {"花名册", "没有的表"})
    assert list(found.grids) == ["花名册"]
    assert found.grids["花名册"].rows == [["姓名"]]


def test_a_book_knows_its_fingerprint_and_custom_properties(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    parts = Parts(path)
    space = "http://schemas.openxmlformats.org/officeDocument/2006"
    properties = (
        f'<Properties xmlns="{space}/custom-properties" xmlns:vt="{space}/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="xlpay_template">'
        "<vt:lpwstr>3</vt:lpwstr></property></Properties>"
    )
    parts.add("docProps/custom.xml", properties.encode(), "application/x-custom")
    parts.relate("", "custom-properties", "docProps/custom.xml")
    parts.save()
    found = read_book(path)
    assert found.properties == {"xlpay_template": "3"}
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    "body",
    [
        f'{ONE}<row r="1048576"><c r="ALL1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="ALM1"><v>1</v></c></row>',
        f'{ONE}<row r="1048576">{"<c><v>1</v></c>" * 99}</row>',
        f'{ONE}<row r="99999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><x><c  r="XFD1048576"><v>1</v></c></x></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="ZZZZZZZZZZZZZZ1"><v>1</v></c></row>',
        '<c r="A1"><v>1</v></c><c  r="XFD1048576"><v>1</v></c>',
    ],
)
def test_two_far_cells_do_not_cost_the_memory_between_them(tmp_path: Path, body: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_book(with_sheet(tmp_path / "a.xlsx", body))
    assert caught.value.code in ("F-CELLS", "F-XML")


def test_far_cells_that_only_carry_a_style_are_no_obstacle(tmp_path: Path) -> None:
    body = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576" ht="9"/>'
    path = with_sheet(tmp_path / "a.xlsx", body, '<dimension ref="A1:XFD1048576"/>')
    assert only_grid(path).rows == [[1]]


def test_a_long_shared_string_repeated_without_end_is_refused(tmp_path: Path) -> None:
    rows = (f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 30_001))
    path = with_sheet(tmp_path / "a.xlsx", "".join(rows))
    parts = Parts(path)
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 300_000}</t></si></sst>'.encode()
    parts.add("xl/sharedStrings.xml", strings, "application/x-strings")
    parts.relate("xl/workbook.xml", "sharedStrings", "xl/sharedStrings.xml")
    parts.save()
    with pytest.raises(UnusableFile) as caught:
        read_book(path)
    assert caught.value.code == "F-LIMIT"


def test_a_cell_outside_the_block_is_blank() -> None:
    rows: list[list[CellValue]] = [["a", 1.0]]
    grid = Grid("表", rows, 3, 2)
    assert (grid.at(3, 2), grid.at(3, 3), grid.at(3, 4), grid.at(1, 1)) == ("a", 1.0, None, None)
