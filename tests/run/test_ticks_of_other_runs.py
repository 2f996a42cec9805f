"""What was ticked off in a month's report outlives the year's run, and the other way round."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.jobs.test_earlier import book
from tests.run.test_ticks import FIGURE, rows, tick
from xlpay.base.codes import Severity
from xlpay.base.findings import weights
from xlpay.jobs.books import run_month, run_year

MONTHS, YEARS = "V-UNRATED", "P-FROM"  # told by the month alone; by both


def only_in(path: Path, folder: Path) -> tuple[str, str]:
    """A warning that the month alone tells, and one of the year alone: their codes."""
    month = {f.code for f in run_month(path, folder / "m").findings}
    year = {f.code for f in run_year(path, 2021, folder / "y").findings}
    return min(month - year), min(year - month) if year - month else ""


def report(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path)["校验报告"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(line for line in lines if "代码" in line)
    below = lines[lines.index(head) + 1 :]
    return [dict(zip(map(str, head), line, strict=True)) for line in below if line[2]]


def test_a_months_tick_outlives_the_years_report(tmp_path: Path) -> None:
    path = book(tmp_path, **FIGURE)
    code, _ = only_in(path, tmp_path)
    first = run_month(path)
    assert first.output is not None
    tick(first.output, code, "王会计", "核过了")
    counted = weights(run_month(first.output, tmp_path / "a", "2022-03").findings)
    year = run_year(first.output, 2021, tmp_path / "b")
    assert year.output is not None
    kept = [row for row in report(year.output) if row["代码"] == code]
    assert [(row["级别"], row["已核对"], row["核对说明"]) for row in kept] == (
        [("留存", "王会计", "核过了")] * len(kept)
    )
    assert kept and report(year.output)[-1]["级别"] == "留存"
    assert not [f for f in year.findings if f.code == code]  # nothing is found once more
    again = run_month(year.output, tmp_path / "c", "2022-03")
    assert weights(again.findings) == counted
    own = [r for r in rows(year.output, "2022-03") if r["代码"] == code]
    assert own and all(row["已核对"] == "王会计" and row["级别"] != "留存" for row in own)


def test_two_years_reports_keep_it_too(tmp_path: Path) -> None:
    path = book(tmp_path, **FIGURE)
    code, _ = only_in(path, tmp_path)
    first = run_month(path).output
    assert first is not None
    tick(first, code, "王会计", "")
    second = run_year(first, 2021, tmp_path / "b").output
    assert second is not None
    third = run_year(second, 2020, tmp_path / "c", skip_errors=True).output
    assert third is not None
    assert [r for r in report(third) if r["代码"] == code and r["级别"] == "留存"]


def test_a_years_tick_outlives_the_months_report(tmp_path: Path) -> None:
    path = book(tmp_path, **FIGURE)
    year = run_year(path, 2021)
    assert year.output is not None
    warned = [f.code for f in year.findings if f.severity is Severity.WARNING]
    month = {(f.code, f.message) for f in run_month(path, tmp_path / "m").findings}
    own = next(f for f in year.findings if (f.code, f.message) not in month)
    assert warned
    tick(year.output, own.code, "李主任", "")
    next_month = run_month(year.output, tmp_path / "a", "2022-03").output
    assert next_month is not None
    assert [r for r in report(next_month) if r["代码"] == own.code and r["级别"] == "留存"]
    again = run_year(next_month, 2021, tmp_path / "b")
    assert [f.ticked for f in again.findings if f.code == own.code] == ["李主任"]


def test_what_a_month_no_longer_tells_is_not_kept_by_the_next_month(tmp_path: Path) -> None:
    first = run_month(book(tmp_path, **FIGURE)).output
    assert first is not None
    opened = openpyxl.load_workbook(first)
    sheet = opened["校验报告"]
    head = next(row for row in sheet.iter_rows() if "代码" in [cell.value for cell in row])
    at = {str(cell.value): cell.column or 0 for cell in head}
    below = (head[0].row or 0) + 1
    sheet.cell(below, at["问题"]).value = "上上个月的事"
    sheet.cell(below, at["已核对"]).value = "王会计"
    opened.save(first)
    second = run_month(first, tmp_path / "a", "2022-03").output
    assert second is not None
    assert not [r for r in report(second) if r["级别"] == "留存"]
