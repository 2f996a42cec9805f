"""The user's own formulas follow the rows of a result as a spreadsheet program would move them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName

from tests.support.calc import CalcError, Office
from tests.support.package_rules import problems
from tests.support.workbooks import (
    MAIN,
    Parts,
    add_user_column,
    blank_book,
    differing,
    identity,
    parts_of,
    payroll,
    sheet_part,
    summary,
)
from xlpay.base.findings import find
from xlpay.base.grid import Position
from xlpay.workbook.fill.filling import FillReport, fill
from xlpay.workbook.fill.formulas import references

OWN = "我的表"
P = "工资发放表"


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    return blank_book(tmp_path / "空表.xlsx")


def with_own(path: Path, cells: dict[str, str | int], sheet: str = OWN) -> Path:
    """The filled workbook with a sheet of the user's, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    own = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
    for name, value in cells.items():
        own[name] = value
    book.save(path)
    return path


def own_cells(path: Path, sheet: str = OWN) -> dict[str, object]:
    found = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.value for row in found.iter_rows() for c in row if c.value is not None}


def codes(report: FillReport) -> list[tuple[str, str, str]]:
    """Code, sheet and cell of what is told."""
    told = [one.finding() for one in report.stuck]
    return [(one.code, one.sheet, one.cell) for one in told]


# In the first filling 张1 and 张2 stand in rows 8 and 9, 东风小计 in 10, 张3 and 张4 in 11 and 12,
# 红旗小计 in 13, 总计 in 14, the capitals in 15.
FOLLOWED = {
    # formula of the user's -> after 张9 came to 东风 and 张3 left 红旗
    "=SUM(工资发放表!F8:F9)": "=SUM('工资发放表'!F8:F10)",
    "=SUM(工资发放表!$F$11:$F$12)": "=SUM('工资发放表'!$F$12:$F$12)",
    "=工资发放表!F14": "='工资发放表'!F14",
    "=工资发放表!F10*2": "='工资发放表'!F11*2",
    "='工资发放表'!$F13": "='工资发放表'!$F13",
    "=工资发放表!F9": "='工资发放表'!F10",  # 张2
    "=工资发放表!F12": "=工资发放表!F12",  # 张4
    "=工资发放表!F11": "=#REF!",  # 张3
    "=SUM(工资发放表!F8:F12)": "=SUM('工资发放表'!F8:F12)",
    "=SUBTOTAL(9,工资发放表!F8:F13)": "=SUBTOTAL(9,工资发放表!F8:F13)",
    "=SUM(工资发放表!F:F)": "=SUM(工资发放表!F:F)",
    "=SUM(工资发放表!9:9)": "=SUM('工资发放表'!10:10)",
    "=VLOOKUP(A1,工资发放表!$D$8:$F$13,3,0)": "=VLOOKUP(A1,工资发放表!$D$8:$F$13,3,0)",
    "=SUM(工资发放表!F9:工资发放表!F9)": "=SUM('工资发放表'!F10:F10)",
    '="工资发放表!F9"&F9': '="工资发放表!F9"&F9',
    "=花名册!B2": "=花名册!B2",
    "=[1]工资发放表!F9": "=[1]工资发放表!F9",
    "=工资发放表!F20": "=工资发放表!F20",
}


@pytest.mark.parametrize("given", FOLLOWED)
def test_a_formula_on_another_sheet_follows(blank: Path, tmp_path: Path, given: str) -> None:
    first, out, again = (tmp_path / f"{name}.xlsx" for name in ("1", "out", "again"))
    fill(blank, first, [payroll()])
    with_own(first, {"B2": given, "B3": "不动", "B4": "=1+1"})
    fill(first, out, [payroll([1, 9, 2, 4], split=3)])
    expected = FOLLOWED[given]
    assert str(own_cells(out)["B2"]).replace("'", "") == expected.replace("'", "")
    assert own_cells(out)["B4"] == "=1+1"
    fill(out, again, [payroll([1, 9, 2, 4], split=3)])
    assert own_cells(again) == own_cells(out)
    assert problems(out) == []


def test_the_sum_over_four_people_is_that_over_three_when_one_left(
    blank: Path, tmp_path: Path
) -> None:
    """It took in the subtotal and the reference to the total looked at nothing."""
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll(split=4)])
    with_own(first, {"A1": "=SUM(工资发放表!F8:F11)", "A2": "=工资发放表!F13"})
    report = fill(first, out, [payroll([1, 2, 4], split=3)])
    assert own_cells(out) == {"A1": "=SUM('工资发放表'!F8:F10)", "A2": "='工资发放表'!F12"}
    assert codes(report) == []


def test_what_went_away_is_told_with_its_cell(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    with_own(first, {"C5": "=工资发放表!F11+1", "C6": "=SUM(工资发放表!F11:F12)"})
    report = fill(first, out, [payroll([1, 2], split=2)])
    assert own_cells(out) == {"C5": "=#REF!+1", "C6": "=SUM(#REF!)"}
    assert codes(report) == [("W-REF", OWN, "C5"), ("W-REF", OWN, "C6")]
    told = report.stuck[0].finding()
    assert "'工资发放表'!F11" in told.message
    assert told == find(
        "W-REF",
        OWN,
        Position(5, 3),
        whose="您的公式",
        was="'工资发放表'!F11",
        now="",
        change="",
    )


TOLD: dict[str, tuple[str, Sequence[int], int, str]] = {
    # formula, people and split of the second filling -> what is told
    "everybody of the only community": ("=SUM(工资发放表!F8:F11)", [1, 2, 3, 4], 3, "不再包括"),
    "people in another order": ("=SUM(工资发放表!F8:F9)", [1, 3, 2, 4], 4, "其中的人"),
    "someone moved": ("=SUM(工资发放表!F8:F9)", [1, 3, 4, 2], 3, "其中的人"),
}


@pytest.mark.parametrize("case", TOLD)
def test_a_range_that_means_something_else_now_is_told(
    blank: Path, tmp_path: Path, case: str
) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    formula, people, split, says = TOLD[case]
    fill(blank, first, [payroll(split=4)])
    with_own(first, {"A1": formula})
    report = fill(first, out, [payroll(people, split=split)])
    assert codes(report) == [("W-RANGE", OWN, "A1")]
    assert says in report.stuck[0].finding().message


def test_a_range_that_begins_to_take_in_subtotals_is_told(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll(split=None)])
    with_own(first, {"A1": "=SUM(工资发放表!F8:F11)"})
    report = fill(first, out, [payroll(split=2)])
    assert codes(report) == [("W-RANGE", OWN, "A1")]
    assert "小计" in report.stuck[0].finding().message


def test_references_that_no_program_moves_are_told(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll(), summary()])
    three, text = "=SUM(工资发放表:汇总!F9)", '=INDIRECT("工资发放表!F14")'
    other = "=SUM(花名册:我的表!B9)"  # spans the results too
    apart = "=SUM(我的表:另一表!B9)"
    with_own(first, {}, "另一表")
    with_own(first, {"A1": three, "A2": text, "A3": other, "A4": apart})
    book = openpyxl.load_workbook(first)
    book.move_sheet("另一表", 1)
    book.save(first)
    report = fill(first, out, [payroll([1, 2, 3]), summary()])
    assert own_cells(out) == {"A1": three, "A2": text, "A3": other, "A4": apart}
    assert codes(report) == [("W-FIXED", OWN, f"A{row}") for row in (1, 2, 3)]


# What Calc, as Excel, does otherwise than is wanted here: see the module.
_OTHERWISE = ("[1]", "工资发放表!F9:工资", "F8:F12", "F8:F13", "$D$8", "工资发放表!F20")


@pytest.mark.calc
def test_calc_moves_the_same_formulas_alike(blank: Path, tmp_path: Path, office: Office) -> None:
    """A row put in for 张9 and one taken out for 张3 by the program itself."""
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    given = [one for one in FOLLOWED if not any(word in one for word in _OTHERWISE)]
    fill(blank, first, [payroll()])
    with_own(first, {f"B{row}": one for row, one in enumerate(given, 1)})
    fill(first, out, [payroll([1, 9, 2, 4], split=3)])
    rows = "document.Sheets.getByName('工资发放表').Rows\n"
    with office.open(first) as document:
        document.run(f"rows = {rows}rows.insertByIndex(8, 1)\nrows.removeByIndex(11, 1)\nfound = 0")
        moved = document.typed(OWN).formulas
    with office.open(out) as document:
        ours = document.typed(OWN).formulas
    assert [row[1] for row in ours] == [row[1] for row in moved]
    assert len(ours) == len(given) == 12


@pytest.mark.calc
def test_calc_computes_from_the_rows_that_are_meant(
    blank: Path, tmp_path: Path, office: Office
) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll(fen=[100, 200, 300, 400])])
    own = ("SUM(工资发放表!F8:F9)", "工资发放表!F14", "工资发放表!F12", "工资发放表!F11", "B2*2")
    with_own(first, {f"B{row}": f"={one}" for row, one in enumerate(own, 1)})
    fill(first, out, [payroll([1, 9, 2, 4], [1000, 5000, 2000, 4000], split=3)])
    grid = office.read(out, [OWN])[OWN]
    assert [row[1] for row in grid] == [80.0, 120.0, 40.0, CalcError("#REF!"), 240.0]


# ── what else stands in a sheet


def test_only_the_formulas_change_in_the_sheet_of_the_user(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    with_own(first, {"A1": "=工资发放表!F14", "A2": "=1+1", "A3": "=A1*2", "A4": "=A2", "B1": "字"})
    parts = Parts(first)
    part = sheet_part(first, OWN)
    content = html.unescape(parts.parts[part].decode())
    for name, value in (("A1", 1), ("A2", 2), ("A3", 3), ("A4", 4)):
        content = re.sub(rf'(<c r="{name}"[^>]*>.*?)<v></v>', rf"\g<1><v>{value}</v>", content)
    parts.parts[part] = content.encode()
    parts.save()
    before = parts_of(first)[part].decode()
    fill(first, out, [payroll([1, 2, 3])])
    after = parts_of(out)[part].decode()
    expected = before.replace("<f>工资发放表!F14</f><v>1</v>", "<f>'工资发放表'!F13</f>")
    assert expected != before
    assert after == expected.replace("<f>A1*2</f><v>3</v>", "<f>A1*2</f>")  # it comes from A1
    kept = [sheet_part(first, "花名册"), sheet_part(first, "汇总"), "xl/styles.xml"]
    assert all(parts_of(out)[name] == parts_of(first)[name] for name in kept)


def test_a_value_of_an_input_sheet_stays_for_the_run_read_it(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    with_own(first, {"C2": "=工资发放表!F14"}, "花名册")
    parts, part = Parts(first), sheet_part(first, "花名册")
    parts.parts[part] = re.sub(rb"</f><v></v>", b"</f><v>7</v>", parts.parts[part])
    parts.save()
    fill(first, out, [payroll([1, 2, 3])], {"花名册"})
    assert b"F13</f><v>7</v>" in parts_of(out)[part]


def test_shared_and_array_formulas_follow_each_for_itself(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    with_own(first, {"A1": 0, "B1": 0, "C1": 0, "A2": 0, "B2": 0, "C2": 0})
    parts, part = Parts(first), sheet_part(first, OWN)
    content = parts.parts[part].decode()
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">工资发放表!F8</f><v>1</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B2" si="1">B3+1</f><v>1</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">工资发放表!F8:F9</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="B2"><f t="shared" si="1"/><v>2</v></c><c r="C2" t="n"><v>2</v></c></row>'
    )
    content = re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", content)
    parts.parts[part] = content.encode()
    parts.save()
    fill(first, out, [payroll([1, 9, 2], split=3)])
    after = parts_of(out)[part].decode()
    assert (
        '<row r="1"><c r="A1"><f>工资发放表!F8</f></c>'
        '<c r="B1"><f t="shared" ref="B1:B2" si="1">B3+1</f><v>1</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">\'工资发放表\'!F8:F10</f></c></row>'
        '<row r="2"><c r="A2"><f>\'工资发放表\'!F10</f></c>'
        '<c r="B2"><f t="shared" si="1"/><v>2</v></c><c r="C2"/></row>'
    ) in after
    assert problems(out) == []


def test_conditional_formats_validations_names_and_charts_follow(
    blank: Path, tmp_path: Path
) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    book = openpyxl.load_workbook(first)
    own = book.create_sheet(OWN)
    own["A1"] = "=合计数"
    rule = FormulaRule(formula=["A1>工资发放表!$F$14"], fill=PatternFill("solid"))  # type: ignore[no-untyped-call]
    own.conditional_formatting.add("A1:A3", rule)
    chart = BarChart()
    chart.add_data(Reference(book[P], min_col=6, min_row=8, max_row=9))
    own.add_chart(chart, "D1")
    book.defined_names["合计数"] = DefinedName("合计数", attr_text="工资发放表!$F$14")
    book.defined_names["张三"] = DefinedName("张三", attr_text="工资发放表!$F$11")
    book.save(first)
    report = fill(first, out, [payroll([1, 9, 2], split=3)])
    found = openpyxl.load_workbook(out)
    rules = found[OWN].conditional_formatting
    assert [r.formula for area in rules for r in area.rules] == [["A1>'工资发放表'!$F$12"]]
    assert found.defined_names["合计数"].attr_text == "'工资发放表'!$F$12"
    assert found.defined_names["张三"].attr_text == "#REF!"
    charts = [name for name in parts_of(out) if "/charts/chart" in name]
    assert any("'工资发放表'!$F$8:$F$10" in parts_of(out)[name].decode() for name in charts)
    assert codes(report) == [("W-REF", "名称管理器", "")]
    assert report.stuck[0].finding().word("whose") == "名称“张三”"
    assert "<f>合计数</f></c>" in html.unescape(parts_of(out)[sheet_part(out, OWN)].decode())


def test_a_pivot_table_over_a_result_follows_and_is_worked_out_anew(
    blank: Path, tmp_path: Path
) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    parts = Parts(first)
    for name, sheet in (("a", P), ("b", "花名册")):
        cache = f"""<pivotCacheDefinition xmlns="{MAIN}" recordCount="6"><cacheSource
            type="worksheet"><worksheetSource ref="B7:G13" sheet="{sheet}"/></cacheSource>
            </pivotCacheDefinition>"""
        parts.add(f"xl/pivotCache/{name}.xml", cache.encode(), "application/x-pivot+xml")
        parts.relate("xl/workbook.xml", "pivotCacheDefinition", f"xl/pivotCache/{name}.xml")
    parts.save()
    fill(first, out, [payroll([1, 2, 3])])
    changed = parts_of(out)["xl/pivotCache/a.xml"]
    assert b'ref="B7:G12"' in changed and b'refreshOnLoad="1"' in changed
    assert parts_of(out)["xl/pivotCache/b.xml"] == parts_of(first)["xl/pivotCache/b.xml"]


def test_the_workbook_asks_to_be_computed_on_opening(blank: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    parts = Parts(blank)
    book = parts.parts["xl/workbook.xml"].decode()
    parts.parts["xl/workbook.xml"] = re.sub(r"<calcPr[^>]*/>", "", book).encode()
    parts.save()
    fill(blank, out, [payroll()])
    assert b'<calcPr fullCalcOnLoad="1"/>' in parts_of(out)["xl/workbook.xml"]
    assert problems(out) == []
    fill(out, again, [payroll()])
    assert not differing(out, again)


# ── on the result sheet itself


def test_formulas_beside_and_below_follow_persons_and_sums(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    cells = {8: "F8*2", 9: "I8+F9", 12: "F8", 14: "F14/F10"}
    add_user_column(first, P, "I", {n: f"<f>{text}</f><v>1</v>" for n, text in cells.items()})
    fill(first, out, [payroll([9, 1, 2, 4], split=3)])
    sheet = openpyxl.load_workbook(out)[P]
    found = {c.coordinate: c.value for c in sheet["I"] if c.value is not None}
    assert found == {"I9": "=F9*2", "I10": "=I9+F10", "I12": "=F9", "I14": "=F14/F11"}


def test_a_column_is_followed_by_the_header_that_we_gave_it(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll()])
    with_own(first, {"A1": "=工资发放表!F14", "A2": "=工资发放表!G8"})
    with_own(first, {"F7": "应发"}, P)
    report = fill(first, out, [payroll()])
    assert own_cells(out) == {"A1": "=工资发放表!F14", "A2": "=工资发放表!G8"}
    assert codes(report) == []


# ── any people


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    old=st.lists(st.integers(1, 12), min_size=1, max_size=8, unique=True),
    new=st.lists(st.integers(1, 12), min_size=1, max_size=8, unique=True),
    splits=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_whoever_comes_and_goes_each_reference_means_the_same(
    blank: Path, tmp_path: Path, old: list[int], new: list[int], splits: tuple[int, int]
) -> None:
    """A person's cell shows that person, a community's range all its people, the total all."""
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll(old, split=splits[0])])
    made, wanted = _formulas_of(first)
    with_own(first, made)
    report = fill(first, out, [payroll(new, split=splits[1])])
    values = openpyxl.load_workbook(out, data_only=True)[P]
    groups = _groups_of(out)
    lost = 0
    for cell, formula in own_cells(out).items():
        found = references(str(formula))
        what = wanted[cell]
        if isinstance(what, str):  # a community, or everybody
            people = groups.get(what)
            if not people or not found:
                lost += not found
                continue
            rows = range(found[0].first.row, found[0].last.row + 1)
            told = any(stuck.finding().cell == cell for stuck in report.stuck)
            assert told or [values.cell(r, 4).value for r in rows] == people
        elif not found:
            lost += 1
            assert what not in new
        else:
            assert values.cell(found[0].first.row, 4).value == identity(what)
    assert [code for code, *_ in codes(report)].count("W-REF") == lost
    assert problems(out) == []


def _groups_of(path: Path) -> dict[str, list[object]]:
    """The identity numbers of each community, by its name."""
    found: dict[str, list[object]] = {}
    for row in openpyxl.load_workbook(path)[P].iter_rows(min_row=8, values_only=True):
        if row[0] == "r":
            found.setdefault(str(row[4]), []).append(row[3])
    return found


def _formulas_of(path: Path) -> tuple[dict[str, str | int], dict[str, int | str]]:
    """A formula for each person and each community; what each means."""
    made: dict[str, str | int] = {}
    means: dict[str, int | str] = {}
    runs: dict[str, list[int]] = {}
    for row in openpyxl.load_workbook(path)[P].iter_rows(min_row=8):
        if row[0].value == "r":
            made[f"A{row[0].row}"] = f"={P}!F{row[0].row}"
            means[f"A{row[0].row}"] = int(str(row[3].value)[-6:])
            runs.setdefault(str(row[4].value), []).append(int(row[0].row or 0))
    for number, (name, rows) in enumerate(runs.items(), 1):
        if len(rows) > 1:  # a range of one row means that row
            made[f"C{number}"] = f"=SUM({P}!F{rows[0]}:F{rows[-1]})"
            means[f"C{number}"] = name
    return made, means
