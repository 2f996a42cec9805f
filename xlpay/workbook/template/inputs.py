"""The input sheets of the official workbook: headers, hints, drop-downs, formats, marks.

Formats and hints are the column's, so that any row a clerk types into has them: digits stay text
because the whole column is text, not because somebody thought of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.forms import (
    COMMUNITIES,
    CREDENTIALS,
    DIPLOMA,
    QUALIFICATION,
    ROSTER,
    SETTINGS,
    CellKind,
    Field,
    Form,
    Words,
)
from xlpay.policy.inputs import hint_of
from xlpay.policy.schema.document import Document
from xlpay.workbook.template.look import (
    DATE_FORMAT,
    DUPLICATE,
    MISSING,
    OPTIONAL,
    REQUIRED,
    TAB_DEDUCTIONS,
    TAB_INPUT,
    TEXT_FORMAT,
    Look,
    header_row,
    mark,
    page,
)
from xlpay.workbook.template.settings import SIGNED
from xlpay.workbook.template.words import FLAGS, LABELS, name_of, words

LAST_ROW: Final = 20_000
IDENTITY: Final = "身份证号"
MAY_STAY_BLANK: Final = "结束日期"  # a required column whose blank cell says "still in the duty"
COMMUNITY_LIST: Final = name_of("社区")
PAGES_WIDE: Final = {ROSTER.sheet: 3}  # 33 columns on fewer A4 pages could not be read

_FORMATS: Final = {
    CellKind.IDENTITY: TEXT_FORMAT,
    CellKind.DIGITS: TEXT_FORMAT,
    CellKind.TEXT: TEXT_FORMAT,
    CellKind.MONTH: TEXT_FORMAT,
    CellKind.DATE: DATE_FORMAT,
    CellKind.MONEY: "0.00",
    CellKind.YEARS: "0.00",
    CellKind.YEAR: "0",
    CellKind.COUNT: "0",
}
_LEFT: Final = frozenset({"备注", "说明", "开户银行"})
_RIGHT: Final = frozenset(
    {
        CellKind.MONEY,
        CellKind.YEARS,
        CellKind.COUNT,
        CellKind.DAYS,
        CellKind.SCORE,
        CellKind.RATE,
    }
)


class Limit(msgspec.Struct, frozen=True):
    """What a cell must be as Excel's own rule, and what is said when it is not."""

    kind: Literal["date", "whole", "decimal"]
    operator: Literal["between", "greaterThan", "greaterThanOrEqual"]
    low: str
    high: str | None
    message: str


_LIMITS: Final = {
    CellKind.DATE: Limit("date", "between", "14611", "73050", "日期请写成 2021-07-01 的样子。"),
    CellKind.YEAR: Limit("whole", "between", "1950", "2099", "年度请写四位数字，如 2025。"),
    CellKind.COUNT: Limit("whole", "greaterThanOrEqual", "0", None, "这里填 0 或正整数。"),
    CellKind.DAYS: Limit("decimal", "greaterThan", "0", None, "天数大于 0，可填半天，如 1.5。"),
    CellKind.SCORE: Limit("decimal", "greaterThanOrEqual", "0", None, "这里填 0 或正数。"),
    CellKind.RATE: Limit("decimal", "between", "0", "1", "费率写小数或百分数，如 0.08 或 8%。"),
    CellKind.YEARS: Limit("decimal", "between", "0", "60", "年限填 0 到 60 之间的数，如 12.5。"),
}


def add_inputs(book: Workbook, schemes: Sequence[Document], forms: Sequence[Form]) -> None:
    """These input sheets but 参数."""
    for form in forms:
        if form.sheet != SETTINGS.sheet:
            _add_form(book, form, schemes)
    if all(form.sheet != COMMUNITIES.sheet for form in forms):
        return
    extent = (
        f"OFFSET('{COMMUNITIES.sheet}'!$A$2,0,0,MAX(1,COUNTA('{COMMUNITIES.sheet}'!$A:$A)-1),1)"
    )
    book.defined_names[COMMUNITY_LIST] = DefinedName(COMMUNITY_LIST, attr_text=extent)


def _add_form(book: Workbook, form: Form, schemes: Sequence[Document]) -> None:
    sheet: Worksheet = book.create_sheet(form.sheet)
    sheet.sheet_properties.tabColor = TAB_DEDUCTIONS if form.deductions else TAB_INPUT
    sheet.sheet_format.defaultRowHeight = 18
    sheet.sheet_format.customHeight = True
    heads = [(i, f.header, ground(f)) for i, f in enumerate(form.fields, start=1)]
    header_row(sheet, 1, heads, 34)
    for column, field in enumerate(form.fields, start=1):
        _format(sheet, column, field, schemes)
        for rule in validations(form, column, field, schemes):
            sheet.add_data_validation(rule)
    _marks(sheet, form)
    last = get_column_letter(len(form.fields))
    sheet.auto_filter.ref = f"A1:{last}{LAST_ROW}"
    frozen = _frozen_columns(form)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.print_title_rows = "1:1"
    if form.sheet in PAGES_WIDE:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.print_options.gridLines = True
    page(sheet, signed=SIGNED, head=form.sheet, wide=PAGES_WIDE.get(form.sheet, 1))


def ground(field: Field) -> str:
    """The colour of a header."""
    return REQUIRED if field.required else OPTIONAL


def _format(sheet: Worksheet, column: int, field: Field, schemes: Sequence[Document]) -> None:
    across = "right" if field.holds in _RIGHT else "left" if field.header in _LEFT else "center"
    dimension = sheet.column_dimensions[get_column_letter(column)]
    dimension.width = max(field.width, _needed(field, schemes))
    number = _FORMATS.get(field.holds, "General")
    Look(across=across, number=number, grid=False).put(dimension)


def _needed(field: Field, schemes: Sequence[Document]) -> float:
    """Room for the header on two lines, and for the longest word of a drop-down on one."""
    found = words(schemes, field.words) if field.words else ()
    return max(2 * len(field.header) - 2, *(2 * len(word) + 2 for word in found), 0)


def validations(
    form: Form, column: int, field: Field, schemes: Sequence[Document]
) -> tuple[DataValidation, DataValidation]:
    """The hint on the header, and the hint with its rule on the cells below."""
    letter = get_column_letter(column)
    head = DataValidation(sqref=f"{letter}1", allow_blank=True)
    below = _rule(form, letter, field, schemes)
    below.sqref = f"{letter}2:{letter}{LAST_ROW}"
    kind = "（必填列）" if field.required else "（有就填）"
    for rule in (head, below):
        rule.showInputMessage = True
        rule.promptTitle = f"{field.header}{kind}"[:32]
        rule.prompt = f"{hint_of(form, field, schemes)}。"[:255]
    return head, below


def _rule(form: Form, letter: str, field: Field, schemes: Sequence[Document]) -> DataValidation:
    if source := _list_of(form, field, schemes):
        rule = DataValidation("list", source, allow_blank=True)
        return _says(rule, "下拉中没有这个词。写错了请重选；确是常用别名（见填表说明）可以保留。")
    if field.header == "社区" and form.sheet != COMMUNITIES.sheet:
        return DataValidation("list", COMMUNITY_LIST, allow_blank=True)  # a help, no limit
    if field.holds is CellKind.IDENTITY:
        rule = DataValidation("custom", f"AND(ISTEXT({letter}2),LEN({letter}2)=18)")
        return _says(rule, "身份证号应是18位文本。", stop=True)
    if field.holds is CellKind.MONEY:
        amount = f"AND(ISNUMBER({letter}2),{letter}2>=0,ROUND({letter}2,2)={letter}2)"
        return _says(DataValidation("custom", amount), "金额填数字，不能是负数，最多两位小数。")
    if limit := _LIMITS.get(field.holds):
        rule = DataValidation(limit.kind, limit.low, limit.high, operator=limit.operator)
        return _says(rule, limit.message)
    return DataValidation(allow_blank=True)


def _says(rule: DataValidation, message: str, *, stop: bool = False) -> DataValidation:
    """A warning that can be overruled: the program reads more than Excel's rules can tell."""
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorStyle = "stop" if stop else "warning"
    rule.errorTitle, rule.error = "请核对", message
    return rule


def _list_of(form: Form, field: Field, schemes: Sequence[Document]) -> str:
    """The list behind a drop-down; the levels of 学历证书 follow the row's 类别."""
    if field.holds is CellKind.FLAG:
        return name_of(FLAGS)
    if field.words is None or not words(schemes, field.words):
        return ""
    everything = name_of(LABELS[field.words])
    if form.sheet != CREDENTIALS.sheet or field.words is not Words.LEVEL:
        return everything
    kind = "$B2"
    diplomas, titles = (name_of(LABELS[w]) for w in (Words.EDUCATION, Words.QUALIFICATION))
    otherwise = f'IF({kind}="{DIPLOMA}",{diplomas},{everything})'
    return f'IF({kind}="{QUALIFICATION}",{titles},{otherwise})'


def _marks(sheet: Worksheet, form: Form) -> None:
    """A row begun but not finished, and an identity number entered twice in the roster."""
    last = get_column_letter(len(form.fields))
    if form.sheet == ROSTER.sheet:
        letter = get_column_letter(1 + [f.header for f in form.fields].index(IDENTITY))
        # the wildcard makes COUNTIF compare text; as numbers only 15 of the 18 digits count
        twice = f'AND(${letter}2<>"",COUNTIF(${letter}$2:${letter}${LAST_ROW},${letter}2&"*")>1)'
        mark(sheet, f"{letter}2:{letter}{LAST_ROW}", twice, DUPLICATE, bold=True)
    for column, field in enumerate(form.fields, start=1):
        if field.required and field.header != MAY_STAY_BLANK:
            letter = get_column_letter(column)
            unfinished = f'AND(COUNTA($A2:${last}2)>0,TRIM({letter}2)="")'
            mark(sheet, f"{letter}2:{letter}{LAST_ROW}", unfinished, MISSING)


def _frozen_columns(form: Form) -> int:
    """The person stays in sight: up to 身份证号, or else the first column."""
    headers = [field.header for field in form.fields]
    return headers.index(IDENTITY) + 1 if IDENTITY in headers else 1
