"""The official workbook: equal to the committed file, whole, and as filling expects it."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.calc import Office
from xlpay.base.assets import template
from xlpay.base.codes import Severity
from xlpay.base.forms import (
    COMMON_SETTINGS,
    DEDUCTION_FORMS,
    OFFICIAL_FORMS,
    SETTINGS,
    CellKind,
    Form,
    Words,
)
from xlpay.policy.files.load import load_shipped
from xlpay.results.tables import Kind
from xlpay.workbook.fill.markers import PROTOTYPES
from xlpay.workbook.template.book import build
from xlpay.workbook.template.charts import CHANGES, CHARTS, GRADES, PRINTED
from xlpay.workbook.template.inputs import LAST_ROW
from xlpay.workbook.template.look import OPTIONAL, REQUIRED
from xlpay.workbook.template.results import (
    LEVEL_COLOURS,
    SUMMARY,
    VISIBLE,
    EmptyResult,
    last_letter,
)
from xlpay.workbook.template.words import LABELS, lists, name_of

ROW_FORMS = [form for form in OFFICIAL_FORMS if form is not SETTINGS]
RESULTS = [*VISIBLE, GRADES, CHANGES]
ORDER = [
    "填表说明",
    "参数",
    "花名册",
    "任职记录",
    "考核记录",
    "学历证书",
    "请假考勤",
    "绩效分配",
    "补扣发明细",
    "社区",
    "履职记录",
    "收入标准",
    "调动记录",
    "调休",
    "工资发放表",
    "晋级审批表",
    "年终奖",
    "一次性奖励",
    "汇总",
    "校验报告",
    "计算依据",
    *(form.sheet for form in DEDUCTION_FORMS),
]
WIDEST_PRINT = 145  # characters across an A4 landscape page before the print gets too small


STEPS_OF_TWO_WAYS = ("计算，两种办法", "拿到结果", "先看校验报告")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "payroll_template.xlsx"
    build(path, load_shipped())
    return path


@pytest.fixture(scope="module")
def book(built: Path) -> Iterator[Workbook]:
    book = load_workbook(built)
    yield book
    book.close()


def validation(sheet: Worksheet, cell: str) -> DataValidation:
    rules: list[DataValidation] = sheet.data_validations.dataValidation
    (found,) = (rule for rule in rules if cell in str(rule.sqref).split() or _covers(rule, cell))
    return found


def _covers(rule: DataValidation, cell: str) -> bool:
    return any(cell in part for part in rule.sqref.ranges)


def footers(sheet: Worksheet) -> list[str]:
    assert sheet.oddFooter is not None
    parts = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
    return [part.text or "" for part in parts]


def column_of(form: Form, header: str) -> str:
    return get_column_letter(1 + [field.header for field in form.fields].index(header))


def test_the_committed_file_is_what_the_code_builds(built: Path) -> None:
    assert parts(template()) == parts(built), "run: python -m xlpay.workbook.template.book"


def test_each_build_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    build(tmp_path / "again.xlsx", load_shipped())
    assert (tmp_path / "again.xlsx").read_bytes() == built.read_bytes()


def test_no_part_is_a_macro_and_every_part_is_sound_xml(built: Path) -> None:
    for name, content in parts(built).items():
        assert not name.endswith(".bin")
        etree.fromstring(content)
        assert b"_x000a_" not in content


def test_sheets_stand_in_the_order_a_clerk_meets_them(book: Workbook) -> None:
    shown = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    assert shown == ORDER
    hidden = [s.title for s in book.worksheets if s.sheet_state != "visible"]
    assert hidden == [GRADES.sheet, CHANGES.sheet, "词表"]


def test_the_template_carries_its_version(built: Path) -> None:
    custom = etree.fromstring(parts(built)["docProps/custom.xml"])
    assert custom[0].get("name") == "xlpay_template_version"
    assert custom[0][0].text == "1"


# ── input sheets ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ROW_FORMS, ids=lambda form: form.sheet)
def test_headers_are_the_forms_own_and_coloured_by_need(book: Workbook, form: Form) -> None:
    row = next(book[form.sheet].iter_rows(min_row=1, max_row=1))
    assert [cell.value for cell in row] == [field.header for field in form.fields]
    colours = [cell.fill.fgColor.rgb[2:] for cell in row]
    assert colours == [REQUIRED if f.required else OPTIONAL for f in form.fields]


@pytest.mark.parametrize("form", ROW_FORMS, ids=lambda form: form.sheet)
def test_every_column_has_its_hint_on_header_and_cells(book: Workbook, form: Form) -> None:
    sheet = book[form.sheet]
    for number, field in enumerate(form.fields, start=1):
        letter = get_column_letter(number)
        for cell in (f"{letter}1", f"{letter}2", f"{letter}{LAST_ROW}"):
            rule = validation(sheet, cell)
            assert rule.showInputMessage
            assert field.hint in str(rule.prompt)
            assert field.header in str(rule.promptTitle)


@pytest.mark.parametrize("form", ROW_FORMS, ids=lambda form: form.sheet)
def test_every_word_column_has_a_drop_down_that_exists(book: Workbook, form: Form) -> None:
    for field in form.fields:
        if field.holds is not CellKind.WORD:
            continue
        rule = validation(book[form.sheet], f"{column_of(form, field.header)}2")
        assert rule.type == "list"
        assert field.words is not None
        assert name_of(LABELS[field.words]) in str(rule.formula1)
        assert name_of(LABELS[field.words]) in book.defined_names


@pytest.mark.parametrize("form", ROW_FORMS, ids=lambda form: form.sheet)
def test_digits_survive_in_any_row_because_the_column_is_text(book: Workbook, form: Form) -> None:
    for field in form.fields:
        dimension = book[form.sheet].column_dimensions[column_of(form, field.header)]
        if field.holds in (CellKind.IDENTITY, CellKind.DIGITS, CellKind.MONTH, CellKind.TEXT):
            assert dimension.number_format == "@"
        if field.holds is CellKind.DATE:
            assert dimension.number_format == "yyyy-mm-dd"


def test_the_levels_offered_follow_the_kind_of_credential(book: Workbook) -> None:
    rule = validation(book["学历证书"], "C2")
    assert rule.formula1 == (
        'IF($B2="职业资格",词表_职业资格,IF($B2="学历",词表_学历,词表_证书等级))'
    )


def test_drop_downs_hold_exactly_the_words_of_the_policies(book: Workbook) -> None:
    words = dict(lists(load_shipped()))
    assert words["人员类别"][:3] == ("聘用制", "两委成员", "专职网格员")
    assert words["政策"] == ("赤峰市2020", "嘉峪关市2021")
    assert "敖汉旗" in words["地区"] and "嘉峪关市" in words["地区"]
    for label, found in words.items():
        (target,) = book.defined_names[name_of(label)].destinations
        cells = book[target[0]][target[1]]
        assert tuple(cell.value for (cell,) in cells) == found


@pytest.mark.parametrize("form", OFFICIAL_FORMS, ids=lambda form: form.sheet)
def test_input_sheets_are_frozen_filtered_and_ready_to_print(book: Workbook, form: Form) -> None:
    sheet = book[form.sheet]
    assert str(sheet.freeze_panes).endswith("2")
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    footer = "".join(footers(sheet))
    for word in ("填表", "审核", "负责人", "&P", "&N"):
        assert word in footer
    if form is not SETTINGS:
        assert sheet.auto_filter.ref is not None


def test_the_roster_marks_doubles_as_text_and_required_blanks(book: Workbook) -> None:
    rules = {
        (str(where.sqref), rule.formula[0])
        for where in book["花名册"].conditional_formatting
        for rule in where.rules
    }
    # without the wildcard Excel would compare 15 of the 18 digits
    assert (
        f"B2:B{LAST_ROW}",
        f'AND($B2<>"",COUNTIF($B$2:$B${LAST_ROW},$B2&"*")>1)',
    ) in rules
    assert (f"A2:A{LAST_ROW}", 'AND(COUNTA($A2:$AG2)>0,TRIM(A2)="")') in rules


def test_an_open_duty_is_not_marked_as_unfinished(book: Workbook) -> None:
    marked = {str(where.sqref) for where in book["任职记录"].conditional_formatting}
    assert f"C2:C{LAST_ROW}" in marked
    assert f"D2:D{LAST_ROW}" not in marked  # 结束日期


# ── 参数 ────────────────────────────────────────────────────────────────────────


def test_settings_list_every_setting_once_and_no_value(book: Workbook) -> None:
    rows = list(book["参数"].iter_rows(min_row=2, max_col=3, values_only=True))
    names = [row[0] for row in rows]
    expected = [s.name for s in COMMON_SETTINGS if not s.choices]
    expected += [s.name for scheme in load_shipped() for s in scheme.setting]
    expected += [s.name for s in COMMON_SETTINGS if s.choices]  # how sheets are printed
    assert names == list(dict.fromkeys(expected))
    assert all(row[1] is None and row[2] for row in rows)


def test_a_setting_says_choices_default_reader_and_clause(book: Workbook) -> None:
    says = {row[0]: str(row[2]) for row in book["参数"].iter_rows(min_row=2, values_only=True)}
    assert "不填：月薪酬总额" in says["系数口径"]
    assert "赤峰市2020（依据：附件1）" in says["系数口径"]
    assert "不小于100，不大于300" in says["网格补贴标准"]
    assert "不填：0.80" in says["基本工资占比"]
    assert "嘉峪关市2021为2021-06" in says["执行起始月份"]
    assert says["事假扣款"].count("适用") == 1 and "嘉峪关市2021" in says["事假扣款"]


def test_settings_with_choices_have_drop_downs(book: Workbook) -> None:
    sheet = book["参数"]
    names = (cell.value for (cell,) in sheet.iter_rows(min_row=2, max_col=1))
    rows = {name: row for row, name in enumerate(names, start=2)}
    for name in ("政策", "地区", "系数口径", "非整月计薪", "连优上调口径"):
        assert validation(sheet, f"B{rows[name]}").formula1 == name_of(name)
    month = sheet.cell(rows["工资月份"], 2)
    assert month.number_format == "@"  # or 2026-11 would turn into a day


def test_a_setting_of_a_third_policy_gets_its_row(tmp_path: Path) -> None:
    first, second = load_shipped()
    extra = msgspec.structs.replace(first.setting[0], name="伙食补贴标准")
    base = msgspec.structs.replace(first, setting=(*first.setting, extra))
    build(tmp_path / "third.xlsx", (base, second))
    third = load_workbook(tmp_path / "third.xlsx")["参数"]
    assert "伙食补贴标准" in {cell.value for (cell,) in third.iter_rows(max_col=1)}


# ── result sheets ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.sheet)
def test_result_sheets_have_the_form_that_filling_knows(
    book: Workbook, result: EmptyResult
) -> None:
    sheet = book[result.sheet]
    assert sheet.column_dimensions["A"].hidden
    markers = [sheet.cell(row, 1).value for row in range(1, 8)]
    assert markers == [*PROTOTYPES, "title", "note", "head"]
    assert [sheet.row_dimensions[row].hidden for row in range(1, 8)] == [True] * 4 + [False] * 3
    headers = [cell.value for cell in sheet[7][1:]]
    assert headers[: len(result.heads)] == [head.header for head in result.heads]
    assert sheet.max_row == 7
    styles = {sheet.cell(5, column).style_id for column in range(2, 2 + len(result.heads))}
    assert len(styles) == 1
    assert sheet["B5"].alignment.horizontal == "centerContinuous"
    assert not sheet.merged_cells.ranges


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.sheet)
def test_prototypes_stand_by_kind_in_b_to_g(book: Workbook, result: EmptyResult) -> None:
    sheet = book[result.sheet]
    formats = {
        Kind.TEXT: "@",
        Kind.WIDE: "@",
        Kind.COUNT: "0",
        Kind.YEARS: "0.00",
        Kind.COEFFICIENT: "0.00##",
        Kind.MONEY: "#,##0.00" if result.zeros else "#,##0.00;-#,##0.00;",
    }
    for row, (column, kind) in itertools.product((2, 3, 4), enumerate(Kind, start=2)):
        cell = sheet.cell(row, column)
        assert cell.value == kind and cell.has_style
        assert cell.number_format == formats[kind]
        assert bool(cell.alignment.shrink_to_fit) == (kind not in (Kind.TEXT, Kind.WIDE))


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.sheet)
def test_names_of_result_sheets_span_header_and_first_row(
    book: Workbook, result: EmptyResult
) -> None:
    last = last_letter(result)
    name = book.defined_names[f"xlpay_{result.key}"]
    assert name.attr_text == f"'{result.sheet}'!$B$7:${last}$8"


@pytest.mark.parametrize("result", VISIBLE, ids=lambda result: result.sheet)
def test_result_sheets_are_ready_to_print(book: Workbook, result: EmptyResult) -> None:
    sheet = book[result.sheet]
    assert sheet.print_title_rows == "$5:$7"
    assert str(sheet.freeze_panes).endswith("8")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    left, center, right = footers(sheet)
    signed = (
        "制表" in left,
        "审核" in left,
        "负责人" in center,
        "分管领导" in center,
        "日期" in right,
    )
    assert signed == (result.signed,) * 5
    assert "第 &P 页" in center


def test_hidden_sheets_have_nothing_to_print(book: Workbook) -> None:
    for name in (GRADES.sheet, CHANGES.sheet, "词表"):
        assert not book[name].print_area


def test_the_report_colours_every_level() -> None:
    assert {"错误", "警告"} <= set(LEVEL_COLOURS) <= {str(level) for level in Severity}


# ── charts ──────────────────────────────────────────────────────────────────────


def test_three_charts_read_the_first_row_of_three_result_sheets(built: Path) -> None:
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    found = []
    for number in (1, 2, 3):
        chart = etree.fromstring(parts(built)[f"xl/charts/chart{number}.xml"])
        found.append([f.text for f in chart.iterfind(".//c:f", space)])
        assert chart.find(".//c:cat/c:strRef", space) is not None
        assert [n.get("val") for n in chart.iterfind(".//c:plotVisOnly", space)] == ["0"]
        linked = [n.get("sourceLinked") for n in chart.iterfind(".//c:numFmt", space)]
        assert linked and set(linked) == {"0"}
    assert found == [
        ["'汇总'!$B$8:$B$8", "'汇总'!$D$8:$D$8"],
        ["'汇总图表_等级'!$B$8:$B$8", "'汇总图表_等级'!$C$8:$C$8"],
        ["'汇总图表_变动'!$B$8:$B$8", "'汇总图表_变动'!$C$8:$C$8"],
    ]


def test_what_the_charts_read_is_what_stands_in_those_columns() -> None:
    sheets = {result.sheet: result for result in RESULTS}
    for chart in CHARTS:
        heads = sheets[chart.sheet].heads
        assert heads[ord(chart.labels) - ord("B")].kind is Kind.TEXT
        assert heads[ord(chart.values) - ord("B")].header == chart.label


def test_the_charts_are_printed_whole_and_clear_of_the_table(book: Workbook) -> None:
    printed = CellRange(PRINTED)
    summary: Any = book[SUMMARY.sheet]  # the stubs don't know charts
    for chart in summary._charts:
        start, stop = chart.anchor._from, chart.anchor.to  # counted from 0; stop is outside
        assert printed.min_col <= start.col + 1 and stop.col <= printed.max_col
        assert printed.min_row <= start.row + 1 and stop.row <= printed.max_row
    assert printed.min_col > column_index_from_string("N")  # where the table ends at the latest
    assert str(summary.print_area) == "'汇总'!$B$5:$F$8,'汇总'!$P$5:$AC$30"


# ── the guide ───────────────────────────────────────────────────────────────────


def test_the_guide_tells_every_column_and_every_word(book: Workbook) -> None:
    text = "\n".join(
        str(cell) for row in book["填表说明"].iter_rows(values_only=True) for cell in row if cell
    )
    for form in ROW_FORMS:
        assert form.sheet in text and form.row in text
        for field in form.fields:
            assert field.header in text
    for label, words in lists(load_shipped()):
        if label in LABELS.values() and label != LABELS[Words.LEVEL]:
            assert all(word in text for word in words)
    assert "高中（技校、职高）" in text
    for result in VISIBLE:
        assert result.sheet in text


def test_the_guide_tells_the_two_ways_apart(book: Workbook) -> None:
    """A button fills the open workbook, a command writes another file: each said of its own way."""
    rows = book["填表说明"].iter_rows(values_only=True)
    steps = {str(row[1]): "".join(str(cell) for cell in row[2:] if cell) for row in rows}
    compute, found, errors = (steps[key] for key in STEPS_OF_TWO_WAYS)
    for text in (compute, found, errors):
        assert text.index("按钮") < text.index("命令")
    button, _, command = compute.partition("命令：")
    assert "工作簿开着" in button and "关闭" not in button
    assert "保存并关闭工作簿" in command and "xlpay run" in command
    button, _, command = found.partition("命令：")
    assert "就地填进" in button and "撤销上次计算" in button and "不会被改动" not in button
    assert "不会被改动" in command and "另存在同一文件夹里" in command
    assert "转到那里" in errors


def test_drawings_bear_the_prefix_that_readers_look_for(built: Path) -> None:
    drawings = [
        data for name, data in parts(built).items() if name.startswith("xl/drawings/drawing")
    ]
    assert drawings
    for data in drawings:
        space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
        own = [e for e in etree.fromstring(data).iter() if etree.QName(e).namespace == space]
        assert len(own) > 10 and {element.prefix for element in own} == {"xdr"}


def test_the_guide_fits_its_page(book: Workbook) -> None:
    sheet = book["填表说明"]
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCD") < WIDEST_PRINT
    assert all(dimension.height for dimension in sheet.row_dimensions.values())


# ── in LibreOffice ──────────────────────────────────────────────────────────────


def test_calc_prints_every_visible_sheet_and_no_hidden_one(
    built: Path, office: Office, tmp_path: Path
) -> None:
    pages = office.png(built, tmp_path, dpi=20)
    # guide 9, settings 2, roster 3, summary 2 (table, charts), the others 1 each
    assert len(pages) == 9 + 2 + 3 + 2 + (len(ORDER) - 4)
