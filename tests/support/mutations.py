"""Two small clean units, and a workbook opened to make one mistake in, cell by cell in its XML.

Editing the XML keeps everything else as it was, and lets a cell hold what no library would write:
an error, a formula without a value, a number in another notation.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from lxml import etree
from msgspec.structs import replace

from xlpay.base.grid import cell_name
from xlpay.sample import chifeng, jiayuguan
from xlpay.sample.cases import cases
from xlpay.sample.units import Plan, Rows, SampleCommunity, build

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CHIFENG, JIAYUGUAN = "赤峰", "嘉峪关"
FileT = TypeVar("FileT", Path, io.BytesIO)

# Twelve people each, in the order of the rows of 花名册 from 2 on.
_IN_CHIFENG: Final = """
2
  松涛 2013-01-01 两委成员 本科 男 期初:2019:7 考核:合合合合合合 属地
  党组织书记:2018-06-01 居委会主任:2021-03-10
3
  松涛 2016-01-01 两委成员 期初:2019:4 考核:合合合合合合 党组织副书记:2021-03-10 属地
4
  松涛 2019-06-01 期初:2019:0.58 考核:合合合合合合 网格长:2021-03-01
5
  松涛 2018-05-01 期初:2019:1.67 考核:合合合合优合 证:助理社会工作师:2021-11-20:2022-01-04
6
  松涛 2023-01-01 考核:合合合 学历:本科:2025-12-20
7
  松涛 2022-04-01 专职网格员 高中 考核:合合合合 报酬:3300
8
  松涛 2017-09-01 期初:2019:2.33 考核:合合合合合合 假:病假:2026-01-05..2026-01-16:12
9
  松涛 2021-05-01 考核:合合合合合 假:事假:2026-01-12..2026-01-14:3
10
  松涛 2018-03-01 期初:2019:1.83 考核:合合合合合合 补发:400:补发2025年11—12月网格补贴
11
  松涛 2019-04-01 期初:2019:0.75 考核:合合合合合合 专职党务工作者:2019-12-01
12
  松涛 2022-01-01 考核:合合合合
13
  松涛 2025-10-09 试用:2026-04-08 考核:定
"""
_IN_JIAYUGUAN: Final = """
2
  朔风 2013-04-01 大专 期初:2024:11:0:0 考核:合 居委会主任:2021-12-20 属地
3
  朔风 2016-04-01 大专 期初:2022:6:0:0 考核:合合合 证:助理社会工作师:2019-11-20
4
  朔风 2022-01-10 本科 考核:合优优优
5
  朔风 2021-09-01 大专 考核:合合合合合 学历:本科:2025-12-28
6
  朔风 2010-06-01 中专 期初:2024:13:0:0 考核:合 假:病假:2026-01-05..2026-01-16:12
7
  朔风 2015-08-01 大专 期初:2024:9:0:0 考核:合 假:事假:2026-01-12..2026-01-14:3
8
  朔风 2019-02-01 大专 期初:2024:5:0:0 考核:合 网格长:2021-12-20
9
  朔风 2017-05-01 大专 期初:2024:7:0:0 考核:优 补发:400:补发2025年12月技术等级工资
10
  朔风 2022-03-01 大专 考核:合合合基
11
  朔风 2024-12-02 大专 考核:定合
12
  朔风 2020-07-01 本科 期初:2024:4:0:0 考核:合 证:社会工作师:2025-12-15
13
  朔风 2025-10-13 本科 试用:2026-04-12 考核:定
"""


def small_unit(city: str) -> Rows:
    """The rows of a city's small unit: no finding but information."""
    plans: dict[str, tuple[Plan, SampleCommunity, str]] = {
        CHIFENG: (chifeng.PLAN, SampleCommunity("松涛社区", "松涛街道", 2800, 12), _IN_CHIFENG),
        JIAYUGUAN: (
            jiayuguan.PLAN,
            SampleCommunity("朔风社区", "朔风街道", 2600, 12),
            _IN_JIAYUGUAN,
        ),
    }
    plan, place, block = plans[city]
    return build(replace(plan, places=(place,)), cases(block, (place.community,))).rows


# ── a workbook in memory

Value = str | int | float | date | None


class Markup(msgspec.Struct, frozen=True):
    """What stands in a cell as XML; `kind` is its t attribute."""

    inner: str
    kind: str = ""


class Book:
    """The parts of a workbook; what an edit leaves alone stays byte for byte."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self._roots: dict[str, etree._Element] = {}

    @classmethod
    def open(cls, path: Path) -> Book:
        with zipfile.ZipFile(path) as archive:
            return cls({info.filename: archive.read(info) for info in archive.infolist()})

    def save(self, path: FileT) -> FileT:
        parts = {**self.parts, **{n: etree.tostring(root) for n, root in self._roots.items()}}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

    def root(self, part: str) -> etree._Element:
        """A part to be changed, parsed."""
        if part not in self._roots:
            self._roots[part] = etree.fromstring(self.parts[part])
        return self._roots[part]

    def part_of(self, sheet: str) -> str:
        """The part name of a worksheet."""
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {r.get("Id"): str(r.get("Target")) for r in relations}
        listed = etree.fromstring(self.parts["xl/workbook.xml"]).iter(f"{{{MAIN}}}sheet")
        ids = {s.get("name"): s.get(f"{{{OFFICE}}}id") for s in listed}
        target = targets[ids[sheet]]
        return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)

    def sheet(self, name: str) -> SheetEdit:
        return SheetEdit(self.root(self.part_of(name)), self.strings())

    def strings(self) -> list[str]:
        """The shared strings."""
        part = self.parts.get("xl/sharedStrings.xml")
        items = etree.fromstring(part) if part is not None else ()
        return ["".join(str(t) for t in item.itertext()) for item in items]

    def listed(self, name: str) -> etree._Element:
        """The entry of a sheet in workbook.xml."""
        return next(
            s
            for s in self.root("xl/workbook.xml").iter(f"{{{MAIN}}}sheet")
            if s.get("name") == name
        )

    def remove_sheet(self, name: str) -> None:
        """The sheet gone as Excel deletes it, its names too."""
        entry = self.listed(name)
        holder = entry.getparent()
        assert holder is not None
        at = list(holder).index(entry)
        holder.remove(entry)
        root = self.root("xl/workbook.xml")
        for defined in list(root.iter(f"{{{MAIN}}}definedName")):
            local = defined.get("localSheetId")
            if local == str(at):
                parent = defined.getparent()
                assert parent is not None
                parent.remove(defined)
            elif local is not None and int(local) > at:
                defined.set("localSheetId", str(int(local) - 1))


class SheetEdit:
    """A worksheet by rows and headers; the header is in row 1 unless rows are put above it."""

    def __init__(self, root: etree._Element, strings: Sequence[str]) -> None:
        self.root = root
        self._strings = strings
        data = root.find(f"{{{MAIN}}}sheetData")
        assert data is not None
        self.data = data

    def rows(self) -> Iterator[etree._Element]:
        yield from self.data.iterfind(f"{{{MAIN}}}row")

    def row(self, number: int) -> etree._Element:
        """The row of that number, made if there is none."""
        for at, row in enumerate(self.rows()):
            if row.get("r") == str(number):
                return row
            if int(row.get("r", "0")) > number:
                made = etree.Element(f"{{{MAIN}}}row", {"r": str(number)})
                self.data.insert(at, made)
                return made
        return etree.SubElement(self.data, f"{{{MAIN}}}row", {"r": str(number)})

    def last_row(self) -> int:
        """The last row with a value in it."""
        return max(int(row.get("r", "0")) for row in self.rows() if any(len(cell) for cell in row))

    def column(self, header: str, head_row: int = 1) -> int:
        """The column of a header, from 1."""
        return [self._shows(cell) for cell in self.row(head_row)].index(header) + 1

    def at(self, row: int, header: str) -> str:
        """The name of a cell: its row, and the header of its column."""
        return cell_name(row, self.column(header))

    def cell(self, name: str) -> etree._Element:
        """The cell of that name, made in its place and its column's style if there is none."""
        row = self.row(int("".join(c for c in name if c.isdigit())))
        wanted = _order(name)
        place = sum(_order(cell.get("r", "")) < wanted for cell in row)
        if place < len(row) and row[place].get("r") == name:
            return row[place]
        made = etree.Element(f"{{{MAIN}}}c", {"r": name})
        for column in self.root.iter(f"{{{MAIN}}}col"):
            within = int(column.get("min", "0")) <= _number(name) <= int(column.get("max", "0"))
            if within and column.get("style"):
                made.set("s", str(column.get("style")))
        row.insert(place, made)
        return made

    def text(self, name: str) -> str:
        """What a cell shows, as text."""
        return self._shows(self.cell(name))

    def _shows(self, cell: etree._Element) -> str:
        text = "".join(str(t) for t in cell.itertext())
        return self._strings[int(text)] if cell.get("t") == "s" else text

    def put(self, name: str, value: Value | Markup) -> SheetEdit:
        """A value, or XML, into a cell, whose style stays."""
        cell = self.cell(name)
        del cell[:]
        cell.attrib.pop("t", "")
        markup = value if isinstance(value, Markup) else _markup(value)
        if markup.kind:
            cell.set("t", markup.kind)
        for element in etree.fromstring(f'<x xmlns="{MAIN}">{markup.inner}</x>'):
            cell.append(element)
        return self

    def put_row(self, row: int, values: Mapping[str, Value | Markup]) -> SheetEdit:
        for header, value in values.items():
            self.put(self.at(row, header), value)
        return self

    def drop(self, row: int) -> SheetEdit:
        """The row's cells gone."""
        del self.row(row)[:]
        return self

    def copy(self, row: int, to: int) -> SheetEdit:
        """The row once more, as row `to`."""
        made = deepcopy(self.row(row))
        old = self.row(to)
        self.data.replace(old, made)
        _renumber(made, to - row)
        return self

    def insert(self, before: int, count: int) -> SheetEdit:
        """So many empty rows in front of a row; everything from there on moves down."""
        for row in reversed(list(self.rows())):
            if int(row.get("r", "0")) >= before:
                _renumber(row, count)
        return self

    def merge(self, area: str) -> SheetEdit:
        merged = self.root.find(f"{{{MAIN}}}mergeCells")
        if merged is None:
            merged = etree.Element(f"{{{MAIN}}}mergeCells")
            after = [f"{{{MAIN}}}{n}" for n in ("sheetData", "sheetProtection", "autoFilter")]
            place = max(i for i, e in enumerate(self.root) if e.tag in after)
            self.root.insert(place + 1, merged)
        etree.SubElement(merged, f"{{{MAIN}}}mergeCell", {"ref": area})
        return self


def _number(name: str) -> int:
    """The column of a cell."""
    number = 0
    for letter in (c for c in name if c.isalpha()):
        number = number * 26 + ord(letter) - 64
    return number


def _order(name: str) -> tuple[int, str]:
    letters = "".join(c for c in name if c.isalpha())
    return len(letters), letters


def _renumber(row: etree._Element, by: int) -> None:
    number = int(row.get("r", "0")) + by
    row.set("r", str(number))
    for cell in row:
        letters = "".join(c for c in cell.get("r", "") if c.isalpha())
        cell.set("r", f"{letters}{number}")


def _markup(value: Value) -> Markup:
    if value is None:
        return Markup("")
    if isinstance(value, str):
        made = etree.Element("t")
        made.text = value
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return Markup(f"<is>{etree.tostring(made, encoding='unicode')}</is>", "inlineStr")
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return Markup(f"<v>{day.toordinal() - date(1899, 12, 30).toordinal()}</v>")
    return Markup(f"<v>{value}</v>")
