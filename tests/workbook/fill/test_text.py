"""Any text reaches XML by one door: what XML can't hold is escaped, in cells, heads and charts."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.support.workbooks import blank_book, payroll, summary
from xlpay.jobs.outputs import write_table
from xlpay.results.tables import Column, Kind, Table
from xlpay.workbook.file.markup import writable
from xlpay.workbook.file.reading import read_book
from xlpay.workbook.fill.filling import fill
from xlpay.workbook.template.results import EmptyResult, Head

ODD = ("甲\x07社区", "\x1b[2J", "\ud800", "\ufffe", "\x00", "_x0007_", "a\x0bb", "<&>\"'")


@pytest.mark.parametrize("text", ODD)
def test_a_text_of_any_kind_is_written_and_read_back(text: str, tmp_path: Path) -> None:
    blank = blank_book(tmp_path / "blank.xlsx")
    out = tmp_path / "out.xlsx"
    table = payroll()
    odd = Table(
        table.sheet,
        table.key,
        f"标题{text}",
        f"说明{text}",
        (*table.columns[:-1], Column(f"列{text}", Kind.TEXT, [text] * 4), table.columns[-1]),
        table.groups,
        table.total_label,
    )
    fill(blank, out, [odd, summary([f"东风{text}", text])])
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    cells = {v for row in read_book(out, {"汇总"}).grids["汇总"].rows for v in row}
    assert f"东风{text}" in cells or any(c in text for c in "\ud800\ufffe\x00")
    fill(out, tmp_path / "again.xlsx", [odd, summary([f"东风{text}", text])])


def test_a_table_alone(tmp_path: Path) -> None:
    table = Table("批", "x", "\x07", "\ud800", (Column("文件\x07", Kind.WIDE, ["\udcff.xlsx"]),))
    form = EmptyResult("批", "x", (Head("文件", Kind.WIDE, 10),))
    write_table(table, form, tmp_path / "a.xlsx")
    assert read_book(tmp_path / "a.xlsx", {"批"}).grids["批"].rows


def test_the_door() -> None:
    assert writable("a\x07_x0041_\ud800") == "a_x0007__x005F_x0041__xD800_"
    assert writable("甲乙\t\n") == "甲乙\t\n"
