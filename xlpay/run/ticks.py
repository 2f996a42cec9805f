"""What an office ticked off in 校验报告, kept from month to month by code, person and content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import TICKED, Finding
from xlpay.base.grid import CellValue, Grid
from xlpay.results.common import REMARKED
from xlpay.unit.cells import as_written, is_blank

Key = tuple[str, str, str]  # code, person, content
Ticks = Mapping[Key, tuple[str, str]]  # what stands in 已核对 and in 核对说明

_COLUMNS = ("代码", "姓名", "问题", TICKED, REMARKED)


def read_ticks(grid: Grid | None) -> Ticks:
    """The rows of 校验报告 in which the office wrote something; none where it has no such sheet."""
    rows = grid.rows if grid is not None else []
    for at, row in enumerate(rows):
        if all(header in row for header in _COLUMNS):
            places = [row.index(header) for header in _COLUMNS]
            read = ([_text(line[i]) for i in places] for line in rows[at + 1 :])
            return {(c, p, m): (ticked, why) for c, p, m, ticked, why in read if ticked or why}
    return {}


def _text(value: CellValue) -> str:
    return "" if is_blank(value) else as_written(value)


def ticked_off(findings: Iterable[Finding], ticks: Ticks) -> list[Finding]:
    """The findings with what the office wrote beside the same ones; an error stays an error."""
    if not ticks:
        return list(findings)
    return [_with(found, ticks) for found in findings]


def _with(found: Finding, ticks: Ticks) -> Finding:
    ticked, why = ticks.get((found.code, found.person, found.message), ("", ""))
    if not ticked and not why:
        return found
    return replace(found, ticked="" if found.severity is Severity.ERROR else ticked, remark=why)
