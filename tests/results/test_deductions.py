"""The sheets between gross and net, as they are read and signed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.deductions import (
    advanced,
    arrears,
    bases,
    bills,
    example,
    month_of_gross,
    overrides,
)
from tests.support.third_city import rows
from xlpay import checks
from xlpay.pay.month import MonthPayroll
from xlpay.policy.contributions.standards import ContributionStandards
from xlpay.results.deductions import deduction_tables
from xlpay.results.month import basis, payroll
from xlpay.results.summary import summary
from xlpay.results.tables import Paper, Table

MONTH = "2026-03"


def on(*yuan: str) -> Any:
    return bases(*((i, "2026-01", base) for i, base in enumerate(yuan)))


def sheets(run: MonthPayroll) -> dict[str, Table]:
    return {table.sheet: table for table in deduction_tables(run)}


def test_the_signed_sheet_has_every_column_from_gross_to_net() -> None:
    run = month_of_gross(["3000"], computed=())
    table = payroll(run)
    headers = [column.header for column in table.columns]
    assert headers[headers.index("应发合计") :] == [
        *("应发合计", "养老保险", "医疗保险", "失业保险", "住房公积金", "补缴", "个人所得税"),
        *("其他扣款", "扣款合计", "代垫", "代垫收回", "实发合计", "备注"),
    ]
    idle = {c.header for c in table.columns if c.folded}
    assert {"养老保险", "补缴", "代垫", "代垫收回"} <= idle and not deduction_tables(run)


def test_a_net_that_is_not_known_says_so_in_title_and_remark() -> None:
    run = month_of_gross(["3000", "3000"], bases=on("4863"))
    table = payroll(run)
    assert table.title.endswith("工资发放表（未定稿）")
    first, second = rows(table)
    assert (first["实发合计"], first["备注"]) == (Decimal("2246.23"), None)
    assert second["实发合计"] is None and second["应发合计"] == 3000
    assert second["备注"] == "未定稿：养老保险、医疗保险、失业保险、住房公积金"
    assert table.capitals == ("实发合计（大写）", "人民币贰仟贰佰肆拾陆元贰角叁分")
    items = {row["项目"] for row in rows(basis(run)) if row["姓名"] == "甲1"}
    assert "实发合计" not in items and "养老保险" not in items


def test_each_figure_stands_in_basis_with_layer_and_document() -> None:
    found = {row["项目"]: row for row in rows(basis(month_of_gross(["3000"], bases=on("2600"))))}
    own = found["养老保险"]
    assert (own["金额"], own["算式"]) == (Decimal("389.04"), "ROUND(4863*0.08,2)")
    assert own["依据"] == "国家：养老文〔2019〕1号、地方：限数文〔2025〕2号；基数按下限"
    assert found["工伤单位"]["算式"] == "ROUND(4863*0.002,2)"
    assert found["住房公积金"]["依据"] == "缴费标准：公积金文〔2019〕1号；基数按本人"


def test_bases_and_both_sides_by_person() -> None:
    table = sheets(month_of_gross(["3000", "9000"], bases=on("2600", "9000")))["社保公积金明细"]
    first, second = rows(table)
    assert (first["养老基数"], first["养老来源"], first["养老单位"]) == (
        4863,
        "下限",
        Decimal("778.08"),
    )
    assert (second["公积金个人"], second["工伤单位"]) == (450, 18)
    assert table.paper is Paper.A3  # five kinds don't fit A4 in type that can be read
    assert (first["个人合计"], first["单位合计"]) == (Decimal("640.62"), Decimal("1331.17"))


def test_the_units_sums_stand_beside_the_bill() -> None:
    """C11 逐人舍入与总额舍入之差"""
    bill = bills(
        (MONTH, "失业", 10, "48630", "243.15", "243.15"), (MONTH, "养老", None, None, None, None)
    )
    run = month_of_gross(
        ["3000"] * 10,
        bases=on(*["4863"] * 10),
        bills=bill,
        arrears=arrears((0, "养老", 100, 200, "3.5", MONTH)),
    )
    found = {row["险种"]: row for row in rows(sheets(run)["单位缴费汇总"])}
    assert list(found) == ["养老", "医疗", "失业", "工伤", "公积金", "补缴", "滞纳金"]
    own = found["失业"]
    assert (own["人数"], own["基数合计"], own["个人"]) == (10, 48630, Decimal("243.20"))
    assert (own["核定个人"], own["核定差额"]) == (Decimal("243.15"), "-0.10")
    assert found["养老"]["核定差额"] is None
    none = sheets(month_of_gross(["3000"], bases=on("4863")))["单位缴费汇总"].columns
    assert not next(c for c in none if c.header == "核定差额").summed
    assert (found["补缴"]["个人"], found["滞纳金"]["单位"]) == (100, Decimal("3.5"))
    told = [f for f in checks.findings(run) if f.code == "X-BILL"]
    assert [f.word("difference") for f in told] == ["-0.10"]


def test_sums_are_equal_across_the_sheets() -> None:
    run = month_of_gross(["3000", "400"], bases=on("2600", "9000"))
    pay = {c.header: c.total() for c in payroll(run).columns if not c.is_text}
    detail = {c.header: c.total() for c in sheets(run)["社保公积金明细"].columns if not c.is_text}
    whole = {c.header: c.total() for c in summary(run, None)[0].columns if not c.is_text}
    unit = {c.header: c.total() for c in sheets(run)["单位缴费汇总"].columns if not c.is_text}
    own = sum(pay[name] for name in ("养老保险", "医疗保险", "失业保险", "住房公积金"))
    assert own == detail["个人合计"] == unit["个人"] == pay["扣款合计"]
    assert detail["单位合计"] == unit["单位"] == whole["单位缴费"]
    assert whole["用工成本"] == pay["应发合计"] + unit["单位"]
    assert whole["实发合计"] == pay["实发合计"]


def test_what_is_owed_is_listed_as_it_is_entered_next_month() -> None:
    run = month_of_gross(["400"], bases=on("4863"))
    found = rows(sheets(run)["应收个人"])
    assert [(r["姓名"], r["种类"], r["余额"], r["截至月份"]) for r in found] == [
        ("甲0", "医疗保险", Decimal("86.30"), MONTH),
        ("甲0", "失业保险", Decimal("24.32"), MONTH),
        ("甲0", "住房公积金", Decimal("243.15"), MONTH),
    ]
    again = advanced(*((0, r["种类"], str(r["余额"]), MONTH) for r in found))
    later = month_of_gross(["2000"], "2026-04", bases=on("4863"), advanced=again)
    assert rows(payroll(later))[0]["实发合计"] == Decimal("892.46")
    assert "应收个人" not in sheets(later)


def test_a_sheet_of_an_earlier_month_is_emptied() -> None:
    run = month_of_gross(["3000"], computed=())
    there = ("社保公积金明细", "单位缴费汇总", "应收个人")
    assert [(t.sheet, len(t)) for t in deduction_tables(run, there)] == [(s, 0) for s in there]


def test_without_a_unit_rate_the_net_is_known_and_the_units_part_is_not() -> None:
    kept = [
        r for r in example().rows if not (r.kind == "医疗" and getattr(r, "side", "") == "单位")
    ]
    run = month_of_gross(["3000"], standards=ContributionStandards(tuple(kept)), bases=on("4863"))
    assert rows(payroll(run))[0]["实发合计"] == Decimal("2246.23")
    (row,) = rows(sheets(run)["社保公积金明细"])
    assert row["医疗单位"] is None and row["单位合计"] is None


def test_the_sheets_are_put_into_a_workbook(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from xlpay.base.assets import bundled
    from xlpay.workbook.fill.filling import fill

    run = month_of_gross(
        ["400", "3000"], bases=on("4863", "4863"), overrides=overrides((1, MONTH, "养老保险", 1))
    )
    target = tmp_path / "结果.xlsx"
    template = bundled("templates") / "payroll_template.xlsx"
    fill(template, target, [payroll(run), basis(run), *deduction_tables(run)])
    book = load_workbook(target)
    for name in ("社保公积金明细", "单位缴费汇总", "应收个人"):
        assert str(book[name].cell(5, 2).value).endswith(name)
