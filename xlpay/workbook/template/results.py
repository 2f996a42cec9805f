"""The result sheets of the official workbook, empty: prototypes, title, note, header row.

Column A is hidden and says what each row is; rows 1-4 are hidden and hold, from B on, one styled
cell for each kind of column.  Filling copies those styles and finds rows by column A alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.codes import Severity
from xlpay.results.tables import Kind
from xlpay.workbook.fill.markers import PROTOTYPES
from xlpay.workbook.fill.prototypes import words
from xlpay.workbook.template.look import (
    COMPUTED,
    HEADER,
    NOTE,
    SUBTOTAL,
    TAB_RESULT,
    TEXT_FORMAT,
    TITLE,
    TOTAL,
    Look,
    mark,
    page,
)

FIRST_COLUMN: Final = 2  # B; A holds the markers
TITLE_ROW, NOTE_ROW, HEAD_ROW, DATA_ROW = 5, 6, 7, 8
MARKERS: Final = {TITLE_ROW: "title", NOTE_ROW: "note", HEAD_ROW: "head"}
NOTHING_YET: Final = "单位（盖章）：{0}{0}所属期：　　　　年　　月".format("　" * 6)
IN_YUAN: Final = "　" * 6 + "单位：元"
SIGNED: Final = (
    "制表：　　　　　　　　审核：",
    "负责人：　　　　　　　　分管领导：",
    "日期：　　　　年　　月　　日",
)

WIDTHS: Final[Mapping[Kind, float]] = {
    Kind.TEXT: 11,
    Kind.WIDE: 40,
    Kind.COUNT: 7,
    Kind.YEARS: 8,
    Kind.COEFFICIENT: 7,
    Kind.MONEY: 10,
}

MONEY: Final = "#,##0.00"
NO_ZEROS: Final = f"{MONEY};-{MONEY};"  # a signed sheet shows what is paid, not what isn't

# numbers shrink: a total wider than its column must not become ####
_ROW: Final[Mapping[Kind, Look]] = {
    Kind.TEXT: Look(across="center", wrap=True, number=TEXT_FORMAT),
    Kind.WIDE: Look(across="left", wrap=True, indent=1, number=TEXT_FORMAT),
    Kind.COUNT: Look(across="center", shrink=True, number="0"),
    Kind.YEARS: Look(across="center", shrink=True, number="0.00"),
    Kind.COEFFICIENT: Look(across="center", shrink=True, number="0.00##"),
    Kind.MONEY: Look(across="right", shrink=True, number=MONEY),
}


class Head(msgspec.Struct, frozen=True):
    """A column of an empty result sheet."""

    header: str
    kind: Kind = Kind.TEXT
    width: float = 0  # 0: the kind's


class EmptyResult(msgspec.Struct, frozen=True):
    """A result sheet: key (its defined name is xlpay_<key>), columns, how many stay in sight."""

    sheet: str
    key: str
    heads: tuple[Head, ...]
    frozen: int = 0
    hidden: bool = False
    signed: bool = True
    zeros: bool = True  # whether an amount of 0 is shown

    def look(self, kind: Kind) -> Look:
        """How a cell of that kind looks in a row of data."""
        found = _ROW[kind]
        return found if self.zeros or kind is not Kind.MONEY else replace(found, number=NO_ZEROS)


_NO: Final = Head("序号", Kind.COUNT, 6)
_PERSON: Final = (Head("姓名", width=10), Head("身份证号", width=21))
_COMMUNITY: Final = Head("社区", width=14)
_REMARK: Final = Head("备注", width=20)


def _money(*headers: str) -> tuple[Head, ...]:
    return tuple(Head(header, Kind.MONEY, 14) for header in headers)


PAYROLL: Final = EmptyResult(
    "工资发放表",
    "payroll",
    (_NO, *_PERSON, _COMMUNITY, *_money("应发合计", "扣款合计", "实发合计"), _REMARK),
    frozen=3,
    zeros=False,
)
PROMOTION: Final = EmptyResult(
    "晋级审批表",
    "promotion",
    (
        _NO,
        *_PERSON,
        _COMMUNITY,
        Head("变动类型", width=13),
        Head("变动前", width=15),
        Head("变动后", width=15),
        Head("月增资额", Kind.MONEY),
        Head("执行月份", width=10),
        Head("补发建议", Kind.MONEY),
        Head("依据", Kind.WIDE, 32),
        Head("社区意见", width=12),
        Head("街道意见", width=12),
        Head("主管部门意见", width=13),
    ),
    frozen=3,
    zeros=False,
)
BONUS: Final = EmptyResult(
    "年终奖",
    "bonus",
    (
        _NO,
        *_PERSON,
        _COMMUNITY,
        Head("等次", width=10),
        Head("月数", Kind.COUNT),
        *_money("标准", "金额"),
        _REMARK,
    ),
    frozen=3,
)
AWARDS: Final = EmptyResult(
    "一次性奖励",
    "awards",
    (*_PERSON, Head("项目", width=22), *_money("金额"), Head("依据", Kind.WIDE, 50)),
    frozen=2,
)
SUMMARY: Final = EmptyResult(
    "汇总",
    "summary",
    (
        Head("社区", width=16),
        Head("人数", Kind.COUNT, 8),
        *_money("应发合计", "扣款合计", "实发合计"),
    ),
    frozen=1,
    zeros=False,
)
REPORT: Final = EmptyResult(
    "校验报告",
    "report",
    (
        Head("级别", width=5),
        Head("代码", width=11),
        Head("工作表", width=9.5),
        Head("单元格", width=7.5),
        Head("姓名", width=7.5),
        Head("问题", Kind.WIDE, 40),
        Head("处理建议", Kind.WIDE, 32),
        Head("已核对", width=10),
        Head("核对说明", Kind.WIDE, 14),
    ),
    signed=False,
)
BASIS: Final = EmptyResult(
    "计算依据",
    "basis",
    (
        *_PERSON,
        Head("项目", width=16),
        *_money("金额"),
        Head("算式", Kind.WIDE, 46),
        Head("依据", Kind.WIDE, 44),
    ),
    frozen=2,
)
VISIBLE: Final = (PAYROLL, PROMOTION, BONUS, AWARDS, SUMMARY, REPORT, BASIS)

LEVEL_COLOURS: Final = {
    Severity.ERROR: "FFC7CE",
    Severity.WARNING: "FFEB9C",
    Severity.NOTICE: "DDEBF7",
}


def add_result(book: Workbook, result: EmptyResult) -> Worksheet:
    """An empty result sheet in the form that filling knows."""
    sheet: Worksheet = book.create_sheet(result.sheet)
    sheet.sheet_properties.tabColor = TAB_RESULT
    sheet.sheet_state = "hidden" if result.hidden else "visible"
    _prototypes(sheet, result)
    _heading(sheet, result)
    _columns(sheet, result)
    _name(book, result)
    if not result.hidden:  # some programs print a hidden sheet that has a print area
        _printing(sheet, result)
    if result is REPORT:
        _colour_levels(sheet)
    return sheet


def last_letter(result: EmptyResult) -> str:
    """The column of the last header."""
    return get_column_letter(FIRST_COLUMN + len(result.heads) - 1)


def _prototypes(sheet: Worksheet, result: EmptyResult) -> None:
    """Rows 1-4, hidden: a styled cell for each kind of column, the first row naming the columns."""
    labels = replace(_ROW[Kind.TEXT], across="left", wrap=False)  # a long word runs on to the right
    headers = [head.header for head in result.heads]
    for row, marker in enumerate(PROTOTYPES, start=1):
        sheet.cell(row, 1, marker)
        sheet.row_dimensions[row].hidden = True
        for place, word in enumerate(words(marker, headers)):
            kind = list(Kind)[place] if place < len(Kind) else Kind.TEXT
            sums = labels if kind is Kind.TEXT else result.look(kind)
            looks = {
                "p:head": HEADER.on(COMPUTED),
                "p:row": result.look(kind),
                "p:sub": _summing(sums, SUBTOTAL),
                "p:total": _summing(sums, TOTAL),
            }
            looks[marker].put(sheet.cell(row, FIRST_COLUMN + place, word))


def _summing(look: Look, ground: str) -> Look:
    return replace(look, bold=True, fill=ground)


def _heading(sheet: Worksheet, result: EmptyResult) -> None:
    """Title over the whole table, note, header row; their markers in A."""
    for row, marker in MARKERS.items():
        sheet.cell(row, 1, marker)
    for column, head in enumerate(result.heads, start=FIRST_COLUMN):
        TITLE.put(sheet.cell(TITLE_ROW, column))
        NOTE.put(sheet.cell(NOTE_ROW, column))
        HEADER.on(COMPUTED).put(sheet.cell(HEAD_ROW, column, head.header))
    sheet.cell(TITLE_ROW, FIRST_COLUMN, result.sheet)
    sheet.cell(NOTE_ROW, FIRST_COLUMN, NOTHING_YET + (IN_YUAN if result.signed else ""))
    for row, height in ((TITLE_ROW, 32), (NOTE_ROW, 20), (HEAD_ROW, 32)):
        sheet.row_dimensions[row].height = height


def _columns(sheet: Worksheet, result: EmptyResult) -> None:
    sheet.column_dimensions["A"].hidden = True
    for column, head in enumerate(result.heads, start=FIRST_COLUMN):
        width = head.width or WIDTHS[head.kind]
        sheet.column_dimensions[get_column_letter(column)].width = width
    corner = get_column_letter(FIRST_COLUMN + result.frozen)
    sheet.freeze_panes = f"{corner}{DATA_ROW}"


def _name(book: Workbook, result: EmptyResult) -> None:
    """The table's own name: from the header row to the first row of data, still empty."""
    name = f"xlpay_{result.key}"
    extent = f"'{result.sheet}'!$B${HEAD_ROW}:${last_letter(result)}${DATA_ROW}"
    book.defined_names[name] = DefinedName(name, attr_text=extent)


def _printing(sheet: Worksheet, result: EmptyResult) -> None:
    last = last_letter(result)
    sheet.print_area = f"B{TITLE_ROW}:{last}{DATA_ROW}"
    sheet.print_title_rows = f"{TITLE_ROW}:{HEAD_ROW}"
    sheet.auto_filter.ref = f"B{HEAD_ROW}:{last}{DATA_ROW}"
    page(sheet, signed=SIGNED if result.signed else None)


def _colour_levels(sheet: Worksheet) -> None:
    for level, colour in LEVEL_COLOURS.items():
        mark(sheet, f"B{DATA_ROW}:B{DATA_ROW}", f'$B{DATA_ROW}="{level}"', colour)
