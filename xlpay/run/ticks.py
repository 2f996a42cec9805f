"""What an office ticked off in 校验报告, kept from month to month by code, person and content.

A report of a year's money doesn't look for what a month tells, nor a month's for what a year tells:
what was ticked off there is kept at the end of the report as it stood, level 留存.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec
from msgspec import field
from msgspec.structs import replace

from xlpay.base.codes import Severity
from xlpay.base.findings import TICKED, Finding
from xlpay.base.grid import CellValue, Grid
from xlpay.results.common import KEPT, REMARKED, YEARS_REPORT
from xlpay.unit.cells import as_written, is_blank

Key = tuple[str, str, str]  # code, person, content

_COLUMNS: Final = ("代码", "姓名", "问题", "级别", "工作表", "处理建议", TICKED, REMARKED)


class Tick(msgspec.Struct, frozen=True):
    """A row of 校验报告 in which the office wrote something."""

    level: str
    sheet: str
    hint: str
    ticked: str
    remark: str


class Ticks(msgspec.Struct, frozen=True):
    """The rows of a report that bear a tick or a remark; `yearly`: the report is a year's."""

    rows: Mapping[Key, Tick] = field(default_factory=dict)
    yearly: bool = False


def read_ticks(grid: Grid | None) -> Ticks:
    """The rows of 校验报告 in which the office wrote something; none where it has no such sheet."""
    rows = grid.rows if grid is not None else []
    for at, row in enumerate(rows):
        if all(header in row for header in _COLUMNS):
            places = [row.index(header) for header in _COLUMNS]
            read = ([_text(line[i]) for i in places] for line in rows[at + 1 :])
            ticks = {(c, p, m): Tick(*rest) for c, p, m, *rest in read if any(rest[-2:])}
            above = (_text(value) for line in rows[:at] for value in line)
            return Ticks(ticks, any(YEARS_REPORT.search(text) for text in above))
    return Ticks()


def _text(value: CellValue) -> str:
    return "" if is_blank(value) else as_written(value)


def ticked_off(findings: Iterable[Finding], ticks: Ticks) -> list[Finding]:
    """The findings with what the office wrote beside the same ones; an error stays an error."""
    if not ticks.rows:
        return list(findings)
    return [_with(found, ticks.rows) for found in findings]


def _with(found: Finding, rows: Mapping[Key, Tick]) -> Finding:
    tick = rows.get((found.code, found.person, found.message))
    if tick is None:
        return found
    ticked = "" if found.severity is Severity.ERROR else tick.ticked
    return replace(found, ticked=ticked, remark=tick.remark)


def kept(findings: Iterable[Finding], ticks: Ticks, *, yearly: bool) -> Iterator[Finding]:
    """What a run of the other kind told and the office ticked off, as rows for the report."""
    told = {(found.code, found.person, found.message) for found in findings}
    for (code, person, message), tick in ticks.rows.items():
        others = (tick.level == KEPT) == (ticks.yearly == yearly)
        if others and (code, person, message) not in told:
            words = (code, Severity.INFO, tick.sheet, 0, 0, person, (), message, tick.hint)
            yield Finding(*words, ticked=tick.ticked, remark=tick.remark)
