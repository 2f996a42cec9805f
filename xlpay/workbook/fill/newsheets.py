"""A result sheet made for a workbook that has none, in the physical form all of them have.

styles.xml never changes, so a new sheet can only wear styles that the workbook has: those of a
result sheet that is there already, else the plainest ones whose number format fits the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xlpay.base.grid import column_letters
from xlpay.results.layout import FIRST_COLUMN
from xlpay.results.tables import Kind
from xlpay.workbook.file.markup import MAIN, parse
from xlpay.workbook.file.numberformats import format_codes
from xlpay.workbook.file.parts import Workbook
from xlpay.workbook.fill.markers import HEAD, NOTE, PROTOTYPES, TITLE
from xlpay.workbook.fill.resultsheet import ResultSheet

FIRST_FRAME_ROW: Final = len(PROTOTYPES) + 1

# Formats that suit a kind, best first: built-in numbers, or codes of the workbook's own.
_WANTED: Final[Mapping[Kind, tuple[int | str, ...]]] = {
    Kind.TEXT: (49, 0),
    Kind.WIDE: (49, 0),
    Kind.COUNT: (1, 0),
    Kind.YEARS: (2, "0.00", "0.00_ ", 4, 0),
    Kind.COEFFICIENT: (2, "0.00", "0.00_ ", 0),
    Kind.MONEY: (4, "#,##0.00", "#,##0.00_ ", 40, 39, 2, "0.00", "0.00_ ", 0),
}


def fresh_sheet(workbook: Workbook, sibling: ResultSheet | None) -> bytes:
    """The XML of an empty result sheet: prototypes, title, note and header row."""
    styles = _sibling_styles(sibling) if sibling else _foreign_styles(workbook)
    rows = [
        _row(number, marker, styles.get(marker, {}), hidden=True)
        for number, marker in enumerate(PROTOTYPES, 1)
    ]
    frame = {m: sibling.frame[m][1] if sibling and m in sibling.frame else None for m in _FRAME}
    rows += [
        _row(number, marker, {} if style is None else {Kind.TEXT: style})
        for number, (marker, style) in enumerate(frame.items(), FIRST_FRAME_ROW)
    ]
    return _SHEET.format(main=MAIN, rows="".join(rows)).encode()


_FRAME: Final = (TITLE, NOTE, HEAD)
_SHEET: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="{main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    '<dimension ref="A1:G7"/><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="7" topLeftCell="A8" activePane="bottomLeft" state="frozen"/>'
    '<selection pane="bottomLeft" activeCell="B8" sqref="B8"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/>'
    '<cols><col min="1" max="1" width="3" hidden="1" customWidth="1"/></cols>'
    "<sheetData>{rows}</sheetData>"
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
)


def _row(number: int, marker: str, styles: Mapping[Kind, str], hidden: bool = False) -> str:
    cells = "".join(
        f'<c r="{column_letters(column)}{number}" s="{styles[kind]}"/>'
        for column, kind in enumerate(Kind, FIRST_COLUMN)
        if kind in styles
    )
    mark = f'<c r="A{number}" t="inlineStr"><is><t>{marker}</t></is></c>'
    hiding = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{hiding}>{mark}{cells}</row>'


def _sibling_styles(sibling: ResultSheet) -> dict[str, Mapping[Kind, str]]:
    return {marker: found.styles for marker, found in sibling.prototypes.items()}


def _foreign_styles(workbook: Workbook) -> dict[str, Mapping[Kind, str]]:
    package, part = workbook.package, workbook.related.get("styles")
    if part is None or part not in package:
        return {}
    formats = list(format_codes(parse(package.name, part, package.read(part))))
    styles = {kind: str(_best(formats, wanted)) for kind, wanted in _WANTED.items()}
    return dict.fromkeys(PROTOTYPES, styles)


def _best(formats: list[tuple[int, str]], wanted: tuple[int | str, ...]) -> int:
    """The index of the first cell style with the most wanted format; 0 if none has any."""
    for want in wanted:
        for index, (number, code) in enumerate(formats):
            if (code == want) if isinstance(want, str) else (number == want and not code):
                return index
    return 0
