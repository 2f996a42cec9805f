"""Last month's result beside the workbook: what comes out otherwise now is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlpay
from tests.support.spec_cases import identity_of
from xlpay.base.findings import Finding
from xlpay.jobs.books import check_book, run_month, run_year
from xlpay.sample.write import write


def book(folder: Path, month: str = "2022-02", **settings: Any) -> Path:
    """Two people of Chifeng since 2021, in a file."""
    common = {"政策": "赤峰市2020", "单位名称": "测试街道", "地区": "赤峰市", "工资月份": month}
    weights = {f"绩效系数_{word}": 1 for word in ("优秀", "合格", "基本合格", "不合格")}
    settings = {**common, **weights, **settings}
    people = [
        {
            "姓名": name,
            "身份证号": identity_of(i),
            "社区": "一社区",
            "人员类别": "聘用制",
            "进入社区日期": date(2021, 1, 1),
            "学历": "大专",
        }
        for i, name in enumerate(("甲", "乙"))
    ]
    rated = [{"身份证号": p["身份证号"], "年度": 2021, "等次": "合格"} for p in people]
    path = folder / "测试.xlsx"
    rows = [{"项目": name, "值": value} for name, value in settings.items()]
    write({"参数": rows, "花名册": people, "考核记录": rated}, path)
    return path


def told(findings: list[Finding], code: str) -> list[str]:
    return [found.message for found in findings if found.code == code]


def test_what_differs_from_last_months_result_is_told_with_count_and_total(tmp_path: Path) -> None:
    first = book(tmp_path, 上年度人均可支配收入=34101, 收入标准执行月份="2022-01")
    assert run_month(first).output is not None
    again = book(tmp_path, "2022-03", 上年度人均可支配收入=38400, 收入标准执行月份="2022-01")
    # basic pay 0.8 × 3200 = 2560 each, and 2273.40 each was paid
    (message,) = told(run_month(again).findings, "P-REDONE")
    assert "2022-02" in message
    assert "2 人" in message
    assert "573.20 元" in message
    assert told(check_book(again).findings, "P-REDONE") == [message]


def test_the_same_figures_and_a_result_that_is_not_there_tell_nothing(tmp_path: Path) -> None:
    same = book(tmp_path)
    assert not told(run_month(same, month="2022-03").findings, "P-REDONE")
    assert run_month(same).output is not None
    assert not told(run_month(same, month="2022-03").findings, "P-REDONE")


def test_a_file_of_that_name_that_is_no_result_is_left_alone(tmp_path: Path) -> None:
    same = book(tmp_path)
    (tmp_path / "测试-2022-01.xlsx").write_bytes(b"PK")
    assert not told(run_month(same).findings, "P-REDONE")


def test_a_past_years_money_leaves_this_years_figure_alone_and_says_so(tmp_path: Path) -> None:
    job = run_year(book(tmp_path, 上年度人均可支配收入=38400), 2021)
    # 568.35 accrued a month of annex 2's 34101
    paid = [row["金额"] for row in job.tables["年终奖"].records()]
    assert paid == [Decimal("6820.20")] * 2
    (message,) = told(job.findings, "P-FROM")
    assert "2022-01" in message
    assert "34101.00" in message


def test_a_figure_in_the_sheet_needs_no_setting(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["年度", "金额", "执行月份"],
        [2020, 36000, None],
        [2021, 38400, "2022-07"],
    ]
    settings: list[list[object]] = [
        ["项目", "值"],
        ["政策", "赤峰市2020"],
        ["单位名称", "街道"],
        ["地区", "赤峰市"],
    ]
    roster: list[list[object]] = [
        ["姓名", "身份证号", "社区", "人员类别", "进入社区日期", "学历"],
        ["甲", identity_of(0), "一社区", "聘用制", "2022-01-01", "大专"],
    ]
    done = xlpay.month({"参数": settings, "花名册": roster, "收入标准": rows}, "2022-07")
    (row,) = done.tables["工资发放表"].records()
    assert row["月薪酬总额"] == Decimal("3200.00")
    assert not {"P-FROM", "P-INCOME"} & {found.code for found in done.findings}
