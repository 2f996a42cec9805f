"""汇总's three native charts, and the two hidden result sheets that two of them read.

Each chart has one series; its references are plain ranges over the data rows (8 on) of one result
sheet, here row 8 alone, and filling grows every such reference to all rows marked `r`:

1  应发合计 by community   categories 汇总!$B$8 (社区)   values 汇总!$D$8 (应发合计)
2  people by grade         categories 汇总图表_等级!$B$8 (等级)   values 汇总图表_等级!$C$8 (人数)
3  change since last month categories 汇总图表_变动!$B$8 (原因)   values 汇总图表_变动!$C$8 (金额)

So 汇总 (key summary) begins with 社区, 人数, 应发合计 in B, C, D, whatever follows, and ends at N
at the latest; P to AC belong to the charts.  汇总图表_等级 (key summary_grades) has two columns:
等级 (text), 人数 (count); 汇总图表_变动 (key summary_changes) too: 原因 (text), 金额 (money), why
应发合计 differs from the month before, reductions negative.  Both hold data rows only, no subtotal
and no total.  The print area of 汇总 has two parts: the table, which filling grows, and the charts
(P5:AC30), which stay.  The charts stand at fixed cells and do not move with the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    StrData,
    StrRef,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.drawing.text import (
    Font as DrawingFont,
)
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpay.policy.schema.document import Document
from xlpay.results.tables import Kind
from xlpay.workbook.template.cases import people_by
from xlpay.workbook.template.look import FACE
from xlpay.workbook.template.results import (
    DATA_ROW,
    SUMMARY,
    TITLE_ROW,
    EmptyResult,
    Head,
    add_result,
    last_letter,
)

GRADES: Final = EmptyResult(
    "汇总图表_等级",
    "summary_grades",
    (Head("等级", width=18), Head("人数", Kind.COUNT)),
    hidden=True,
)
CHANGES: Final = EmptyResult(
    "汇总图表_变动",
    "summary_changes",
    (Head("原因", width=18), Head("金额", Kind.MONEY)),
    hidden=True,
)
FIRST_COLUMN, LAST_COLUMN = 16, 29  # P to AC
WIDTH: Final = 9  # of each of those columns, in characters


class Chart(msgspec.Struct, frozen=True):
    """A column chart: what it shows, from where, and where it stands."""

    title: str
    sheet: str
    labels: str
    values: str
    label: str
    colour: str
    number: str
    start: str  # the cell whose corner is the chart's upper left one
    stop: str  # and its lower right one
    from_zero: bool = True  # the axis: bars that start above 0 would exaggerate


SALARY: Final = Chart(
    "各社区应发合计（元）", SUMMARY.sheet, "B", "D", "应发合计", "4472C4", "#,##0", "P5", "AD16"
)
PEOPLE: Final = Chart("人数", GRADES.sheet, "B", "C", "人数", "70AD47", "0", "P17", "W30")
CHANGE: Final = Chart(
    "应发合计比上月增减（元）",
    CHANGES.sheet,
    "B",
    "C",
    "金额",
    "ED7D31",
    "#,##0",
    "W17",
    "AD30",
    False,
)
CHARTS: Final = (SALARY, PEOPLE, CHANGE)
PRINTED: Final = "P5:AC30"


def add_charts(book: Workbook, summary: Worksheet, schemes: Sequence[Document]) -> None:
    """The charts to the right of the table, each page of them printed after it."""
    kinds = "、".join(dict.fromkeys(people_by(scheme) for scheme in schemes))
    people = replace(PEOPLE, title=f"各{kinds}人数")
    for result in (GRADES, CHANGES):
        add_result(book, result)
    for column in range(FIRST_COLUMN, LAST_COLUMN + 1):
        summary.column_dimensions[get_column_letter(column)].width = WIDTH
    for chart in (SALARY, people, CHANGE):
        summary.add_chart(_column_chart(chart))
    table = f"B{TITLE_ROW}:{last_letter(SUMMARY)}{DATA_ROW}"
    summary.print_area = f"{table},{PRINTED}"


def _column_chart(spec: Chart) -> BarChart:
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend = "col", 60, None
    chart.title = _title(spec.title)
    chart.series.append(_series(spec))
    chart.x_axis.axPos = "b"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"  # below the bars that point down
    chart.x_axis.txPr = chart.y_axis.txPr = _text(900)
    chart.y_axis.number_format, chart.y_axis.majorTickMark = spec.number, "out"
    if spec.from_zero:
        chart.y_axis.scaling.min = 0
    light = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=light)
    chart.visible_cells_only = False  # the helper sheets are hidden
    chart.roundedCorners = False
    placed: Any = chart  # the stubs know an anchor as text only
    placed.anchor = _anchor(spec)
    return chart


def _series(spec: Chart) -> Series:
    labels, values = (
        f"'{spec.sheet}'!${letter}${DATA_ROW}:${letter}${DATA_ROW}"
        for letter in (spec.labels, spec.values)
    )
    names = StrRef(f=labels, strCache=StrData(ptCount=1))
    numbers = NumRef(f=values, numCache=NumData(formatCode="General", ptCount=1))
    series = Series(
        idx=0,
        order=0,
        tx=SeriesLabel(v=spec.label),
        cat=AxDataSource(strRef=names),
        val=NumDataSource(numRef=numbers),
    )
    series.spPr = GraphicalProperties(solidFill=spec.colour)
    series.invertIfNegative = False
    series.dLbls = DataLabelList(numFmt=spec.number, showVal=True, txPr=_text(800))
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(series.dLbls, part, False)
    return series


def _title(text: str) -> Title:
    look = _character(1200, bold=True)
    run = RegularTextRun(t=text, rPr=look)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])
    title = Title(tx=Text(rich=RichText(p=[paragraph])), layout=Layout())
    title.overlay = False
    return title


def _text(size: int) -> RichText:
    """Text properties of axes and labels; `size` in hundredths of a point."""
    properties = ParagraphProperties(defRPr=_character(size))
    return RichText(p=[Paragraph(pPr=properties, r=[], endParaRPr=CharacterProperties())])


def _character(size: int, *, bold: bool = False) -> CharacterProperties:
    face = DrawingFont(typeface=FACE)
    return CharacterProperties(sz=size, b=bold, latin=face, ea=face)


def _anchor(spec: Chart) -> TwoCellAnchor:
    """From cell to cell, so that the charts fit each other whatever the font's width."""
    return TwoCellAnchor("oneCell", _from=_marker(spec.start), to=_marker(spec.stop))


def _marker(cell: str) -> AnchorMarker:
    row, column = coordinate_to_tuple(cell)
    return AnchorMarker(col=column - 1, row=row - 1)
