"""A sheet between gross and net under another name is told, and stops nobody's pay."""

from __future__ import annotations

from xlpay.base.findings import stops
from xlpay.base.grid import Grid
from xlpay.run.missing_sheets import sheet_findings, twins

SHEETS = ("参数", "花名册", "别的表")


def of(headers: list[str], row: list[str]) -> list[tuple[str, str, bool]]:
    head = Grid("别的表", [list(headers), list(row)])
    found = sheet_findings(SHEETS, (), twins({"别的表": head}, lambda name: None))
    return [(f.code, f.sheet, stops(f)) for f in found if f.code in ("S-MEANT", "S-TWIN")]


def test_bases_under_another_name_are_told_and_stop_nobody() -> None:
    found = of(["身份证号", "起始月份", "社保基数"], ["1", "2026-01", "5000"])
    assert found == [("S-MEANT", "缴费基数", False)]


def test_a_sheet_of_moves_is_no_sheet_of_bases() -> None:
    found = of(["身份证号", "起始月份", "社区"], ["1", "2026-01", "东社区"])
    assert found == [("S-MEANT", "调动记录", True)]


def test_adjustments_are_no_overrides() -> None:
    found = of(["身份证号", "月份", "项目", "金额"], ["1", "2026-01", "补发", "5"])
    assert found == [("S-MEANT", "补扣发明细", True)]
