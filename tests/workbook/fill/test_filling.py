"""Filling: values exact, the rest of the workbook untouched, the user's own never lost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.comments import Comment

from tests.support.workbooks import (
    MAIN,
    Parts,
    add_user_column,
    append_rows,
    blank_book,
    differing,
    identity,
    parts_of,
    payroll,
    plain_book,
    prefixed,
    rich_book,
    sheet_part,
    summary,
    text,
    with_shared_strings,
    write_parts,
)
from xlpay.base.assets import template
from xlpay.base.findings import UnusableFile, find
from xlpay.base.money import BLANK
from xlpay.results.common import report
from xlpay.results.tables import Column, Group, Kind, Table
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.fill.filling import fill

# The custom properties, which get our mark, and the lists that a workbook without any stands in.
MARK = ("docProps/custom.xml", "[Content_Types].xml", "_rels/.rels")


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    return blank_book(tmp_path / "空表.xlsx")


def column(path: Path, sheet: str, letter: str) -> list[object]:
    """The cached values of a column from the header row down."""
    found = openpyxl.load_workbook(path, data_only=True)[sheet]
    return [cell.value for cell in found[letter]][6:]


def formulas(path: Path, sheet: str, letter: str) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(path)[sheet][letter]][6:]


def sheet_xml(path: Path, sheet: str) -> etree._Element:
    return etree.fromstring(parts_of(path)[sheet_part(path, sheet)])


def names(path: Path) -> dict[tuple[str, str], str]:
    """Defined names with the place of their sheet."""
    root = etree.fromstring(parts_of(path)["xl/workbook.xml"])
    found = root.iter(f"{{{MAIN}}}definedName")
    return {(n.get("name", ""), n.get("localSheetId", "")): n.text or "" for n in found}


# ---- values ---------------------------------------------------------------------------------


def test_rows_subtotals_total_and_capitals_stand_in_their_order(
    blank: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    fill(blank, out, [payroll(fen=[325_000, 227_340, 238_707, 1])])
    assert column(out, "工资发放表", "A") == ["head", "r", "r", "s", "r", "r", "s", "t", "c"]
    assert column(out, "工资发放表", "F") == (
        ["应发合计", 3250, 2273.4, 5523.4, 2387.07, 0.01, 2387.08, 7910.48, None]
    )
    assert formulas(out, "工资发放表", "F")[3:8] == [
        "=SUBTOTAL(9,F8:F9)",
        2387.07,
        0.01,
        "=SUBTOTAL(9,F11:F12)",
        "=SUBTOTAL(9,F8:F13)",
    ]
    assert column(out, "工资发放表", "C")[3:] == (
        ["东风小计", "张3", "张4", "红旗小计", "总计", "应发合计（大写）"]
    )
    assert column(out, "工资发放表", "E")[-1] == "人民币壹元整"


def test_amounts_are_written_in_their_shortest_exact_digits(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    fen = [0, 1, -1, 10, 227_340, 99_999_999_999_999, 999_999_999_999_999, BLANK]
    fill(blank, out, [payroll(range(8), fen, split=None)])
    cells = {c.get("r"): c for c in sheet_xml(out, "工资发放表").iter(f"{{{MAIN}}}c")}
    written = [cells[f"F{row}"].findtext(f"{{{MAIN}}}v") for row in range(8, 17)]
    assert written[:-1] == (
        ["0", "0.01", "-0.01", "0.1", "2273.4", "999999999999.99", "9999999999999.99", None]
    )
    assert Decimal(written[-1] or "") == sum(Decimal(one or 0) for one in written[:-1])


def test_years_coefficients_and_counts_keep_their_exact_values(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    extra = [
        Column("折算年限", Kind.YEARS, np.array([1200, 1300, 650, BLANK])),
        Column("系数", Kind.COEFFICIENT, np.array([950_000, 1_000_000, 1_234_567, 900_000])),
    ]
    fill(blank, out, [payroll(split=None, extra=extra)])
    assert column(out, "工资发放表", "F")[1:5] == [1, 13 / 12, 650 / 1200, None]
    assert column(out, "工资发放表", "G")[1:5] == [0.95, 1, 1.234567, 0.9]


TEXTS = [
    "=1+1",
    "+86 138",
    "-",
    "@公式",
    "\t制表",
    "  两端有空格 ",
    "第一行\n第二行",
    "<b>&amp;</b> \"'",
    "_x0041_",
    "_x0041",
    "响铃\x07和空\x00",
    "回车\r换行",
    "😀" * 3,
]


def test_any_text_comes_back_as_it_was(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    extra = [Column("说明", Kind.WIDE, TEXTS)]
    fill(blank, out, [payroll(range(len(TEXTS)), split=None, extra=extra)])
    grid = read_book(out, {"工资发放表"}).grids["工资发放表"]
    assert [grid.at(8 + i, 6) for i in range(len(TEXTS))] == TEXTS


def test_a_text_beyond_the_limit_of_a_cell_is_cut_with_an_ellipsis(
    blank: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    long = ["汉" * 32_767, "汉" * 32_768, "😀" * 20_000, ""]
    fill(blank, out, [payroll(extra=[Column("说明", Kind.WIDE, long)], split=None)])
    found = column(out, "工资发放表", "F")[1:4]
    assert found[0] == long[0]
    assert found[1] == "汉" * 32_766 + "…"
    assert found[2] == "😀" * 16_383 + "…"


def test_cells_take_the_style_of_their_kind_and_row(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    fill(blank, out, [payroll()])
    sheet = openpyxl.load_workbook(out)["工资发放表"]
    for row, prototype in ((7, 1), (8, 2), (10, 3), (14, 4)):
        money, kind = sheet.cell(row, 6), sheet.cell(prototype, 7)
        assert money.number_format == kind.number_format == "#,##0.00"
        assert money.fill.fgColor.rgb == kind.fill.fgColor.rgb
    assert {sheet.cell(5, c).font.size for c in range(2, 8)} == {13}
    assert sheet.column_dimensions["F"].width == 14


def test_a_table_without_rows_has_a_total_of_zero_and_no_formula(
    blank: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    fill(blank, out, [payroll([])])
    assert formulas(out, "工资发放表", "F")[1] == 0
    fill(out, again, [payroll([])])
    assert not differing(out, again)
    fill(out, again, [payroll()])
    fill(blank, out, [payroll()])
    assert not differing(out, again)


def test_links_lead_from_the_cell_to_its_target(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    table = summary()
    linked = Table("汇总", "summary", "t", "n", table.columns, links={0: ["'花名册'!B2", None]})
    fill(blank, out, [linked])
    fill(out, tmp_path / "again.xlsx", [linked])
    sheet = openpyxl.load_workbook(tmp_path / "again.xlsx")["汇总"]
    assert sheet["B8"].hyperlink.location == "'花名册'!B2"
    assert len(list(sheet_xml(tmp_path / "again.xlsx", "汇总").iter(f"{{{MAIN}}}hyperlink"))) == 1


# ---- the rest of the workbook ---------------------------------------------------------------


def test_every_part_that_is_not_a_result_stays_byte_for_byte(tmp_path: Path) -> None:
    source, out = rich_book(tmp_path / "全.xlsx"), tmp_path / "out.xlsx"
    fill(source, out, [payroll(), summary()])
    changed = differing(source, out)
    assert changed == {
        sheet_part(source, "工资发放表"),
        sheet_part(source, "汇总"),
        "xl/charts/chart1.xml",
        "xl/workbook.xml",
        *MARK,
        sheet_part(source, "花名册"),  # a sparkline that shows rows of a result
    }
    before, after = (parts_of(path)[sheet_part(source, "花名册")] for path in (source, out))
    assert after == before.replace("工资发放表'!F8:F9".encode(), "工资发放表'!F8:F13".encode())


def test_filling_the_output_again_changes_nothing(tmp_path: Path) -> None:
    source, out, again = (tmp_path / f"{name}.xlsx" for name in ("全", "out", "again"))
    rich_book(source)
    append_rows(source, "工资发放表", '<row r="9"><c r="B9"><f>SUM(F8:F8)</f><v>1</v></c></row>')
    tables = [payroll(), summary()]
    fill(source, out, tables)
    fill(out, again, tables)
    assert not differing(out, again)


def test_an_output_refilled_equals_the_original_filled(blank: Path, tmp_path: Path) -> None:
    first, second, direct = (tmp_path / f"{name}.xlsx" for name in ("1", "2", "direct"))
    fill(blank, first, [payroll(range(1, 30)), summary()])
    fill(first, second, [payroll([5, 2, 9]), summary(["甲"], [1])])
    fill(blank, direct, [payroll([5, 2, 9]), summary(["甲"], [1])])
    assert not differing(second, direct)


def test_the_names_that_point_at_results_follow_and_the_others_stay(
    blank: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    fill(blank, out, [payroll()])
    found = names(out)
    assert found["xlpay_payroll", ""] == "'工资发放表'!$B$7:$G$13"
    assert found["_xlnm.Print_Area", "1"] == "'工资发放表'!$B$5:$G$15"
    assert found["_xlnm.Print_Titles", "1"] == "'工资发放表'!$5:$7"
    assert found["_xlnm._FilterDatabase", "1"] == "'工资发放表'!$B$7:$G$13"
    assert found["我的名称", ""] == "'花名册'!$A$1:$B$2"
    assert found["xlpay_summary", ""] == "'汇总'!$B$7:$D$8"


def test_a_second_print_area_beside_the_table_stays(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    parts = Parts(blank)
    area = "'汇总'!$B$5:$D$8"
    parts.replace("xl/workbook.xml", area, f"{area},'汇总'!$P$5:$AC$30")
    parts.save()
    fill(blank, out, [summary()])
    assert names(out)["_xlnm.Print_Area", "2"] == "'汇总'!$B$5:$D$10,'汇总'!$P$5:$AC$30"


def test_filters_formats_validations_and_charts_grow_and_shrink(
    blank: Path, tmp_path: Path
) -> None:
    out, less = tmp_path / "out.xlsx", tmp_path / "less.xlsx"
    fill(blank, out, [payroll(range(20), split=None), summary(list("甲乙丙"), [1, 2, 3])])
    fill(out, less, [payroll([1], split=None), summary(["甲"], [1])])
    for path, last, last_of_summary in ((out, 27, 10), (less, 8, 8)):
        sheet = openpyxl.load_workbook(path)["工资发放表"]
        assert sheet.auto_filter.ref == f"B7:G{last}"
        end = f":F{last}" if last > 8 else ""
        assert [str(r.sqref) for r in sheet.conditional_formatting] == [f"F8{end}"]
        assert str(sheet.data_validations.dataValidation[0].sqref) == f"F8{end}"
        chart = etree.fromstring(parts_of(path)["xl/charts/chart1.xml"])
        assert [f.text for f in chart.iter("{*}f")] == [
            f"'汇总'!$B$8:$B${last_of_summary}",
            f"'汇总'!$D$8:$D${last_of_summary}",
        ]


def test_a_colour_by_the_rows_own_cell_stays_with_its_row(tmp_path: Path) -> None:
    """校验报告 colours each level by $B8 of its first row; so it must read after the first run."""
    rows = [find("P-MISSING", name="a"), find("P-UNKNOWN", name="b"), find("S-EMPTY")]
    target = tmp_path / "out.xlsx"
    fill(template(), target, [report("某单位", "2026-11", rows)])
    rules = openpyxl.load_workbook(target)["校验报告"].conditional_formatting
    assert [str(area.sqref) for area in rules] == ["B8:B10"]
    formulas = [rule.formula[0] for area in rules for rule in area.rules]
    assert len(formulas) == 3 and all(text.startswith("$B8=") for text in formulas)


def test_a_charts_cached_points_are_the_new_values(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    parts = Parts(blank)
    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    chart = etree.fromstring(parts.parts["xl/charts/chart1.xml"])
    for holder, cache in (("strRef", "strCache"), ("numRef", "numCache")):
        for element in chart.iter(f"{{{space}}}{holder}"):
            made = etree.SubElement(element, f"{{{space}}}{cache}")
            etree.SubElement(made, f"{{{space}}}ptCount", {"val": "9"})
    parts.parts["xl/charts/chart1.xml"] = etree.tostring(chart)
    parts.save(first)
    fill(first, out, [summary(["甲", "乙"], [305, 10])])
    chart = etree.fromstring(parts_of(out)["xl/charts/chart1.xml"])
    caches = [c for c in chart.iter() if str(c.tag).endswith("Cache")]
    assert {"3.05", "0.1"} <= {v.text for c in caches for v in c.iter("{*}v")}
    assert {c.get("val") for one in caches for c in one.iter("{*}ptCount")} == {"2"}


def test_a_stale_calc_chain_goes_from_all_lists(blank: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    parts = Parts(blank)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    parts.add(
        "xl/calcChain.xml",
        f'<calcChain xmlns="{MAIN}"><c r="F10" i="2"/></calcChain>'.encode(),
        kind,
    )
    parts.relate("xl/workbook.xml", "calcChain", "xl/calcChain.xml")
    parts.save()
    fill(blank, out, [payroll()])
    found = parts_of(out)
    assert "xl/calcChain.xml" not in found
    assert b"calcChain" not in found["[Content_Types].xml"]
    assert b"calcChain" not in found["xl/_rels/workbook.xml.rels"]


def test_a_missing_result_sheet_is_added_in_the_styles_of_its_sibling(
    blank: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    extra = Table("核对", "compare", "核对", "n", payroll().columns, total_label="总计")
    report = fill(blank, out, [payroll(), extra])
    assert report.added_sheets == ("核对",)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["花名册", "工资发放表", "汇总", "核对"]
    assert book["核对"]["F8"].number_format == "#,##0.00"
    assert book["核对"].column_dimensions["A"].hidden
    assert names(out)["xlpay_compare", ""] == "'核对'!$B$7:$G$11"
    assert parts_of(out)["xl/styles.xml"] == parts_of(blank)["xl/styles.xml"]
    assert fill(out, again, [payroll(), extra]).added_sheets == ()
    assert not differing(out, again)


def test_a_foreign_workbook_gets_its_result_sheets(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "别家.xlsx", [("姓名", 1.5), ("甲", 2)])
    out = tmp_path / "out.xlsx"
    fill(source, out, [payroll(), summary()])
    assert column(out, "汇总", "D") == ["应发合计", 610, 220.05, 830.05]
    assert read_book(out, {"Sheet"}).grids["Sheet"].rows == [["姓名", 1.5], ["甲", 2]]


# ---- what is the user's ---------------------------------------------------------------------


def test_a_users_columns_follow_their_persons(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll([1, 2, 3, 4])])
    cells = {7: "领取方式", 8: "甲", 9: "乙", 11: "丙", 12: "丁", 14: "合"}
    add_user_column(first, "工资发放表", "H", {n: text(v) for n, v in cells.items()})
    report = fill(first, out, [payroll([4, 9, 1], split=None)])
    assert column(out, "工资发放表", "H")[:5] == ["领取方式", "丁", None, "甲", "合"]
    assert [(o.sheet, o.header, o.id, o.value) for o in report.orphans] == [
        ("工资发放表", "领取方式", identity(2), "乙"),
        ("工资发放表", "领取方式", identity(3), "丙"),
    ]


def test_a_column_put_in_among_ours_moves_right_of_them_and_keeps_its_values(
    blank: Path, tmp_path: Path
) -> None:
    first, put_in, out, again = (tmp_path / f"{n}.xlsx" for n in ("1", "put", "out", "again"))
    fill(blank, first, [payroll([1, 2, 3, 4])])
    insert_column(first, put_in, "E", {7: "领取方式", 8: "甲", 9: "乙", 11: "丙", 12: "丁"})
    report = fill(put_in, out, [payroll([4, 3, 1])])
    assert report.moved == (("工资发放表", "领取方式"),)
    assert [(o.header, o.value) for o in report.orphans] == [("领取方式", "乙")]
    assert column(out, "工资发放表", "C")[1:3] == ["张4", "张3"]
    assert column(out, "工资发放表", "H") == ["领取方式", "丁", "丙", None, "甲", None, None, None]
    sheet = openpyxl.load_workbook(out)["工资发放表"]
    assert sheet.column_dimensions["H"].width == 30
    assert sheet["F8"].number_format == sheet["G4"].number_format == "#,##0.00"
    assert names(out)["xlpay_payroll", ""] == "'工资发放表'!$B$7:$G$12"
    assert fill(out, again, [payroll([4, 3, 1])]).moved == ()
    assert not differing(out, again)


def insert_column(source: Path, target: Path, letter: str, cells: Mapping[int, str]) -> None:
    """A column put in before another as Excel does it: cells, names and widths move right."""
    write_parts(target, parts_of(source))
    parts = Parts(target)
    part = sheet_part(target, "工资发放表")
    root = etree.fromstring(parts.parts[part])
    at = ord(letter)
    for row in root.iter(f"{{{MAIN}}}row"):
        for place, cell in enumerate(list(row)):
            name = cell.get("r", "")
            if ord(name[0]) >= at:
                cell.set("r", chr(ord(name[0]) + 1) + name[1:])
            if name[0] == letter and int(name[1:]) in cells:
                markup = (
                    f'<c xmlns="{MAIN}" r="{name}" t="inlineStr">{text(cells[int(name[1:])])}</c>'
                )
                row.insert(place, etree.fromstring(markup))
    for element in root.iter(f"{{{MAIN}}}col"):
        for end in ("min", "max"):
            if int(element.get(end, "0")) >= at - 64:
                element.set(end, str(int(element.get(end, "0")) + 1))
    holder = next(root.iter(f"{{{MAIN}}}cols"))
    made = {"min": "5", "max": "5", "width": "30", "customWidth": "1"}
    wide = [int(e.get("min", "0")) for e in holder]
    holder.insert(sum(n < 5 for n in wide), etree.Element(f"{{{MAIN}}}col", made))
    parts.parts[part] = etree.tostring(root)
    parts.replace(
        "xl/workbook.xml",
        "'工资发放表'!$B$7:$G$13</definedName>",
        "'工资发放表'!$B$7:$H$13</definedName>",
    )
    parts.save()


def test_comments_go_with_their_rows(blank: Path, tmp_path: Path) -> None:
    """As openpyxl and Excel write them: the text in one part, its box in another."""
    first, noted, out, again = (tmp_path / f"{n}.xlsx" for n in ("1", "noted", "out", "again"))
    fill(blank, first, [payroll([1, 2, 3, 4])])
    book = openpyxl.load_workbook(first)
    sheet = book["工资发放表"]
    for name, words in {
        "F7": "表头",
        "F8": "甲",
        "F9": "乙",
        "C11": "丙",
        "F14": "合",
        "J20": "远",
    }.items():
        sheet[name].comment = Comment(words, "会计")
    book.save(noted)
    report = fill(noted, out, [payroll([4, 3, 1])])
    assert [(o.header, o.id, o.value) for o in report.orphans] == [("应发合计", identity(2), "乙")]
    done = openpyxl.load_workbook(out)["工资发放表"]
    found = {c.coordinate: c.comment.text for row in done.iter_rows() for c in row if c.comment}
    assert found == {"F7": "表头", "F11": "甲", "C9": "丙", "F13": "合", "J19": "远"}
    part = next(name for name in parts_of(out) if name.endswith(".vml"))
    boxes = etree.fromstring(parts_of(out)[part])
    rows = [int(e.text or "") + 1 for e in boxes.iter("{*}Row")]
    assert sorted(rows) == [7, 9, 11, 13, 19]
    assert fill(out, again, [payroll([4, 3, 1])]).orphans == ()
    assert not differing(out, again)


def test_several_rows_of_one_person_keep_their_own_values(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll([7, 7, 8], split=None)])
    add_user_column(first, "工资发放表", "I", {8: "<v>1</v>", 9: "<v>2</v>", 10: "<v>3</v>"})
    report = fill(first, out, [payroll([8, 7], split=None)])
    assert column(out, "工资发放表", "I")[1:3] == [3, 1]
    assert [orphan.value for orphan in report.orphans] == ["2"]


def test_a_users_columns_move_when_ours_become_more_or_fewer(blank: Path, tmp_path: Path) -> None:
    first, wide, narrow = (tmp_path / f"{name}.xlsx" for name in ("1", "wide", "narrow"))
    fill(blank, first, [payroll([1, 2], split=None)])
    add_user_column(first, "工资发放表", "H", {7: text("扣"), 8: "<f>F8*0.1</f><v>9</v>"})
    extra = [Column("津贴", Kind.MONEY, np.array([1, 2]))]
    fill(first, wide, [payroll([2, 1], split=None, extra=extra)])
    assert formulas(wide, "工资发放表", "I")[:3] == ["扣", None, "=G9*0.1"]
    assert column(wide, "工资发放表", "I")[2] is None  # the stale value went
    fill(wide, narrow, [payroll([1, 2], split=None)])
    assert formulas(narrow, "工资发放表", "H")[:2] == ["扣", "=F8*0.1"]
    assert formulas(narrow, "工资发放表", "G")[0] == "备注"


def test_a_users_shared_formula_stands_on_its_own_in_each_row(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll([1, 2, 3], split=None)])
    shared = {8: '<f t="shared" ref="H8:H10" si="0">F8+$F$7</f><v>1</v>'}
    shared |= dict.fromkeys((9, 10), '<f t="shared" si="0"/><v>1</v>')
    add_user_column(first, "工资发放表", "H", shared)
    fill(first, out, [payroll([3, 1], split=None)])
    assert formulas(out, "工资发放表", "H")[1:3] == ["=F8+$F$7", "=F9+$F$7"]


def test_a_users_rows_below_move_with_the_end_of_the_table(blank: Path, tmp_path: Path) -> None:
    first, more, fewer = (tmp_path / f"{name}.xlsx" for name in ("1", "more", "fewer"))
    append_rows(
        blank,
        "工资发放表",
        f'<row r="9" ht="30" customHeight="1"><c r="B9" t="inlineStr">{text("制表：")}</c>'
        '<c r="F9"><f>SUM(F8:F8)</f><v>0</v></c><c r="G9"><f>1+1</f><v>2</v></c></row>',
    )
    fill(blank, first, [payroll([1, 2])])
    assert formulas(first, "工资发放表", "B")[-1] == "制表："
    assert formulas(first, "工资发放表", "F")[-1] == "=SUM(F8:F10)"
    fill(first, more, [payroll(range(30))])
    assert len(column(more, "工资发放表", "B")) == 37
    assert formulas(more, "工资发放表", "F")[-1] == "=SUM(F8:F39)"
    assert column(more, "工资发放表", "G")[-1] == 2
    assert openpyxl.load_workbook(more)["工资发放表"].row_dimensions[43].height == 30
    fill(more, fewer, [payroll([1, 2])])
    assert not differing(first, fewer)


def test_a_users_row_among_ours_is_kept_below(blank: Path, tmp_path: Path) -> None:
    first, out = tmp_path / "1.xlsx", tmp_path / "out.xlsx"
    fill(blank, first, [payroll([1, 2], split=None)])
    parts = Parts(first)
    part = sheet_part(first, "工资发放表")
    for old, new in (("12", "13"), ("11", "12"), ("10", "11"), ("9", "10")):
        if f'<row r="{old}"' in parts.parts[part].decode():
            content = parts.parts[part].decode()
            start = content.index(f'<row r="{old}"')
            stop = content.index("</row>", start)
            moved = content[start:stop].replace(f'{old}"', f'{new}"')
            parts.parts[part] = (content[:start] + moved + content[stop:]).encode()
    mark = f'<row r="9"><c r="C9" t="inlineStr">{text("插入的一行")}</c></row>'
    content = parts.parts[part].decode()
    at = content.index('<row r="10"')
    parts.parts[part] = (content[:at] + mark + content[at:]).encode()
    parts.save()
    fill(first, out, [payroll([1, 2, 3], split=None)])
    assert column(out, "工资发放表", "C")[-3:] == ["总计", "应发合计（大写）", "插入的一行"]


def test_a_workbook_saved_with_shared_strings_is_filled_the_same(
    blank: Path, tmp_path: Path
) -> None:
    first, saved, out = (tmp_path / f"{name}.xlsx" for name in ("1", "saved", "out"))
    fill(blank, first, [payroll([1, 2]), summary()])
    add_user_column(first, "工资发放表", "H", {7: text("我的"), 8: text("甲"), 9: text("乙")})
    with_shared_strings(first, saved)
    report = fill(saved, out, [payroll([2, 5]), summary()])
    assert column(out, "工资发放表", "H")[:2] == ["我的", "乙"]
    assert [orphan.value for orphan in report.orphans] == ["甲"]
    assert parts_of(out)["xl/sharedStrings.xml"] == parts_of(saved)["xl/sharedStrings.xml"]


def test_the_label_of_the_sum_in_words_is_not_cut_by_the_words(blank: Path, tmp_path: Path) -> None:
    """应发合计（大写） runs on over 身份证号; the words stand where it has ended."""
    out = tmp_path / "out.xlsx"
    fill(blank, out, [payroll()])
    last = list(openpyxl.load_workbook(out)["工资发放表"].iter_rows(values_only=True))[-1]
    assert last[2:5] == ("应发合计（大写）", None, "人民币壹元整")


def test_a_sheet_with_a_namespace_prefix_is_filled_in_it(blank: Path, tmp_path: Path) -> None:
    odd, out, again = (tmp_path / f"{name}.xlsx" for name in ("odd", "out", "again"))
    prefixed(blank, odd, "工资发放表")
    fill(odd, out, [payroll()])
    fill(out, again, [payroll()])
    assert not differing(out, again)
    assert column(out, "工资发放表", "C")[1:3] == ["张1", "张2"]


# ---- refusals -------------------------------------------------------------------------------


def refused(source: Path, tables: list[Table]) -> str:
    out = source.with_name("refused.xlsx")
    with pytest.raises(UnusableFile) as caught:
        fill(source, out, tables)
    assert not out.exists()
    return caught.value.code


def test_a_signed_workbook_is_refused(blank: Path) -> None:
    parts = Parts(blank)
    parts.add("_xmlsignatures/origin.sigs", b"", "application/x-origin")
    parts.save()
    assert refused(blank, [payroll()]) == "F-SIGNED"


def test_a_strict_workbook_is_refused(blank: Path) -> None:
    parts = Parts(blank)
    parts.replace("xl/workbook.xml", MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    parts.save()
    assert refused(blank, [payroll()]) == "F-STRICT"


def test_a_template_file_is_refused(blank: Path) -> None:
    parts = Parts(blank)
    parts.replace("[Content_Types].xml", "sheet.main+xml", "template.main+xml")
    parts.save()
    assert refused(blank, [payroll()]) == "F-TEMPLATE"


def test_a_users_own_sheet_of_that_name_is_not_overwritten(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "a.xlsx")
    parts = Parts(source)
    parts.replace("xl/workbook.xml", 'name="Sheet"', 'name="工资发放表"')
    parts.save()
    assert refused(source, [payroll()]) == "F-RESULT-FORM"


@pytest.mark.parametrize("kind", ["table", "pivotTable"])
def test_a_table_object_on_a_result_sheet_is_refused(blank: Path, kind: str) -> None:
    parts = Parts(blank)
    parts.add(f"xl/{kind}.xml", b"<x/>", "application/x")
    parts.relate(sheet_part(blank, "工资发放表"), kind, f"xl/{kind}.xml")
    parts.save()
    assert refused(blank, [payroll()]) == "F-RESULT-OBJECT"


def test_the_source_is_never_the_target(blank: Path) -> None:
    with pytest.raises(UnusableFile, match="相同"):
        fill(blank, blank, [payroll()])


def test_more_rows_than_a_sheet_holds_are_refused(blank: Path) -> None:
    count = 1_048_570
    column_ = Column("序号", Kind.COUNT, np.arange(count))
    assert refused(blank, [Table("汇总", "summary", "", "", (column_,))]) == "F-ROWS"


# ---- any table ------------------------------------------------------------------------------

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=12
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(0, 12))
    money = draw(st.lists(st.integers(-(10**14), 10**14), min_size=count, max_size=count))
    words = draw(st.lists(st.none() | TEXT, min_size=count, max_size=count))
    cut = draw(st.integers(0, count))
    groups = [Group(label, a, b) for label, a, b in (("甲", 0, cut), ("乙", cut, count)) if a < b]
    return Table(
        sheet="汇总",
        key="summary",
        title=draw(TEXT),
        note=draw(TEXT),
        columns=(
            Column("文字", Kind.TEXT, words),
            Column("金额", Kind.MONEY, np.array(money, np.int64), summed=True),
        ),
        groups=tuple(groups) if draw(st.booleans()) else (),
        total_label=draw(st.none() | st.just("合计")),
        capitals=draw(st.none() | st.just(("大写", "零元整"))),
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=tables(), second=tables())
def test_what_was_filled_is_read_back_and_refilling_forgets_the_past(
    blank: Path, tmp_path: Path, first: Table, second: Table
) -> None:
    once, twice, direct = (tmp_path / f"{name}.xlsx" for name in ("once", "twice", "direct"))
    fill(blank, once, [first])
    fill(once, twice, [second])
    fill(blank, direct, [second])
    assert not differing(twice, direct)
    grid = read_book(twice, {"汇总"}).grids["汇总"]
    marks = [grid.at(row, 1) for row in range(8, grid.first_row + len(grid.rows))]
    rows = [8 + index for index, mark in enumerate(marks) if mark == "r"]
    assert [grid.at(row, 2) or "" for row in rows] == [v or "" for v in second.columns[0].values]
    fen = [round(float(str(grid.at(row, 3))) * 100) for row in rows]
    assert fen == second.columns[1].numbers().tolist()
