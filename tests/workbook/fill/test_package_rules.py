"""Every file that a command writes keeps the rules that Excel repairs a file for breaking."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from tests.support.mutations import CHIFENG, Book, small_unit
from tests.support.package_rules import problems
from tests.support.workbooks import (
    MAIN,
    TYPES,
    Parts,
    append_rows,
    parts_of,
    payroll,
    plain_book,
    prefixed,
    rich_book,
    sheet_part,
    summary,
    with_shared_strings,
    write_parts,
)
from xlpay.cli import main
from xlpay.sample import write_samples
from xlpay.sample.write import write
from xlpay.workbook.fill.filling import fill

MONTH = "2026-01"
PAYROLL = "工资发放表"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the commands write for both samples, clean and mistaken."""
    folder = tmp_path_factory.mktemp("输出")
    for book in write_samples(folder):
        main(["run", str(book)])
        main(["check", str(book), "--out", str(folder / "核对")])
        main(["bonus", str(book), "--year", "2025"])
    clean = [str(folder / f"{stem}.xlsx") for stem in ("赤峰样例", "嘉峪关样例")]
    main(["batch", *clean, "--out", str(folder / "批量")])
    main(["template", str(folder / "模板.xlsx")])
    return folder


def test_every_output_of_the_samples_is_sound(outputs: Path) -> None:
    files = sorted(outputs.rglob("*.xlsx"))
    assert len(files) > 12
    broken = {path.name: found for path in files if (found := problems(path))}
    assert broken == {}


def test_the_official_template_and_its_upgrade_are_sound(tmp_path: Path) -> None:
    old = write_and_drop(tmp_path / "旧.xlsx", ("汇总", "绩效分配", "汇总图表_等级"))
    assert main(["template", "--upgrade", str(old)]) == 0
    assert problems(tmp_path / "旧-升级.xlsx") == []


def test_a_foreign_workbook_upgraded_is_sound(tmp_path: Path) -> None:
    source = plain_book(tmp_path / "外.xlsx")
    assert main(["template", "--upgrade", str(source)]) == 0
    assert problems(tmp_path / "外-升级.xlsx") == []


def test_parts_that_were_typed_one_by_one_get_typed_relations_too(tmp_path: Path) -> None:
    """Some writers name each .rels in the content types and give no default for them."""
    source = plain_book(tmp_path / "外.xlsx")
    parts = Parts(source)
    root = etree.fromstring(parts.parts["[Content_Types].xml"])
    for element in list(root):
        if element.get("Extension") == "rels":
            kind = element.get("ContentType", "")
            root.remove(element)
    for name in [name for name in parts.parts if name.endswith(".rels")]:
        attributes = {"PartName": f"/{name}", "ContentType": kind}
        etree.SubElement(root, f"{{{TYPES}}}Override", attributes)
    parts.parts["[Content_Types].xml"] = etree.tostring(root)
    parts.save()
    assert main(["template", "--upgrade", str(source)]) == 0
    assert problems(tmp_path / "外-升级.xlsx") == []


def test_a_name_that_lost_its_sheet_is_replaced_by_the_new_sheets(tmp_path: Path) -> None:
    """Excel leaves #REF! in the names of a deleted sheet."""
    source = write_and_drop(tmp_path / "旧.xlsx", ("汇总", "词表"))
    parts = Parts(source)
    root = etree.fromstring(parts.parts["xl/workbook.xml"])
    lost = [
        e for e in root.iter(f"{{{MAIN}}}definedName") if re.match("'(词表|汇总)'!", e.text or "")
    ]
    assert lost
    for element in lost:
        element.text = "#REF!$A$2:$A$3"
    parts.parts["xl/workbook.xml"] = etree.tostring(root)
    parts.save()
    assert main(["template", "--upgrade", str(source)]) == 0
    made = parts_of(tmp_path / "旧-升级.xlsx")["xl/workbook.xml"]
    assert b"#REF!" not in made
    assert problems(tmp_path / "旧-升级.xlsx") == []


def write_and_drop(path: Path, sheets: tuple[str, ...]) -> Path:
    """A small unit's workbook without these sheets, and without the parts that only they had."""
    write(small_unit(CHIFENG), path)
    book = Book.open(path)
    for name in sheets:
        part = book.part_of(name)
        book.remove_sheet(name)
        _forget(book, part)
    return book.save(path)


def _forget(book: Book, part: str) -> None:
    """A part and what hangs on it gone from package, relations and content types."""
    rels = f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels"
    if rels in book.parts:
        for element in etree.fromstring(book.parts.pop(rels)):
            _forget(book, str(element.get("Target")).lstrip("/"))
    book.parts.pop(part)
    for listed in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        root = book.root(listed)
        for element in list(root):
            if f"/{part}" in (element.get("PartName"), element.get("Target")):
                root.remove(element)


@pytest.mark.parametrize("way", ["rich", "shared", "prefixed", "user rows"])
def test_filling_breaks_no_rule_that_the_workbook_kept(tmp_path: Path, way: str) -> None:
    """Logos, header pictures, sparklines, macros, custom XML, a pivot table, buttons."""
    source, other = rich_book(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    if way == "shared":
        source = with_shared_strings(source, other)
    elif way == "prefixed":
        source = prefixed(source, other, PAYROLL)
    elif way == "user rows":  # wider than the table and below it
        append_rows(source, PAYROLL, '<row r="12"><c r="Z12"><v>1</v></c></row>')
    once, twice = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    fill(source, once, [payroll(), summary()])
    fill(once, twice, [payroll([1]), summary(["东风"], [1])])
    before = set(problems(source))
    assert set(problems(once)) - before == set()
    assert set(problems(twice)) - before == set()


# ---- the rules themselves: each is broken once, and told ------------------------------------


def _in(part: str, old: str, new: str) -> Callable[[Parts], None]:
    return lambda parts: parts.replace(part, old, new)


def _on_payroll(old: str, new: str) -> Callable[[Parts], None]:
    return lambda parts: parts.replace(sheet_part(parts.path, PAYROLL), old, new)


BROKEN: dict[str, tuple[Callable[[Parts], None], str]] = {
    "a style too many": (_on_payroll('<c r="B8" s="', '<c r="B8" s="9'), r"B8: style 9\d+ of"),
    "a row twice": (_on_payroll('<row r="9"', '<row r="8"'), "row 8 after 8"),
    "a cell twice": (_on_payroll('<c r="C8"', '<c r="B8"'), "B8 in row 8 after column 2"),
    "a shared string that is not there": (
        _on_payroll('<c r="B8"', '<c t="s" r="B8"'),
        "B8: shared string 1 of",
    ),
    "a number that is a text": (_on_payroll("<v>1</v>", "<v>一</v>"), "B8: number '一'"),
    "a dimension too small": (
        _on_payroll('<dimension ref="A1:', '<dimension ref="A1:A1" a="'),
        "dimension A1:A1",
    ),
    "children in another order": (
        _on_payroll("<sheetData>", "<mergeCells/><sheetData>"),
        "worksheet: order",
    ),
    "merged areas over each other": (
        _on_payroll(
            "<conditionalFormatting",
            '<mergeCells><mergeCell ref="B2:C3"/><mergeCell ref="C3:D4"/></mergeCells>'
            "<conditionalFormatting",
        ),
        "merged C3:D4 overlaps B2:C3",
    ),
    "a conditional style that is not there": (
        _on_payroll('dxfId="0"', 'dxfId="7"'),
        "conditional format: style 7 of 1",
    ),
    "a formula on a sheet that is not there": (
        _on_payroll("<f>SUBTOTAL(9,", "<f>SUBTOTAL(9,没有!"),
        "no sheet 没有",
    ),
    "a name of a sheet that is not there": (
        _in("xl/workbook.xml", "'花名册'!$A$1", "'名册'!$A$1"),
        "我的名称: no sheet 名册",
    ),
    "a local name beyond the sheets": (
        _in("xl/workbook.xml", 'localSheetId="2"', 'localSheetId="9"'),
        "sheet 9 of 3",
    ),
    "a sheet's relation that is not there": (
        _in("xl/workbook.xml", 'r:id="rId2"', 'r:id="rId77"'),
        "rId77 is no relation",
    ),
    "a part without a content type": (
        lambda parts: parts.parts.update({"xl/new.bin": b"1"}),
        "xl/new.bin: no content type",
    ),
    "a part that nothing points at": (
        lambda parts: parts.add("xl/new.bin", b"1", "a/b"),
        "xl/new.bin: nothing points at it",
    ),
    "a chart's cache of another length": (
        _in("xl/charts/chart1.xml", "</f>", '</f><numCache><ptCount val="3"/></numCache>'),
        "its cache 3",
    ),
}


@pytest.mark.parametrize("says", BROKEN)
def test_a_broken_rule_is_told(tmp_path: Path, says: str) -> None:
    break_, told = BROKEN[says]
    source, sound = rich_book(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    fill(source, sound, [payroll(), summary()])
    parts = Parts(sound)
    break_(parts)
    found = problems(write_parts(tmp_path / "c.xlsx", parts.parts))
    assert [one for one in found if re.search(told, one)], found
