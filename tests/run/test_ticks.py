"""What an office ticks off in 校验报告: kept by code, person and content, last, and not counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.jobs.test_earlier import book
from xlpay.base.codes import Severity
from xlpay.base.findings import Finding, find, kinds, weights
from xlpay.base.grid import Position
from xlpay.cli import main
from xlpay.cli.console import clean
from xlpay.jobs.books import run_month
from xlpay.results.common import report
from xlpay.results.tables import Plain

FIGURE: dict[str, Any] = {"上年度人均可支配收入": 38400}


def tick(path: Path, code: str, word: str, why: str) -> None:
    """Write into 已核对 and 核对说明 of every row of that code, as an office does."""
    opened = load_workbook(path)
    sheet = opened["校验报告"]
    columns = {str(c.value): c.column for row in sheet.iter_rows(7, 7) for c in row if c.value}
    for row in range(8, sheet.max_row + 1):
        if sheet.cell(row, columns["代码"]).value == code:
            sheet.cell(row, columns["已核对"], word)
            sheet.cell(row, columns["核对说明"], why)
    opened.save(path)


def rows(path: Path, month: str) -> list[dict[str, Plain]]:
    return run_month(path, path.parent / "again", month).tables["校验报告"].records()


def test_a_tick_is_kept_from_month_to_month_listed_last_and_not_counted(tmp_path: Path) -> None:
    first = run_month(book(tmp_path, **FIGURE))
    assert first.output is not None
    assert weights(first.findings)[Severity.WARNING] > 0
    tick(first.output, "P-FROM", "王会计 2022-02-10", "街道文件已核对")
    second = run_month(first.output, tmp_path / "next", "2022-03")
    told = second.tables["校验报告"].records()
    assert told[-1]["代码"] == "P-FROM"
    assert told[-1]["已核对"] == "王会计 2022-02-10"
    assert told[-1]["核对说明"] == "街道文件已核对"
    before, after = (weights(job.findings)[Severity.WARNING] for job in (first, second))
    assert after == before - 1
    assert second.output is not None
    third = run_month(second.output, tmp_path / "third", "2022-04")
    assert third.tables["校验报告"].records()[-1]["已核对"] == "王会计 2022-02-10"


def test_other_content_is_not_ticked_and_a_remark_alone_is_kept(tmp_path: Path) -> None:
    first = run_month(book(tmp_path, **FIGURE))
    assert first.output is not None
    tick(first.output, "P-FROM", "", "下月再看")
    own = next(r for r in rows(first.output, "2022-03") if r["代码"] == "P-FROM")
    assert (own["已核对"], own["核对说明"]) == (None, "下月再看")
    tick(first.output, "P-FROM", "王会计", "")
    opened = load_workbook(first.output)
    for name, value in opened["参数"].iter_rows(2, 40, 1, 2):
        if name.value == "上年度人均可支配收入":
            value.value = 39000
        if name.value == "工资月份":
            value.value = "2023-03"
    opened.save(first.output)
    own = next(r for r in rows(first.output, "2023-03") if r["代码"] == "P-FROM")
    assert own["已核对"] is None


def test_the_terminal_says_so_and_json_keeps_every_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run_month(book(tmp_path, **FIGURE))
    assert first.output is not None
    tick(first.output, "P-FROM", "王会计", "")
    capsys.readouterr()
    assert main(["check", str(first.output)]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines()[-1].startswith("已核对 P-FROM 参数!")
    assert "已核对 1" in told.out
    assert main(["check", str(first.output), "--json"]) == 0
    payload = json.loads(capsys.readouterr().out)
    (own,) = [f for f in payload["findings"] if f["code"] == "P-FROM"]
    assert own["ticked"] == "王会计"
    warnings = [f for f in payload["findings"] if f["severity"] == "warning"]
    assert payload["counts"]["warning"] == len(warnings) - 1


def unrated(number: int, year: int = 2021) -> Finding:
    return find("V-UNRATED", "考核记录", Position(number + 2, 1), f"人{number}", year=year)


def test_a_hundred_thousand_people_are_one_line_a_kind() -> None:
    findings = [unrated(number) for number in range(100_000)]
    findings.append(find("S-OPEN", name="一.xlsx"))
    first, last = kinds(findings)
    assert first.startswith("警告 V-UNRATED 考核记录!A2 人0: 2021年没有考核等次，这一年不计。")
    assert "共 100000 条，还有：考核记录!A3 人1、考核记录!A4 人2、考核记录!A5 人3等" in first
    assert last.startswith("提示 S-OPEN: ")


def test_all_findings_prints_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book(tmp_path, "2023-02")  # nobody is rated for 2022
    assert main(["check", str(path)]) == 0
    few = capsys.readouterr().err.splitlines()
    assert main(["check", str(path), "--all-findings"]) == 0
    every = capsys.readouterr().err.splitlines()
    assert len(few) < len(every) or all("共" not in line for line in few)
    assert all(line.split(" ")[0] in ("警告", "提示", "信息") for line in [*few, *every])


def test_equal_findings_are_one_row_of_the_report() -> None:
    same = [find("S-MERGED", "花名册", Position(r, 2), range="B2:B3") for r in (5, 9, 12)]
    (row,) = report("单位", "2022-02", same).records()
    assert row["单元格"] == "B5"  # what a link shows is what it leads to
    assert str(row["处理建议"]).endswith("（相同的共 3 处）")


def test_what_goes_to_a_terminal_is_masked_and_printable() -> None:
    assert clean("账号6222020200112233445重复") == "账号622**************45重复"
    assert clean("13800001234") == "138******34"
    assert clean("2022-02-10 共 1234567890 元") == "2022-02-10 共 1234567890 元"
    assert clean("一\x1b[31m二\u202e\n") == "一\\u001b[31m二\\u202e\\u000a"
