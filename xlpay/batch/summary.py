"""批量汇总: a row a workbook, as a file of its own, and what a person is told at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlpay.base.money import BLANK, Ints, ints
from xlpay.batch.files import SUMMARY
from xlpay.batch.rows import DONE, BookResult
from xlpay.jobs.outputs import Destination, replacing, write_table
from xlpay.results.tables import Column, Kind, Table

SHEET: Final = "批量汇总"


def _numbers(values: Sequence[int | None]) -> Ints:
    return ints([BLANK if value is None else value for value in values])


def _money(header: str, values: Sequence[int | None]) -> Column:
    return Column(header, Kind.MONEY, _numbers(values), summed=True, width=15)


def _count(header: str, values: Sequence[int | None]) -> Column:
    return Column(header, Kind.COUNT, _numbers(values), summed=True)


def summary_table(rows: Sequence[BookResult]) -> Table:
    """批量汇总: a row a workbook."""

    columns = (
        Column("序号", Kind.COUNT, _numbers(range(1, len(rows) + 1)), width=6),
        Column("文件", Kind.WIDE, [row.book for row in rows], width=40),
        Column("状态", Kind.TEXT, [row.status for row in rows], width=9),
        Column("单位名称", Kind.TEXT, [row.unit or None for row in rows], width=26),
        Column("工资月份", Kind.TEXT, [row.period or None for row in rows], width=10),
        Column("人数", Kind.COUNT, _numbers([row.people for row in rows]), summed=True, width=8),
        _money("应发合计", [row.gross_fen for row in rows]),
        _money("实发合计", [row.net_fen for row in rows]),
        _count("比上月人数", [row.people_change for row in rows]),
        _money("比上月应发", [row.gross_change_fen for row in rows]),
        _money("比上月实发", [row.net_change_fen for row in rows]),
        _count("错误", [row.errors for row in rows]),
        _count("警告", [row.warnings for row in rows]),
        Column("输出", Kind.WIDE, [row.output or None for row in rows], width=40),
        Column("说明", Kind.WIDE, [row.why or None for row in rows], width=52),
    )
    bad = sum(row.status != DONE for row in rows)
    note = f"共 {len(rows)} 个工作簿，完成 {len(rows) - bad} 个　　金额单位：元"
    return Table(SHEET, "batch", SHEET, note, columns, total_label="总计")


def write_summary(
    rows: Sequence[BookResult], out: Path, mode: int | None
) -> tuple[Path, Path | None]:
    """The summary workbook, and where an earlier one was kept that somebody had worked in."""
    from xlpay.workbook.template.results import EmptyResult, Head

    table = summary_table(rows)
    heads = tuple(Head(c.header, c.kind, c.width or 0) for c in table.columns)
    form = EmptyResult(SHEET, table.key, heads, frozen=2, signed=False)
    target = Destination(out).prepare(out / SUMMARY)
    with replacing(target) as kept:
        write_table(table, form, target, mode)
    return target, kept
