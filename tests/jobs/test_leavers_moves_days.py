"""Whole way: back pay to a leaver, moved days and a move, in a workbook, through the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.mutations import CHIFENG, small_unit
from xlpay.cli import main
from xlpay.sample.write import write

MONTH = "2026-01"
ELSEWHERE = "新城社区"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The small unit: one left in November is owed money, one is moved, one away on a Sunday."""
    rows = small_unit(CHIFENG)
    steady = [r for r in rows["花名册"] if r["人员类别"] == "聘用制" and r["离职日期"] is None]
    left, moved, away = steady[-3:]
    left |= {"离职日期": date(2025, 11, 14), "离职原因": "调出"}

    def of(row: dict[str, Any], **cells: Any) -> dict[str, Any]:
        return {"姓名": row["姓名"], "身份证号": row["身份证号"], **cells}

    for sheet in ("任职记录", "请假考勤"):
        rows[sheet] = [r for r in rows[sheet] if r["身份证号"] != left["身份证号"]]
    rows["补扣发明细"].append(of(left, 月份=MONTH, 项目="补发", 金额=88.88))
    rows["调动记录"] = [of(moved, 起始月份=MONTH, 社区=ELSEWHERE)]
    rows["调休"] = [{"日期": date(2026, 1, 4), "类别": "上班"}]
    sunday = {"起始日期": date(2026, 1, 4), "结束日期": date(2026, 1, 4), "天数": 1}
    rows["请假考勤"].append(of(away, 类别="旷工", **sunday))
    path = tmp_path_factory.mktemp("三张表") / "单位.xlsx"
    write(rows, path)
    assert main(["run", str(path)]) == 0
    return path.with_name(f"单位-{MONTH}.xlsx"), [str(r["姓名"]) for r in (left, moved, away)]


def rows_of(path: Path, sheet: str, key: str) -> list[dict[str, Any]]:
    """The rows under the headers, as long as the key's column holds something."""
    lines = [list(line) for line in openpyxl.load_workbook(path, data_only=True)[sheet].values]
    head = next(i for i, line in enumerate(lines) if key in line)
    return [dict(zip(map(str, lines[head]), line, strict=True)) for line in lines[head + 1 :]]


def test_the_result_has_each(book: tuple[Path, list[str]]) -> None:
    path, (left, moved, away) = book
    paid = {row["姓名"]: row for row in rows_of(path, "工资发放表", "姓名") if row["姓名"]}
    assert paid[left]["应发合计"] == paid[left]["补发补扣"] == 88.88
    assert paid[left]["备注"] == "已离职，仅补扣发"
    assert paid[left]["基本工资"] is None and paid[left]["缺勤及不足月扣款"] is None
    assert paid[moved]["社区"] == ELSEWHERE
    assert "调入" in paid[moved]["备注"]
    assert paid[away]["缺勤及不足月扣款"] > 0
    told = {row["代码"] for row in rows_of(path, "校验报告", "代码")}
    assert not told & {"V-TOOLONG", "V-NOPAY", "V-COLLECT", "V-NOMOVE"}


def test_the_summary_counts_those_paid(book: tuple[Path, list[str]]) -> None:
    path, _ = book
    rows = [row for row in rows_of(path, "汇总", "人数") if isinstance(row["人数"], int | float)]
    places = {row["社区"]: row["人数"] for row in rows}
    assert places[ELSEWHERE] == 1
    people = [r for r in rows_of(path, "工资发放表", "姓名") if r["姓名"] and r["身份证号"]]
    assert sum(places[name] for name in places if name != "总计") == len(people) - 1


def test_the_result_run_again_is_the_same(book: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, _ = book
    assert main(["run", str(path), "--out", str(tmp_path)]) == 0
    again = rows_of(tmp_path / path.name, "工资发放表", "姓名")
    assert again == rows_of(path, "工资发放表", "姓名")


def test_explain_tells_only_the_back_pay(
    book: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    path, (left, *_) = book
    assert main(["explain", str(path), "--person", left]) == 0
    told = capsys.readouterr().out
    assert "应发合计 88.88 元 = 88.88" in told
    assert "基本工资" not in told
