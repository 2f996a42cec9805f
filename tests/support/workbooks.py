"""Workbooks made for tests: small ones in the form of result sheets, and rich ones part by part.

openpyxl makes the plain ground; logos, macros and the like, which it would lose, are put into the
zip by hand.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.results.tables import Column, Group, Kind, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

FORMATS = {
    Kind.TEXT: "@",
    Kind.WIDE: "@",
    Kind.COUNT: "0",
    Kind.YEARS: "0.00",
    Kind.COEFFICIENT: "0.00",
    Kind.MONEY: "#,##0.00",
}
PAYROLL_HEADERS = ("序号", "姓名", "身份证号", "社区", "应发合计", "备注")
SUMMARY_HEADERS = ("社区", "人数", "应发合计")


# ---- tables to fill with --------------------------------------------------------------------


def identity(number: int) -> str:
    return f"150402199001{number:06d}"


def payroll(
    people: Sequence[int] = (1, 2, 3, 4),
    fen: Sequence[int] | None = None,
    *,
    split: int | None = 2,
    extra: Iterable[Column] = (),
) -> Table:
    """A payroll of those people, the first `split` in one community, the rest in another."""
    count = len(people)
    amounts = np.array(fen if fen is not None else [300_007 + 1110 * p for p in people], np.int64)
    at = count if split is None else min(split, count)
    groups = [("东风", 0, at), ("红旗", at, count)] if split is not None else []
    return Table(
        sheet="工资发放表",
        key="payroll",
        title="某街道社区工作者工资发放表",
        note="2026年11月　单位：元",
        columns=(
            Column("序号", Kind.COUNT, np.arange(1, count + 1)),
            Column("姓名", Kind.TEXT, [f"张{p}" for p in people]),
            Column("身份证号", Kind.TEXT, [identity(p) for p in people]),
            Column("社区", Kind.TEXT, ["东风"] * at + ["红旗"] * (count - at)),
            *extra,
            Column("应发合计", Kind.MONEY, amounts, summed=True, width=14),
            Column("备注", Kind.TEXT, [None] * count),
        ),
        groups=tuple(Group(f"{n}小计", a, b) for n, a, b in groups if a < b),
        total_label="总计",
        capitals=("应发合计（大写）", "人民币壹元整"),
    )


def summary(
    names: Sequence[str] = ("东风", "红旗"), fen: Sequence[int] = (610_00, 220_05)
) -> Table:
    return Table(
        sheet="汇总",
        key="summary",
        title="汇总",
        note="单位：元",
        columns=(
            Column("社区", Kind.TEXT, list(names)),
            Column("人数", Kind.COUNT, np.arange(len(names)) + 2, summed=True),
            Column("应发合计", Kind.MONEY, np.array(fen, np.int64), summed=True),
        ),
        total_label="合计",
    )


# ---- plain workbooks ------------------------------------------------------------------------


def blank_book(path: Path) -> Path:
    """A roster, an empty payroll and an empty summary with a chart, in the physical form."""
    book = Workbook()
    roster = book.worksheets[0]
    roster.title = "花名册"
    roster.append(["姓名", "身份证号"])
    roster.append(["张1", identity(1)])
    result_sheet(book, "工资发放表", "payroll", PAYROLL_HEADERS)
    sheet = result_sheet(book, "汇总", "summary", SUMMARY_HEADERS)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=8, max_row=9))
    chart.set_categories(Reference(sheet, min_col=2, min_row=8, max_row=9))
    sheet.add_chart(chart, "H3")
    book.defined_names["我的名称"] = DefinedName("我的名称", attr_text="'花名册'!$A$1:$B$2")
    book.save(path)
    return path


def result_sheet(book: Workbook, name: str, key: str, headers: Sequence[str]) -> Worksheet:
    """An empty result sheet: prototypes in rows 1-4, title, note, header row."""
    sheet: Worksheet = book.create_sheet(name)
    for row, (marker, shade) in enumerate(
        [("p:head", "DDDDDD"), ("p:row", "FFFFFF"), ("p:sub", "EEEEEE"), ("p:total", "CCCCCC")], 1
    ):
        sheet.cell(row, 1, marker)
        for column, kind in enumerate(Kind, 2):
            cell = sheet.cell(row, column)
            cell.number_format = FORMATS[kind]
            cell.fill = PatternFill("solid", fgColor=shade)
        sheet.row_dimensions[row].hidden = True
    for row, marker in ((5, "title"), (6, "note"), (7, "head")):
        sheet.cell(row, 1, marker)
        sheet.cell(row, 2).font = Font(size=18 - row)
    for column, header in enumerate(headers, 2):
        sheet.cell(7, column, header)
    last = get_column_letter(len(headers) + 1)
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "B8"
    sheet.print_area = f"B5:{last}8"
    sheet.print_title_rows = "5:7"
    sheet.auto_filter.ref = f"B7:{last}8"
    money = get_column_letter(2 + headers.index("应发合计"))
    red = PatternFill("solid", bgColor="FF0000")
    rule = FormulaRule(formula=[f"${money}8<0"], fill=red)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(f"{money}8:{money}9", rule)
    validation = DataValidation(type="decimal", operator="greaterThan", formula1="-1")
    validation.add(f"{money}8:{money}9")
    sheet.add_data_validation(validation)
    book.defined_names[f"xlpay_{key}"] = DefinedName(
        f"xlpay_{key}", attr_text=f"'{name}'!$B$7:${last}$8"
    )
    return sheet


def plain_book(path: Path, rows: Iterable[Sequence[Any]] = (("姓名",), ("张1",))) -> Path:
    """One sheet of values."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


# ---- parts by hand --------------------------------------------------------------------------


def parts_of(path: Path) -> dict[str, bytes]:
    """The uncompressed parts of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2026, 11, 20, 8, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def differing(one: Path, other: Path) -> set[str]:
    """The names of parts that are not in both with the same content."""
    first, second = parts_of(one), parts_of(other)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


class Parts:
    """A workbook's parts, to add to by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts = parts_of(path)

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """A new part with its content type."""
        self.parts[name] = content
        root = etree.fromstring(self.parts["[Content_Types].xml"])
        attributes = {"PartName": f"/{name}", "ContentType": content_type}
        etree.SubElement(root, f"{{{TYPES}}}Override", attributes)
        self.parts["[Content_Types].xml"] = etree.tostring(root)

    def relate(self, source: str, kind: str, target: str) -> str:
        """A relation from a part ("" is the package) to another; its id."""
        folder, name = posixpath.split(source)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        empty = f'<Relationships xmlns="{RELATIONS}"/>'.encode()
        root = etree.fromstring(self.parts.get(where, empty))
        made = f"rIdTest{len(root) + 1}"
        attributes = {"Id": made, "Type": f"{OFFICE}/{kind}", "Target": f"/{target}"}
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", attributes)
        self.parts[where] = etree.tostring(root)
        return made

    def before(self, part: str, mark: str, markup: str) -> None:
        """Put markup into a part before the last place where `mark` stands."""
        text = self.parts[part].decode()
        at = text.rindex(mark)
        self.parts[part] = (text[:at] + markup + text[at:]).encode()

    def replace(self, part: str, old: str, new: str) -> None:
        text = self.parts[part].decode()
        assert old in text, f"{old} is not in {part}"
        self.parts[part] = text.replace(old, new).encode()

    def save(self, path: Path | None = None) -> Path:
        return write_parts(path or self.path, self.parts)


def sheet_part(path: Path, sheet: str) -> str:
    """The part name of a worksheet."""
    parts = parts_of(path)
    root = etree.fromstring(parts["xl/workbook.xml"])
    ids = {s.get("name"): s.get(f"{{{OFFICE}}}id") for s in root.iter(f"{{{MAIN}}}sheet")}
    rels = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    target = next(r.get("Target", "") for r in rels if r.get("Id") == ids[sheet])
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


_DECLARE_R = f'xmlns:r="{OFFICE}"'
_X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
_XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
_EXTENSIONS = (
    f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {_X14}>'
    f'<x14:dataValidations count="1" {_XM}><x14:dataValidation type="list" allowBlank="1">'
    "<x14:formula1><xm:f>'花名册'!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>A2</xm:sqref>"
    "</x14:dataValidation></x14:dataValidations></ext>"
    f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" {_X14}><x14:sparklineGroups {_XM}>'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>'工资发放表'!F8:F9</xm:f>"
    "<xm:sqref>D2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    "</x14:sparklineGroups></ext></extLst>"
)


def rich_book(path: Path) -> Path:
    """A blank book with all that other libraries lose: none of it ours to touch."""
    blank_book(path)
    parts = Parts(path)
    roster = sheet_part(path, "花名册")
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    drawing = f'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/x" {_DECLARE_R}/>'.encode()
    parts.add("xl/media/logo.png", png, "image/png")
    parts.add("xl/drawings/logo.xml", drawing, "application/vnd.ms-office.drawing+xml")
    parts.relate("xl/drawings/logo.xml", "image", "xl/media/logo.png")
    logo = parts.relate(roster, "drawing", "xl/drawings/logo.xml")
    parts.add("xl/drawings/header.vml", b"<xml/>", "application/vnd.ms-office.vmlDrawing")
    parts.relate("xl/drawings/header.vml", "image", "xl/media/logo.png")
    header = parts.relate(roster, "vmlDrawing", "xl/drawings/header.vml")
    parts.add(
        "xl/ctrlProps/button.xml", b"<formControlPr/>", "application/vnd.ms-excel.control+xml"
    )
    button = parts.relate(roster, "ctrlProp", "xl/ctrlProps/button.xml")
    control = (
        f'<controls {_DECLARE_R}><control shapeId="1025" r:id="{button}" name="b"/></controls>'
    )
    parts.before(
        roster,
        "</worksheet>",
        f'<headerFooter><oddHeader>&amp;L&amp;G</oddHeader></headerFooter><drawing r:id="{logo}" '
        f'{_DECLARE_R}/><legacyDrawingHF r:id="{header}" {_DECLARE_R}/>{control}{_EXTENSIONS}',
    )
    parts.add("xl/vbaProject.bin", bytes(range(200)), "application/vnd.ms-office.vbaProject")
    parts.relate("xl/workbook.xml", "vbaProject", "xl/vbaProject.bin")
    parts.add("customXml/item1.xml", "<单位>某街道</单位>".encode(), "application/xml")
    parts.relate("xl/workbook.xml", "customXml", "customXml/item1.xml")
    parts.add("xl/pivotTables/p.xml", b"<pivotTableDefinition/>", "application/x-pivot+xml")
    parts.relate(roster, "pivotTable", "xl/pivotTables/p.xml")
    parts.save()
    return path


def append_rows(path: Path, sheet: str, markup: str) -> None:
    """Put rows at the end of a sheet's data by hand."""
    parts = Parts(path)
    part = sheet_part(path, sheet)
    if b"</sheetData>" not in parts.parts[part]:
        parts.replace(part, "<sheetData/>", "<sheetData></sheetData>")
    parts.before(part, "</sheetData>", markup)
    parts.save()


def add_user_column(path: Path, sheet: str, column: str, cells: Mapping[int, str]) -> None:
    """Put cells of a user's column into rows: row number -> what stands inside <c>."""
    parts = Parts(path)
    part = sheet_part(path, sheet)
    root = etree.fromstring(parts.parts[part])
    for row in root.iter(f"{{{MAIN}}}row"):
        number = int(row.get("r", "0"))
        if number in cells:
            inner = cells[number]
            kind = ' t="inlineStr"' if inner.startswith("<is>") else ""
            made = f'<c xmlns="{MAIN}" r="{column}{number}"{kind}>{inner}</c>'
            row.append(etree.fromstring(made))
    parts.parts[part] = etree.tostring(root)
    parts.save()


def text(value: str) -> str:
    """What stands inside a cell of inline text."""
    return f"<is><t>{value}</t></is>"


def with_shared_strings(path: Path, target: Path) -> Path:
    """The workbook as another program would save it: every inline text a shared string."""
    parts = Parts(path)
    texts: dict[str, int] = {}
    for name in [name for name in parts.parts if name.startswith("xl/worksheets/sheet")]:
        root = etree.fromstring(parts.parts[name])
        for cell in root.iter(f"{{{MAIN}}}c"):
            if cell.get("t") == "inlineStr":
                value = "".join(str(one) for one in cell.itertext())
                del cell[:]
                cell.set("t", "s")
                index = texts.setdefault(value, len(texts))
                etree.SubElement(cell, f"{{{MAIN}}}v").text = str(index)
        parts.parts[name] = etree.tostring(root)
    table = etree.Element(f"{{{MAIN}}}sst", nsmap={None: MAIN})  # type: ignore[dict-item]  # the stubs forget None
    for value in texts:
        item = etree.SubElement(table, f"{{{MAIN}}}si")
        made = etree.SubElement(item, f"{{{MAIN}}}t")
        made.text = value
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    if "xl/sharedStrings.xml" not in parts.parts:
        parts.add("xl/sharedStrings.xml", b"", kind)
        parts.relate("xl/workbook.xml", "sharedStrings", "xl/sharedStrings.xml")
    parts.parts["xl/sharedStrings.xml"] = etree.tostring(table)
    return parts.save(target)


def prefixed(path: Path, target: Path, sheet: str) -> Path:
    """The workbook with one sheet's elements under a namespace prefix, as some libraries write."""
    parts = Parts(path)
    part = sheet_part(path, sheet)
    root = etree.fromstring(parts.parts[part])
    made = etree.Element(root.tag, nsmap={"x": MAIN, "r": OFFICE})
    for name, value in root.attrib.items():
        made.set(name, value)
    parts.parts[part] = etree.tostring(_copied(root, made))
    return parts.save(target)


def _copied(source: etree._Element, target: etree._Element) -> etree._Element:
    target.text = source.text
    for element in source:
        _copied(
            element,
            etree.SubElement(
                target, element.tag, {str(k): str(v) for k, v in element.attrib.items()}
            ),
        )
    return target
