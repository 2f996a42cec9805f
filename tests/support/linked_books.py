"""Workbooks as Excel saves them while the add-in is open: calls into links, and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook, ExternalDefinedName
from openpyxl.worksheet.formula import ArrayFormula

PATH = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
STARTUP = "http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/xlStartup"
XLSTART = (STARTUP, "xlpay.xlam")
FOLDER = (
    PATH,
    "file:///C:\\Users\\a\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART\\XLPAY.xlam",
)
OTHER = (PATH, "file:///D:\\%E5%B7%A5%E8%B5%84\\other.xlsx")
CALL, SUM = "[1]!CWGRADE(A1,B1)", "[1]!CWTOTAL(1)"


def linked_book(
    path: Path,
    links: Sequence[tuple[str, str]] = (XLSTART,),
    formulas: Sequence[str] = (CALL, SUM),
    array: str = "",
    name: str = "",
    rule: str = "",
) -> Path:
    """A post and years in A1:B1; the formulas in column C, an array over D1:D2, a name, a rule."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "人员"
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "正职", 5, "副职", 12
    for row, formula in enumerate(formulas, 1):
        sheet.cell(row, 3, f"={formula}")
    if array:
        sheet["D1"] = ArrayFormula("D1:D2", f"={array}")
    if name:
        book.defined_names["我的"] = DefinedName("我的", attr_text=name)
    if rule:
        sheet.conditional_formatting.add("A1:A2", Rule(type="expression", formula=[rule]))
    for kind, target in links:
        known = [ExternalDefinedName(name=one) for one in ("CWGRADE", "CWTOTAL")]
        link = ExternalLink(ExternalBook(definedNames=known, id="rId1"))
        link.file_link = Relationship(Type=kind, Target=target, TargetMode="External", Id="rId1")
        book._external_links.append(link)  # type: ignore[attr-defined]
    book.save(path)
    return path
