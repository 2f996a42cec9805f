"""Back pay to people whose month is not paid: a row that nothing takes for pay of the month."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from tests.support.months import compute
from tests.support.units import CHIFENG, JIAYUGUAN, Person, make_grids, make_unit, person
from xlpay.base.codes import Severity
from xlpay.batch.paid import paid_in
from xlpay.jobs.books import run_month
from xlpay.policy.files.load import load_shipped
from xlpay.recheck.sheet import check
from xlpay.results import month as month_results
from xlpay.results import summary as summary_results
from xlpay.results.tables import Table
from xlpay.run.inquiry import inquire
from xlpay.run.monthly import Calculated, month_run
from xlpay.unit.settings import NOT_BESIDE

MONTH = "2026-03"
LEFT: dict[str, Any] = {"离职日期": "2026-02-13", "离职原因": "辞职"}
STAFF = (person("王伟"), person("李娜", **LEFT), person("张三", 社区="第二社区", **LEFT))
OWED = (("李娜", MONTH, "补发", 123.45), ("张三", MONTH, "补扣", 80))


def done(staff: tuple[Person, ...] = STAFF, adjustments: Any = OWED, **sheets: Any) -> Calculated:
    grids = make_grids(CHIFENG, MONTH, staff, adjustments=adjustments, **sheets)
    return month_run(grids.get, load_shipped(), NOT_BESIDE)


def row(table: Table, name: str, header: str = "姓名") -> dict[str, Any]:
    return next(record for record in table.records() if record[header] == name)


def reasons(table: Table) -> dict[str, Decimal]:
    """Why the sum changed, by reason."""
    found = table.records()
    return {str(record["原因"]): Decimal(str(record["金额"])) for record in found}


def test_a_leaver_has_a_row_of_nothing_else_and_a_claw_back_has_none() -> None:
    found = done()
    assert found.run is not None
    table = month_results.payroll(found.run, found.changes)
    assert [record["姓名"] for record in table.records()] == ["王伟", "李娜"]
    own = row(table, "李娜")
    assert own["备注"] == "已离职，仅补扣发"
    filled = {header for header, value in own.items() if value not in (None, 0)}
    assert filled == {
        "序号",
        "姓名",
        "身份证号",
        "社区",
        "补发补扣",
        "应发合计",
        "实发合计",
        "备注",
    }
    assert own["应发合计"] == own["实发合计"] == Decimal("123.45")
    assert own["缺勤及不足月扣款"] is None
    collect = next(f for f in found.findings if f.code == "V-COLLECT")
    assert collect.severity is Severity.WARNING and collect.person == "张三"
    assert "补扣 80.00 元" in collect.message
    assert not [f for f in found.findings if f.severity is Severity.ERROR]


def test_what_is_taken_besides_back_pay_comes_off_it() -> None:
    found = done(adjustments=[*OWED, ("李娜", MONTH, "其他扣款", 23.45)])
    assert found.run is not None
    own = row(month_results.payroll(found.run), "李娜")
    assert own["其他扣款"] == Decimal("23.45")
    assert own["实发合计"] == 100
    found = done(adjustments=[*OWED, ("李娜", MONTH, "其他扣款", 123.45)])
    assert found.run is not None
    assert not found.run.has_row()[1]
    assert {f.person for f in found.findings if f.code == "V-COLLECT"} == {"李娜", "张三"}


def test_the_summary_counts_people_and_adds_up_money() -> None:
    found = done()
    assert found.run is not None
    total, grades, moved = summary_results.summary(found.run, found.before)
    first, gone = total.records()  # everybody of the second community has left
    assert (gone["人数"], gone["应发合计"]) == (0, 0)
    assert (first["人数"], first["应发合计"]) == (1, Decimal("2669.79"))  # 2546.34 and 123.45
    assert [record["人数"] for record in grades.records()] == [1]
    by_reason = reasons(moved)
    assert by_reason["补发补扣"] == Decimal("123.45")
    assert found.before is not None
    change = Decimal(int(found.run.gross.sum()) - int(found.before.gross.sum())) / 100
    assert sum(by_reason.values()) == change


def test_back_pay_of_the_month_before_is_no_pay_to_compare_with() -> None:
    """Interrupted in February with back pay, back in March: the month before is January."""
    away = [("王伟", "中断", "2026-02-01", "2026-02-28")]
    found = done(adjustments=[("王伟", "2026-02", "补发", 50)], duties=away)
    assert found.before is not None and found.run is not None
    assert found.before.has_row()[0] and not found.before.paid[0]
    assert found.changes == []
    _, _, moved = summary_results.summary(found.run, found.before)
    by_reason = reasons(moved)
    assert by_reason["进入"] == Decimal("2546.34")
    assert by_reason["补发补扣"] == -50


def test_interrupted_throughout() -> None:
    away = [("王伟", "中断", "2026-02-01", "2026-03-31")]
    found = done(adjustments=[("王伟", MONTH, "补发", 50)], duties=away)
    assert found.run is not None
    assert row(month_results.payroll(found.run), "王伟")["备注"] == "中断，仅补扣发"


def test_explained_and_checked_by_what_it_is() -> None:
    found = done()
    assert found.run is not None
    told = inquire(found, "李娜").lines
    assert any(line.startswith("应发合计 123.45 元 = 123.45") for line in told), told
    assert not any("基本工资" in line or "缺勤" in line or "折算年限" in line for line in told)
    basis = [r for r in month_results.basis(found.run).records() if r["姓名"] == "李娜"]
    assert [record["项目"] for record in basis] == ["补发补扣", "应发合计"]
    checked = row(check(found.run), "李娜")
    assert checked["应发合计（结果）"] == Decimal("123.45")
    assert checked["缺勤及不足月扣款（结果）"] is None
    assert checked["未核原因"] is None


@pytest.mark.parametrize("city", [CHIFENG, JIAYUGUAN])
def test_no_month_of_a_year_is_one_of_back_pay(city: str) -> None:
    """Pools, accruals and year-end money know nothing of it."""
    unit, _ = make_unit(city, MONTH, STAFF, adjustments=OWED)
    plain, _ = make_unit(city, MONTH, STAFF)
    run, other = compute(unit, unit.month), compute(plain, plain.month)
    assert run is not None and other is not None
    assert np.array_equal(run.paid, other.paid)
    for name, line in other.lines.items():
        if name not in ("补发补扣", "应发合计", "实发合计"):
            assert np.array_equal(line.amount, run.lines[name].amount), name


def test_money_for_a_leaver_must_reach_the_right_one() -> None:
    """A wrong account of somebody long gone is no matter, unless back pay goes there."""
    gone = person("李娜", 离职日期="2025-11-30", 离职原因="辞职", 银行账号=6.2e18)
    account = [f for f in done((STAFF[0], gone), ()).findings if f.cell and f.person == "李娜"]
    assert {f.severity for f in account} == {Severity.WARNING}
    found = done((STAFF[0], gone), OWED[:1])
    assert [f.severity for f in found.findings if f.code == account[0].code] == [Severity.ERROR]
    assert found.failed


def test_whether_a_leaver_was_ever_paid_must_be_known() -> None:
    """Who is owed money is not left out in silence because of a day that can't be read."""
    gone = person("李娜", 进入社区日期="某年", 离职日期="2025-11-30", 离职原因="辞职")
    assert not done((STAFF[0], gone), ()).failed
    found = done((STAFF[0], gone), OWED[:1])
    assert [(f.code, f.severity) for f in found.findings if f.severity is Severity.ERROR] == [
        ("C-DATE", Severity.ERROR)
    ]


def test_a_row_of_back_pay_survives_a_workbook(tmp_path: Path) -> None:
    """The batch tells it from pay by the blank reduction."""
    grids = make_grids(CHIFENG, MONTH, STAFF, adjustments=OWED)
    book = openpyxl.Workbook()
    for name, grid in grids.items():
        sheet = book.create_sheet(name)
        for cells in grid.rows:
            sheet.append(cells)
    book.save(tmp_path / "街道.xlsx")
    job = run_month(tmp_path / "街道.xlsx", tmp_path, None)
    assert job.output is not None, [finding.line() for finding in job.done.findings]
    payroll = paid_in(job.output)
    assert payroll is not None and payroll.headcount == 1
    shown = [(one.name, one.gross_fen, one.only_back_pay) for one in payroll.people]
    assert shown == [("王伟", 254634, False), ("李娜", 12345, True)]
