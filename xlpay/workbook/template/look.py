"""How the official workbook looks on the screen and on paper: fonts, colours, borders, pages.

Colours mean something to the clerk: orange must be filled, blue may be, green is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from openpyxl.cell import Cell, MergedCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.results.tables import text_width

FACE: Final = "宋体"
REQUIRED, OPTIONAL, COMPUTED = "F8CBAD", "DDEBF7", "E2EFDA"
HEADING, SUBTOTAL, TOTAL = "D9E1F2", "F2F2F2", "E7E6E6"
DUPLICATE, MISSING = "FF9999", "FFF2CC"

TAB_GUIDE, TAB_INPUT, TAB_RESULT, TAB_DEDUCTIONS = "7F7F7F", "ED7D31", "70AD47", "FBE5D6"

TEXT_FORMAT: Final = "@"
DATE_FORMAT: Final = "yyyy-mm-dd"

A4: Final = 9  # the paper's number in SpreadsheetML
LINE: Final = 13.5  # points
SIZE_RATIO: Final = 1.04  # a column's width counts characters of 11 points; text has 10
PAGE_NUMBER: Final = "第 &P 页　共 &N 页"
UNIT, DAY = "单位（盖章）：", "填表日期：　　　　年　　月　　日"

_thin: Final = Side(style="thin", color="808080")
GRID: Final = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)


class Look(msgspec.Struct, frozen=True):
    """The whole formatting of a cell or a column."""

    size: float = 10
    bold: bool = False
    fill: str = ""
    across: str = "general"
    wrap: bool = False
    indent: int = 0
    shrink: bool = False
    grid: bool = True
    number: str = "General"

    def put(self, target: Cell | MergedCell | ColumnDimension) -> None:
        """Give the target this formatting; a column's holds for every row of it typed into."""
        target.font = Font(name=FACE, sz=self.size, b=self.bold)
        target.alignment = Alignment(
            horizontal=self.across,
            vertical="center",
            wrap_text=self.wrap,
            shrink_to_fit=self.shrink,
            indent=self.indent,
        )
        target.number_format = self.number
        if self.fill:
            target.fill = PatternFill("solid", fgColor=f"FF{self.fill}")
        if self.grid:
            target.border = GRID

    def on(self, fill: str) -> Look:
        """The same on another ground."""
        return replace(self, fill=fill)


TITLE: Final = Look(size=16, bold=True, across="centerContinuous", grid=False)
NOTE: Final = Look(size=10.5, across="left", grid=False)
HEADER: Final = Look(bold=True, across="center", wrap=True)
SECTION: Final = Look(size=12, bold=True, fill=HEADING, grid=False)
WORDS: Final = Look(across="left", wrap=True, indent=1)
CENTRED: Final = Look(across="center", wrap=True)


def header_row(
    sheet: Worksheet, row: int, cells: Iterable[tuple[int, str, str]], height: float
) -> None:
    """Headers (column number, text, ground) in one row."""
    for column, text, fill in cells:
        HEADER.on(fill).put(sheet.cell(row, column, text))
    sheet.row_dimensions[row].height = height


def mark(sheet: Worksheet, cells: str, formula: str, colour: str, *, bold: bool = False) -> None:
    """Colour the cells where the formula (for the first of them) holds."""
    fill = PatternFill("solid", fgColor=f"FF{colour}", bgColor=f"FF{colour}")
    font = Font(b=True, color="FF9C0006") if bold else None
    rule: Any = FormulaRule([formula], fill=fill, font=font)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(cells, rule)


def height_for(texts: Iterable[tuple[str, float]], least: float = 20) -> float:
    """The height of a row in points so that no text (text, column width) is cut."""
    return max(least, max(_lines(text, width) for text, width in texts) * LINE + 4)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes."""
    room = int((width - 1) * SIZE_RATIO)
    return -(-text_width(text) // room) or 1


def page(
    sheet: Worksheet,
    *,
    signed: tuple[str, str, str] | None = None,
    head: str = "",
    wide: int = 1,
) -> None:
    """A4 landscape, `wide` pages across, page numbers, and below the three who sign.

    `head` is the name of a form whose sheet has no title of its own: it stands in the margin.
    """
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, 0
    sheet.print_options.horizontalCentered = True
    top, bottom = 0.9 if head else 0.55, 0.85 if signed else 0.65
    sheet.page_margins = PageMargins(0.35, 0.35, top, bottom, header=0.35, footer=0.3)
    sheet.HeaderFooter.scaleWithDoc = False
    left, middle, right = (f"{name}\n" for name in signed) if signed else ("", "", "")
    right = right and f"{right}　"  # a new line at the very end would be dropped
    _margin(sheet.oddFooter, left, f"{middle}{PAGE_NUMBER}", right)
    if head:
        _margin(sheet.oddHeader, f"\n{UNIT}", head, f"\n{DAY}")
        assert sheet.oddHeader is not None
        sheet.oddHeader.center.size, sheet.oddHeader.center.font = 16, f"{FACE},Bold"


def _margin(item: HeaderFooterItem | None, *texts: str) -> None:
    """The three parts of a page's header or footer."""
    assert item is not None
    for part, text in zip((item.left, item.center, item.right), texts, strict=True):
        if text:
            part.text, part.font, part.size = text, f"{FACE},Regular", 10
