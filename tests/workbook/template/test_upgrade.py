"""`template --upgrade`: the sheets that lack come in, everything else stays as it was."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Font, PatternFill

from tests.support.calc import Office
from tests.support.mutations import CHIFENG, MAIN, Book, small_unit
from tests.support.workbooks import differing, parts_of, rich_book
from xlpay.base.assets import template
from xlpay.cli import main
from xlpay.sample.write import write
from xlpay.workbook.template import stylemerge

GONE = ("绩效分配", "汇总", "汇总图表_等级", "词表")
LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
SHEETS = openpyxl.load_workbook(template()).sheetnames


@pytest.fixture
def lacking(tmp_path: Path) -> Path:
    """A workbook on the template from which some sheets were deleted."""
    path = tmp_path / "街道.xlsx"
    write(small_unit(CHIFENG), path)
    book = Book.open(path)
    for name in GONE:
        book.remove_sheet(name)
    return book.save(path)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """An office's own workbook, with styles of its own and a roster."""
    path = tmp_path / "自己的.xlsx"
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "花名册"
    for column, header in enumerate(("姓名", "身份证号", "社区"), 1):
        sheet.cell(1, column, header).font = Font(name="楷体", b=True, color="FF112233")
        sheet.cell(1, column).fill = PatternFill("solid", fgColor="FF445566")
        sheet.cell(1, column).number_format = '0.000"元"'
    book.save(path)
    return path


def upgraded(path: Path) -> Path:
    return path.with_name(f"{path.stem}-升级.xlsx")


def test_sheets_that_lack_are_added_and_the_input_stays(lacking: Path, capfd: Any) -> None:
    before = lacking.read_bytes()
    assert main(["template", "--upgrade", str(lacking)]) == 0
    assert lacking.read_bytes() == before
    assert "补上了工作表：绩效分配、汇总、汇总图表_等级、词表" in capfd.readouterr().out
    old, new = parts_of(lacking), parts_of(upgraded(lacking))
    assert {name for name in old if new[name] != old[name]} == LISTS
    names = openpyxl.load_workbook(upgraded(lacking)).sheetnames
    assert names == [name for name in SHEETS if name not in GONE] + list(GONE)


def test_an_added_sheet_is_that_of_the_template(lacking: Path) -> None:
    assert main(["template", "--upgrade", str(lacking)]) == 0
    official, made = Book.open(template()), Book.open(upgraded(lacking))
    for name in ("绩效分配", "词表"):
        assert made.root(made.part_of(name)).xpath("string()") == official.root(
            official.part_of(name)
        ).xpath("string()")
    ours, theirs = openpyxl.load_workbook(upgraded(lacking)), openpyxl.load_workbook(template())
    for name in GONE:
        assert ours[name].sheet_state == theirs[name].sheet_state
        assert ours[name].print_title_rows == theirs[name].print_title_rows
    assert set(theirs.defined_names) == set(ours.defined_names)
    assert len(ours["汇总"]._charts) == len(theirs["汇总"]._charts)  # type: ignore[attr-defined]  # no public list


def test_a_foreign_workbook_keeps_its_styles_and_gets_ours(foreign: Path) -> None:
    assert main(["template", "--upgrade", str(foreign)]) == 0
    assert differing(foreign, upgraded(foreign)) >= {"xl/styles.xml"}
    old, new = parts_of(foreign), parts_of(upgraded(foreign))
    assert {name for name in old if new[name] != old[name]} == LISTS | {"xl/styles.xml"}
    before, book = openpyxl.load_workbook(foreign), openpyxl.load_workbook(upgraded(foreign))
    official = openpyxl.load_workbook(template())
    for cell in before["花名册"][1]:
        assert looks(book["花名册"][cell.coordinate]) == looks(cell)
    for name in SHEETS:
        if name != "花名册":
            for row in official[name].iter_rows():
                for cell in row:
                    if cell.value is not None:
                        assert looks(book[name][cell.coordinate]) == looks(cell), cell


def looks(cell: Any) -> tuple[Any, ...]:
    style = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (cell.value, cell.number_format, *(repr(part) for part in style))


def test_an_upgraded_workbook_runs(lacking: Path, tmp_path: Path) -> None:
    assert main(["template", "--upgrade", str(lacking)]) == 0
    assert main(["run", str(upgraded(lacking)), "--out", str(tmp_path / "out")]) == 0
    assert main(["check", str(upgraded(lacking))]) == 0


def test_what_else_lacks_is_told(foreign: Path, lacking: Path, capfd: Any) -> None:
    book = Book.open(lacking)
    book.sheet("参数").drop(13)
    book.sheet("花名册").put("H1", None)
    book.save(lacking)
    assert main(["template", "--upgrade", str(lacking)]) == 0
    told = capfd.readouterr().out
    assert "“参数”表没有这些项目（不填按默认）：网格补贴标准" in told
    assert "“花名册”表没有这些列：街道" in told
    assert main(["template", "--upgrade", str(foreign)]) == 0
    assert "“花名册”表没有这些列：人员类别、" in capfd.readouterr().out


def test_a_whole_workbook_gives_no_file(tmp_path: Path, capfd: Any) -> None:
    path = tmp_path / "全的.xlsx"
    path.write_bytes(template().read_bytes())
    assert main(["template", "--upgrade", str(path)]) == 0
    assert "不缺工作表" in capfd.readouterr().out
    assert not upgraded(path).exists()


def test_an_earlier_upgrade_is_not_written_over(lacking: Path, capfd: Any) -> None:
    assert main(["template", "--upgrade", str(lacking)]) == 0
    assert main(["template", "--upgrade", str(lacking)]) == 2
    assert capfd.readouterr().err.startswith("F-EXISTS ")
    other = lacking.with_name("另一个.xlsx")
    assert main(["template", str(other), "--upgrade", str(lacking)]) == 0
    assert other.exists()


def test_what_other_libraries_lose_stays(tmp_path: Path) -> None:
    path = rich_book(tmp_path / "富.xlsx")
    assert main(["template", "--upgrade", str(path)]) == 0
    old, new = parts_of(path), parts_of(upgraded(path))
    assert {name for name in old if new[name] != old[name]} <= LISTS | {"xl/styles.xml"}


def test_every_index_points_at_something(foreign: Path) -> None:
    assert main(["template", "--upgrade", str(foreign)]) == 0
    book = Book.open(upgraded(foreign))
    styles = book.root("xl/styles.xml")
    for group in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"):
        holder = styles.find(f"{{{MAIN}}}{group}")
        assert holder is not None
        assert int(holder.get("count", "0")) == len(holder)
    count = len(styles.findall(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf"))
    for name in (n for n in book.parts if n.startswith("xl/worksheets/") and n.endswith(".xml")):
        for element in book.root(name).iter(f"{{{MAIN}}}c", f"{{{MAIN}}}col"):
            assert int(element.get("s") or element.get("style") or 0) < count
    with zipfile.ZipFile(upgraded(foreign)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))


@pytest.mark.calc
def test_libreoffice_opens_it(foreign: Path, lacking: Path, office: Office) -> None:
    for path in (foreign, lacking):
        assert main(["template", "--upgrade", str(path)]) == 0
        grid = office.read(upgraded(path), ["绩效分配"])["绩效分配"]
        assert grid.value("A1") == "身份证号"


def test_many_styles_take_time_in_proportion(tmp_path: Path) -> None:
    """Each of the workbook's styles is looked at once, not once for each of the template's."""
    looked = 0
    plain = stylemerge._plain

    def counted(element: Any) -> tuple[object, ...]:
        nonlocal looked
        looked += 1
        return plain(element)

    many = 2_000
    xfs = "".join(f'<xf numFmtId="{number % 40}" indent="{number}"/>' for number in range(many))
    ours = etree.fromstring(f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>')
    with zipfile.ZipFile(template()) as archive:
        theirs = etree.fromstring(archive.read("xl/styles.xml"))
    merger = stylemerge.StyleMerger(ours, theirs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stylemerge, "_plain", counted)
        wanted = len(theirs.findall(f"{{{MAIN}}}cellXfs/*"))
        places = [merger.cell(index) for index in range(wanted)]
    assert looked < many * 2 + wanted * 20
    assert len(set(places)) > 10 and min(places) >= many - 1
