"""Calls as Excel and LibreOffice save them, made plain and back; all else stays as it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.linked_books import FOLDER, OTHER, XLSTART, linked_book
from tests.support.package_rules import problems
from xlpay.base.findings import UnusableFile
from xlpay.cli import commands as cli
from xlpay.functions import CATALOGUE
from xlpay.jobs.relinking import relink_book
from xlpay.workbook.fill.addinlinks import Links, linked, plain

NAMES = list(CATALOGUE)
NOTHING = Links(0, {})
FIRST = Links(1, {1: "rId9"})
SECOND = Links(2, {2: "rId9"})


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("[1]!CWGRADE(A1,B1)", "CWGRADE(A1,B1)"),
        ("[1]!cwgrade(A1)+[1]!CWTOTAL(1)", "CWGRADE(A1)+CWTOTAL(1)"),
        ("'C:\\Users\\王芳\\XLSTART\\xlpay.xlam'!CWGRADE(A1)", "CWGRADE(A1)"),
        ("'file:///C:/x/XLPAY.XLAM'#CWGRADE(A1)", "CWGRADE(A1)"),
        ("'C:\\x\\[xlpay.xlam]'!CWGRADE(A1)", "CWGRADE(A1)"),
        ("xlpay.xlam!CWGRADE(A1)", "CWGRADE(A1)"),
        ("_xll.CWGRADE(A1)", "CWGRADE(A1)"),
        ("XLPAY.CWGRADE(A1)", "CWGRADE(A1)"),
        ("_xldudf_XLPAY_CWGRADE(A1)", "CWGRADE(A1)"),
        ("cwgrade(A1)", "CWGRADE(A1)"),
        (
            "IF(A1=\"[1]!CWGRADE(\",[1]!CWGRADE('x'!A1),0)",
            "IF(A1=\"[1]!CWGRADE(\",CWGRADE('x'!A1),0)",
        ),
        ("SUM('[1]表 CWGRADE('!A1)", "SUM('[1]表 CWGRADE('!A1)"),
        ("[1]!CWMINE(A1)", "[1]!CWMINE(A1)"),  # no function of ours
        ("[1]!MYCWGRADE(A1)+CWGRADE2(1)", "[1]!MYCWGRADE(A1)+CWGRADE2(1)"),
        ("[1]!CWGRADE+CWGRADE", "[1]!CWGRADE+CWGRADE"),  # no call
        ("[1]Sheet1!A1+Sheet2!CWGRADE(A1)", "[1]Sheet1!A1+Sheet2!CWGRADE(A1)"),
        ("'D:\\other.xlam'!CWGRADE(A1)", "'D:\\other.xlam'!CWGRADE(A1)"),
        ("T[CWGRADE]+T[[#This Row],[CWGRADE(]]", "T[CWGRADE]+T[[#This Row],[CWGRADE(]]"),
    ],
)
def test_a_formula_made_plain(formula: str, wanted: str) -> None:
    assert plain(formula, NAMES, FIRST) == wanted
    assert plain(wanted, NAMES, FIRST) == wanted


def test_a_number_is_the_add_ins_or_that_of_no_link_at_all() -> None:
    """LibreOffice drops the parts and keeps the numbers."""
    assert plain("[1]!CWGRADE(A1)", NAMES, SECOND) == "[1]!CWGRADE(A1)"
    assert plain("[2]!CWGRADE(A1)", NAMES, SECOND) == "CWGRADE(A1)"
    assert plain("[3]!CWGRADE(A1)", NAMES, SECOND) == "CWGRADE(A1)"
    assert plain("[1]!CWGRADE(A1)", NAMES, NOTHING) == "CWGRADE(A1)"


def test_a_formula_as_excel_stores_it() -> None:
    text = 'IF(A1="CWGRADE(",CWGRADE(A1)+SUM(CWSHARE(100,B:B)),[1]X!A1)'
    wanted = 'IF(A1="CWGRADE(",[2]!CWGRADE(A1)+SUM([2]!CWSHARE(100,B:B)),[1]X!A1)'
    assert linked(text, NAMES, 2) == wanted
    assert linked(wanted, NAMES, 2) == wanted
    assert plain(wanted, NAMES, SECOND) == text


@pytest.mark.parametrize("link", [XLSTART, FOLDER])
def test_a_workbook_of_excels(tmp_path: Path, link: tuple[str, str]) -> None:
    """Cells, arrays, names, rules; the link goes; every other part stays byte for byte."""
    path = linked_book(
        tmp_path / "某街道.xlsx",
        [link],
        ["[1]!CWGRADE(A1,B1)", 'A1&"<&CWGRADE("', "SUM(B1:B2)"],
        array="[1]!CWGRADE(A1:A2,B1:B2)",
        name="[1]!CWTOTAL(1)",
        rule='[1]!CWTOTAL(1)>1&"x"',
    )
    before = parts(path)
    done = relink_book(path)
    assert done.output == tmp_path / "某街道-函数.xlsx"
    assert (done.made.formulas, done.made.dropped, done.made.left) == (4, 1, 0)
    assert problems(done.output) == []
    assert parts(path) == before
    after = parts(done.output)
    lists = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    gone = {name for name in before if "externalLink" in name}
    assert before.keys() - after.keys() == gone and len(gone) == 2
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {*lists, "xl/worksheets/sheet1.xml"}
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"].replace(
        b"<f>[1]!CW", b"<f>CW"
    ).replace(b">[1]!CW", b">CW")
    assert b"externalReference" not in after["xl/workbook.xml"]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    sheet = load_workbook(done.output)["人员"]
    assert sheet["C1"].value == "=CWGRADE(A1,B1)" and sheet["D1"].value.ref == "D1:D2"
    again = relink_book(done.output, tmp_path / "again")
    assert again.output is None and "没有要改写的公式" in again.lines()[-1]
    assert list((tmp_path / "again").iterdir()) == []


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_other_links_are_untouched(tmp_path: Path) -> None:
    """Before ours: ours goes.  After ours: it must keep its number, so ours stays, and is told."""
    formulas = ["[2]!CWGRADE(A1,B1)", "[1]Sheet1!$A$1"]
    path = linked_book(tmp_path / "before.xlsx", [OTHER, XLSTART], formulas)
    done = relink_book(path)
    assert done.output is not None and problems(done.output) == []
    assert (done.made.dropped, done.made.left) == (1, 0)
    sheet = load_workbook(done.output)["人员"]
    assert [sheet["C1"].value, sheet["C2"].value] == ["=CWGRADE(A1,B1)", "=[1]Sheet1!$A$1"]
    kept = [name for name in parts(done.output) if "externalLinks/" in name]
    assert {name: parts(path)[name] for name in kept} == {n: parts(done.output)[n] for n in kept}
    assert len(kept) == 2

    formulas = ["[1]!CWGRADE(A1,B1)", "[2]Sheet1!$A$1"]
    path = linked_book(tmp_path / "after.xlsx", [XLSTART, OTHER], formulas)
    done = relink_book(path)
    assert done.output is not None and problems(done.output) == []
    assert (done.made.dropped, done.made.left) == (0, 1)
    assert "另有别的链接" in done.lines()[0]
    sheet = load_workbook(done.output)["人员"]
    assert [sheet["C1"].value, sheet["C2"].value] == ["=CWGRADE(A1,B1)", "=[2]Sheet1!$A$1"]
    links = {n: d for n, d in parts(path).items() if "externalLinks/" in n}
    assert {n: parts(done.output)[n] for n in links} == links


def test_a_link_that_is_still_used_stays(tmp_path: Path) -> None:
    path = linked_book(tmp_path / "a.xlsx", formulas=["[1]!CWGRADE(A1,B1)", "[1]!OTHER(1)"])
    done = relink_book(path)
    assert (done.made.formulas, done.made.dropped, done.made.left) == (1, 0, 1)


def test_the_other_way_and_back(tmp_path: Path) -> None:
    """Plain calls as Excel stores them, beside another link; then plain again."""
    formulas = ["CWGRADE(A1,B1)", "[1]Sheet1!$A$1", "cwtotal(1)"]
    path = linked_book(tmp_path / "a.xlsx", [OTHER], formulas)
    there = relink_book(path, to_addin=True)
    assert there.output == tmp_path / "a-加载项.xlsx"
    assert problems(there.output) == []
    sheet = load_workbook(there.output)["人员"]
    found = [sheet.cell(row, 3).value for row in (1, 2, 3)]
    assert found == ["=[2]!CWGRADE(A1,B1)", "=[1]Sheet1!$A$1", "=[2]!CWTOTAL(1)"]
    relations = [d for n, d in parts(there.output).items() if "xlpay_externalLink.xml.rels" in n]
    assert XLSTART[0].encode() in relations[0] and b'Target="xlpay.xlam"' in relations[0]
    assert relink_book(there.output, tmp_path / "same", to_addin=True).output is None
    back = relink_book(there.output)
    assert back.output is not None and problems(back.output) == []
    sheet = load_workbook(back.output)["人员"]
    found = [sheet.cell(row, 3).value for row in (1, 2, 3)]
    assert found == ["=CWGRADE(A1,B1)", "=[1]Sheet1!$A$1", "=CWTOTAL(1)"]
    assert parts(back.output).keys() == parts(path).keys()


def test_the_other_way_takes_the_link_that_is_there(tmp_path: Path) -> None:
    path = linked_book(tmp_path / "a.xlsx", [XLSTART, OTHER], ["CWGRADE(A1,B1)"])
    done = relink_book(path, to_addin=True)
    assert done.output is not None
    assert load_workbook(done.output)["人员"]["C1"].value == "=[1]!CWGRADE(A1,B1)"
    assert parts(done.output).keys() == parts(path).keys()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = linked_book(tmp_path / "a.xlsx")
    assert cli.main(["relink", str(path), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "改写了 2 个公式，去掉了 1 个指向加载项的链接" in said and "a-函数.xlsx" in said
    assert cli.main(["relink", str(path), "--out", str(tmp_path / "out")]) == 2  # it is there
    with pytest.raises(UnusableFile, match="已经存在"):
        relink_book(path, tmp_path / "out")
    assert cli.main(["relink", "--excel", str(tmp_path / "out" / "a-函数.xlsx")]) == 0
    assert (tmp_path / "out" / "a-函数-加载项.xlsx").is_file()
