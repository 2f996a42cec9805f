"""The sheet 参数 of the official workbook: a row for every setting that a shipped policy reads.

What a row says (purpose, choices, default, who reads it, clause) is read off the policies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.base.forms import (
    COMMON_SETTINGS,
    FIRST_MONTH,
    POLICY,
    REGION,
    SETTINGS,
    CommonSetting,
)
from xlpay.policy.schema.document import Document, Setting
from xlpay.workbook.template.look import (
    MISSING,
    OPTIONAL,
    REQUIRED,
    TAB_INPUT,
    TEXT_FORMAT,
    WORDS,
    Look,
    header_row,
    height_for,
    mark,
    page,
)
from xlpay.workbook.template.words import name_of

SIGNED: Final = ("填表：", "审核：", "负责人：　　　　　　　　")
WIDTHS: Final = (24.0, 34.0, 76.0)
_FORMATS: Final = {"ratio": "0.00", "money": "0.00", "year": "0", "count": "0", "weight": "General"}
_PURPOSE: Final = {  # where the policy's own note says nothing
    "choice": "文件可以有几种读法，选定一种",
    "weight": "年度绩效分配的权重，由本地定",
    "year": "年度，如 2021",
    "month": "月份，如 2026-11",
    "money": "元",
    "ratio": "比例",
    "count": "整数",
    "text": "文字",
}


class SettingRow(msgspec.Struct, frozen=True):
    """A row of 参数 as the clerk sees it."""

    name: str
    says: str
    required: bool
    number: str
    offers: bool = False  # a drop-down
    limits: tuple[str, ...] = ()  # of a number, as Excel writes them: ">0"


def setting_lines(schemes: Sequence[Document]) -> tuple[SettingRow, ...]:
    """What every workbook needs, each setting of the policies once, in their order, then what
    only changes how the sheets are printed."""
    needed = [_common(s, schemes) for s in COMMON_SETTINGS if not s.choices]
    printed = [_common(s, schemes) for s in COMMON_SETTINGS if s.choices]
    names = dict.fromkeys(setting.name for scheme in schemes for setting in scheme.setting)
    return (*needed, *(_line(name, schemes) for name in names), *printed)


def add_settings(book: Workbook, schemes: Sequence[Document]) -> None:
    """The sheet, its value cells blank."""
    sheet: Worksheet = book.create_sheet(SETTINGS.sheet)
    sheet.sheet_properties.tabColor = TAB_INPUT
    for letter, width in zip("ABC", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    grounds = (REQUIRED, REQUIRED, OPTIONAL)
    heads = zip((1, 2, 3), (field.header for field in SETTINGS.fields), grounds, strict=True)
    header_row(sheet, 1, heads, 26)
    for row, line in enumerate(setting_lines(schemes), start=2):
        _write(sheet, row, line)
        sheet.add_data_validation(_validation(row, line))
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    page(sheet, signed=SIGNED, head=SETTINGS.sheet)


def _write(sheet: Worksheet, row: int, line: SettingRow) -> None:
    ground = REQUIRED if line.required else OPTIONAL
    name = Look(bold=line.required, fill=ground, across="left", indent=1)
    name.put(sheet.cell(row, 1, line.name))
    Look(size=11, across="center", number=line.number, wrap=True).put(sheet.cell(row, 2))
    WORDS.put(sheet.cell(row, 3, line.says))
    sheet.row_dimensions[row].height = height_for([(line.says, WIDTHS[2])], least=26)
    if line.required:
        mark(sheet, f"B{row}", f'TRIM(B{row})=""', MISSING)


def _validation(row: int, line: SettingRow) -> DataValidation:
    """The hint on the value cell, with a drop-down or limits where there are any."""
    rule = DataValidation(allow_blank=True)
    if line.offers:
        rule = DataValidation("list", name_of(line.name), allow_blank=True)
        rule.error = "请从下拉中选一项。"
    elif line.limits:
        tests = ",".join(f"B{row}{limit}" for limit in line.limits)
        rule = DataValidation("custom", f"AND(ISNUMBER(B{row}),{tests})", allow_blank=True)
        rule.error = "这里填数字，范围见说明。"
    rule.sqref = f"B{row}"
    rule.showErrorMessage, rule.errorStyle, rule.errorTitle = True, "warning", line.name[:32]
    rule.showInputMessage, rule.promptTitle, rule.prompt = True, line.name[:32], line.says[:255]
    return rule


def _common(setting: CommonSetting, schemes: Sequence[Document]) -> SettingRow:
    says = [setting.note]
    if setting.required:
        says.insert(0, "必填")
    if setting.name == FIRST_MONTH:
        says.append("（" + "，".join(f"{s.scheme}为{s.pays_from}" for s in schemes) + "）")
    if setting.choices:
        says += ["可选：" + "、".join(setting.choices), f"不填：{setting.choices[0]}"]
    text = "。".join(says).replace("。（", "（") + "。"
    number = "General" if setting.name in (POLICY, REGION) else TEXT_FORMAT
    offers = bool(setting.choices) or setting.name in (POLICY, REGION)
    return SettingRow(setting.name, text, setting.required, number, offers)


def _line(name: str, schemes: Sequence[Document]) -> SettingRow:
    """One row for a setting however many policies read it."""
    readers = [(scheme, s) for scheme in schemes for s in scheme.setting if s.name == name]
    first = readers[0][1]
    says = "。".join(_sentences(first, readers)) + "。"
    number = _FORMATS.get(first.kind, TEXT_FORMAT)
    limits = _limits(readers) if first.kind in _FORMATS else ()
    return SettingRow(name, says, False, number, bool(first.choices), limits)


def _sentences(first: Setting, readers: Sequence[tuple[Document, Setting]]) -> Iterator[str]:
    yield next((s.note for _, s in readers if s.note), _PURPOSE[first.kind])
    if first.choices:
        offered = (f"{c.word}（{c.note}）" if c.note else c.word for c in first.choices)
        yield "可选：" + "、".join(offered)
    if limits := _range(first):
        yield limits
    yield _default(readers)
    yield "适用：" + "；".join(f"{scheme.scheme}（依据：{s.source}）" for scheme, s in readers)


def _range(setting: Setting) -> str:
    low = f"大于{_plain(setting.above)}" if setting.above is not None else ""
    if setting.min is not None:
        low = f"不小于{_plain(setting.min)}"
    high = f"不大于{_plain(setting.max)}" if setting.max is not None else ""
    return "，".join(part for part in (low, high) if part)


def _limits(readers: Sequence[tuple[Document, Setting]]) -> tuple[str, ...]:
    """What all policies that read a number ask of it; at least that it is not negative."""
    found = {">=0": None}
    for _, s in readers:
        bounds = ((">", s.above), (">=", s.min), ("<=", s.max))
        found.update({f"{sign}{bound}": None for sign, bound in bounds if bound is not None})
    return tuple(found)


def _default(readers: Sequence[tuple[Document, Setting]]) -> str:
    found = dict.fromkeys(_plain(s.default) for _, s in readers if s.default is not None)
    if len(found) == 1:
        return f"不填：{next(iter(found))}"
    if found:
        return "不填：" + "，".join(f"{d.scheme}为{_plain(s.default)}" for d, s in readers)
    needed = {s.required_for for _, s in readers}
    if "year" in needed:
        return "算年终发放时必填，平时可以不填"
    return "用到时必填" if "month" in needed else "可以不填"


def _plain(value: object) -> str:
    """A number as people write it; a ratio below one with two decimals."""
    if isinstance(value, float):
        return f"{Decimal(str(value)):.2f}" if abs(value) < 1 else format(value, "g")
    return str(value)
