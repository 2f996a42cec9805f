"""A workbook in which every worksheet function computes its examples beside the values they give.

Formulas are plain =CWGRADE(…), so that the same file computes in Excel and in LibreOffice Calc.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xlpay.catalogue.function import Function
from xlpay.catalogue.model import Example
from xlpay.functions import CATALOGUE
from xlpay.workbook.file.safe import write_whole
from xlpay.workbook.template.book import packed, undated

SHEET: Final = "函数示例"
_HEADER: Final = ("类别", "函数", "说明", "公式", "结果", "应为", "相符")
_WIDTHS: Final = (12, 14, 40, 52, 30, 30, 8)
_NOTES: Final = (
    "结果一列由加载项（Excel）或扩展（LibreOffice Calc）计算；显示 #NAME? 说明还没有安装："
    "xlpay addin install 或 xlpay calc install。",
    "公式里的文字和数都可以换成单元格或区域；可不填的参数可以省略或留空。",
    "结果有多格的公式是数组公式：Excel 2019 及更早的版本，改动后要按 Ctrl+Shift+Enter。",
)
_FIRST_ROW: Final = len(_NOTES) + 3
EPSILON: Final = (
    1e-9  # shown amounts have two decimals; floats of one figure may differ in the last bit
)


def write_examples(path: Path) -> Path:
    """Write the workbook."""
    from openpyxl import Workbook  # only who asks for the workbook pays for loading it

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for row, note in enumerate(_NOTES, 1):
        sheet.cell(row, 1, note)
    _fill(sheet)
    _style(sheet)
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(path) as file:
        file.write(packed(undated(book)))
    return path


def _fill(sheet: Any) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    for column, text in enumerate(_HEADER, 1):
        sheet.cell(_FIRST_ROW - 1, column, text)
    row = _FIRST_ROW
    for function, example in all_examples():
        formula = formula_of(function, example)
        values = rows_of(example)
        for column, text in enumerate((function.category, function.name, function.summary_zh), 1):
            sheet.cell(row, column, text)
        shown = sheet.cell(row, 4, formula)
        shown.data_type, shown.quotePrefix = "s", True
        last = row + len(values) - 1
        result = ArrayFormula(f"E{row}:E{last}", formula) if len(values) > 1 else formula
        sheet.cell(row, 5).value = result
        for offset, (value,) in enumerate(values):
            at = row + offset
            sheet.cell(at, 6, value if value != "" else None)
            sheet.cell(at, 7, _agrees(at, value))
        row = last + 1
    sheet.auto_filter.ref = f"A{_FIRST_ROW - 1}:G{row - 1}"


def _agrees(row: int, value: Any) -> str:
    """Numbers are compared as numbers, texts as texts, a blank with ""."""
    if isinstance(value, bool | int | float):
        return f"=ABS(E{row}-F{row})<{EPSILON:.9f}"
    return f"=EXACT(E{row},F{row})"


def _style(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for cell in sheet[_FIRST_ROW - 1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
    for row in sheet.iter_rows(min_row=_FIRST_ROW):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column in (3, 4, 5, 6))
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.freeze_panes = f"C{_FIRST_ROW}"


# ── examples as formulas


def all_examples() -> Iterator[tuple[Function, Example]]:
    """Every example with its function."""
    for function in CATALOGUE.values():
        for example in function.examples:
            yield function, example


def rows_of(example: Example) -> list[list[Any]]:
    """The value as rows of one column."""
    return example.value if isinstance(example.value, list) else [[example.value]]


def formula_of(function: Function, example: Example) -> str:
    """The call as a formula: texts quoted, ranges as array constants, None left out."""
    return f"={function.name}({','.join(_literal(value) for value in example.args)})"


def _literal(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        rows = [row if isinstance(row, list) else [row] for row in value]
        return "{" + ";".join(",".join(map(_literal, row)) for row in rows) + "}"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    return '"' + str(value).replace('"', '""') + '"'
